import Analysis
import Corpora
import Figures
import Foundation
import Networks
import Similarity
import Storage
import Training

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
      "interrupted by \(signal == 2 ? "Ctrl-C" : "signal \(signal)"); \(saved)"
    }
  }
}

extension ProgramExit {
  /// The exit code of an error of one of the modules, or nil for the argument parser's own errors.
  init?(of error: any Error) {
    switch error {
    case let error as CommandError: self = ProgramExit(command: error)
    case let error as StorageError: self = ProgramExit(storage: error)
    case let error as NetworksError: self = ProgramExit(networks: error)
    case let error as FigureError: self = ProgramExit(figures: error)
    case is TableError: self = .badData
    case SimilarityError.unknown: self = .wrongUsage
    case is SimilarityError: self = .badData
    default: return nil
    }
  }

  private init(command error: CommandError) {
    switch error {
    case .usage: self = .wrongUsage
    case .badData: self = .badData
    case .verification: self = .verificationFailed
    case .interrupted(let signal, _): self = .interrupted(signal: signal)
    }
  }

  private init(storage error: StorageError) {
    switch error {
    case .missing, .malformed, .checksum, .length,
      .noSuchArray, .noSuchMember, .unknownFormat, .notARun:
      self = .badData
    case .unknownKey, .missingKey, .invalidValue, .folderNotEmpty: self = .wrongUsage
    case .system(_, _, let errno, _) where [ENOENT, ENOTDIR, EISDIR].contains(errno): self = .badData
    case .system, .checkpointExists, .runInUse: self = .failed
    }
  }

  private init(networks error: NetworksError) {
    switch error {
    case .configuration, .unknownSite: self = .wrongUsage
    case .missingParameter, .unknownParameter, .shape, .untiedWeights: self = .badData
    }
  }

  private init(figures error: FigureError) {
    switch error {
    case .plotlyNotFound, .notPlotly: self = .failed
    case .noRows, .unreadable: self = .badData
    }
  }
}
