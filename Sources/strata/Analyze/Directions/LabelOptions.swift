import ArgumentParser
import Experiments

/// Which classes units are asked about.
struct LabelOptions: ParsableArguments {
  @Option(
    help: """
      The classes: class of images; of a language model next, frequency (of the next token, in ten bins), position, and of the \
      synthetic language number, depth, quoted, topic, awaited_verbs (default: class or frequency).
      """)
  var labels: String?

  /// The labels that were named, or the usual ones.
  ///
  /// - Throws: `CommandError.usage`.
  func chosen(of network: any ExaminedNetwork) throws -> Labelling {
    let name = labels ?? (network.labellings.contains { $0.name == "class" } ? "class" : "frequency")
    guard let found = network.labellings.first(where: { $0.name == name }) else {
      throw CommandError.usage(
        "--labels '\(name)' is none of \(network.labellings.map(\.name).joined(separator: ", "))")
    }
    return found
  }
}
