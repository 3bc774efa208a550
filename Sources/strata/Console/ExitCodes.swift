/// How the program ends.
enum ProgramExit: Equatable {
  case done
  case failed
  case wrongUsage
  case badData
  case verificationFailed
  /// Stopped by a signal, after saving.
  case interrupted(signal: Int32)

  /// The number that the shell sees: 0, 1, 2, 3, 4, or 128 + signal.
  var rawValue: Int32 {
    switch self {
    case .done: 0
    case .failed: 1
    case .wrongUsage: 2
    case .badData: 3
    case .verificationFailed: 4
    case .interrupted(let signal): 128 + signal
    }
  }
}

/// What a command itself finds wrong; each case carries its sentence.
enum CommandError: Error, Equatable, CustomStringConvertible {
  /// The options or the configuration contradict each other or name what does not exist.
  case usage(String)
  /// A file or array that was given cannot be used.
  case badData(String)
  /// A stored run is not what it says it is.
  case verification(String)
  /// A signal arrived; what was done so far is saved.
  case interrupted(signal: Int32, saved: String)

  /// One sentence.
  var description: String {
    switch self {
    case .usage(let sentence), .badData(let sentence), .verification(let sentence): sentence
    case .interrupted(let signal, let saved):
      "interrupted by \(signal == 2 ? "Ctrl-C" : "SIGTERM"); \(saved)"
    }
  }
}
