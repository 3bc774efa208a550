import ArgumentParser
import Experiments
import Foundation
import Storage
import Tensors

/// `strata reproduce`: published experiments, one command each.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Do published experiments again and say what of their claims is seen.",
    discussion: """
      Each experiment writes its figures, tables and result.json into a folder of its name. A claim is seen where the \
      95 % interval over networks lies at or beyond the smallest effect of interest, not seen where it lies wholly short \
      of it, and undecided otherwise; what holds by construction has no claim.
      """)

  @Argument(help: ArgumentHelp("Experiments, by a row such as F8 or by name.", valueName: "id"))
  var experiments: [String] = []

  @Flag(help: "List the experiments.")
  var list = false

  @Flag(help: "Do all of them.")
  var all = false

  @Option(help: "How large: quick (seconds), desk, or paper (the published size).")
  var scale = Scale.desk

  @Option(help: "The seed of all randomness.")
  var seed: UInt64 = 1

  @Option(name: .customLong("out"), help: "The folder that gets a folder for each experiment.")
  var folder = "Checkpoints/reports"

  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard [!experiments.isEmpty, list, all].count(where: \.self) == 1 else {
      throw ValidationError("name experiments, or give one of --list and --all")
    }
    _ = try chosen()
  }

  func run() throws {
    let console = options.console
    if list { return try ExperimentListing.print(ExperimentCatalog.all, options) }
    computing.apply()
    let files = LocalFileSystem()
    let interruption = Interruption()
    var results: [ReproducedExperiment] = []
    for experiment in try chosen() {
      console.note("\(experiment.rows.joined(separator: ", ")) \(experiment.name): \(experiment.question)")
      let started = ContinuousClock.now
      let conditions = ExperimentConditions(
        scale: scale, key: RandomKey(seed: seed).child(experiment.name),
        shouldStop: { interruption.request.signalNumber != nil })
      let result: ReproducedExperiment
      do {
        result = try ReproducedExperiment(experiment, conditions, seed: seed, in: folder, files)
      } catch is MeasurementStopped {
        throw CommandError.interrupted(
          signal: interruption.request.signalNumber ?? 2,
          saved: "\(experiment.name) was left out; what was done before it is in \(folder)")
      }
      console.note(
        "done in \(ProgressLine.duration(Double((ContinuousClock.now - started).components.seconds)))")
      if !options.json { result.print(on: console) }
      results.append(result)
    }
    if options.json { try console.resultJSON(results) }
  }

  /// The experiments named, each once, or all.
  private func chosen() throws -> [any Experiment.Type] {
    if all { return ExperimentCatalog.all }
    var result: [any Experiment.Type] = []
    for name in experiments {
      guard let experiment = ExperimentCatalog.experiment(name) else {
        let known = ExperimentCatalog.all.flatMap { $0.rows + [$0.name] }.joined(separator: ", ")
        throw ValidationError("there is no experiment '\(name)'; known are \(known)")
      }
      if !result.contains(where: { $0.name == experiment.name }) { result.append(experiment) }
    }
    return result
  }
}
