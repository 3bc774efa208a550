import ArgumentParser
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
