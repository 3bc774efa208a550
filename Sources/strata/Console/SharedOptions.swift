import ArgumentParser
import Similarity
import Tensors

/// Options that every command takes.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print results as JSON on standard output.")
  var json = false

  @Flag(name: [.short, .long], help: "Print results and errors only, no progress.")
  var quiet = false

  /// The console that these options ask for.
  var console: Console { Console(quiet: quiet) }
}

/// How many threads a command computes on.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads to compute on (default: all processors). Results do not depend on it.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads must lie between 1 and 64, not \(threads)")
    }
  }

  /// Sets the number of threads, if one was given.
  func apply() {
    if let threads { Concurrent.setThreadCount(threads) }
  }
}

/// Which measures are computed.
struct MeasureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to compute, with commas between or repeated: cca, svcca, pwcca, cka or procrustes.",
      valueName: "names"))
  var measure: [String] = []

  func validate() throws { _ = try measures() }

  /// The measures named, in the order of ``MeasuredPair/measures``; nil where none was.
  func chosen() throws -> [Measure]? {
    let named = try measures()
    return named.isEmpty ? nil : MeasuredPair.measures.filter { named.contains($0) }
  }

  private func measures() throws -> [Measure] {
    let names = measure.flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return try names.map { name in
      guard let measure = Measure(rawValue: name), MeasuredPair.measures.contains(measure) else {
        let known = MeasuredPair.measures.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--measure '\(name)' is none of \(known)")
      }
      return measure
    }
  }
}

/// How much memory a map may take.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Memory that a map may take, in MiB; with less, activations are read more often \
      (default: \(MapOptions.usualMemoryCeiling >> 20)).
      """, valueName: "MiB"))
  var memory: Int?

  func validate() throws {
    guard let memory else { return }
    guard (1...(1 << 30)).contains(memory) else {
      throw ValidationError("--memory must be a number of MiB from 1 on, not \(memory)")
    }
  }

  /// The ceiling in bytes.
  var ceiling: Int { memory.map { $0 << 20 } ?? MapOptions.usualMemoryCeiling }
}
