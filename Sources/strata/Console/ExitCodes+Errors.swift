import Analysis
import Corpora
import Figures
import Foundation
import Networks
import Similarity
import SingleDirections
import Storage
import Training

extension ProgramExit {
  /// The exit code of an error of one of the modules, or nil for the argument parser's own errors.
  init?(of error: any Error) {
    switch error {
    case let error as CommandError: self = error.programExit
    case let error as StorageError: self = error.programExit
    case let error as StateStoreError: self = error.programExit
    case let error as CorporaError: self = error.programExit
    case let error as NetworksError: self = error.programExit
    case let error as TrainingError: self = error.programExit
    case let error as AnalysisError: self = error.programExit
    case let error as FigureError: self = error.programExit
    case let error as SingleDirectionsError: self = error.programExit
    case SimilarityError.unknown, SimilarityError.memoryCeiling, is SnapshotSchedule.TextError:
      self = .wrongUsage
    case is SimilarityError, is TableError: self = .badData
    default: return nil
    }
  }
}

// What a person typed is usage, what a file holds is bad data, and what the machine refused is a failure.

extension CommandError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .usage: .wrongUsage
    case .badData: .badData
    case .verification: .verificationFailed
    case .interrupted(let signal, _): .interrupted(signal: signal)
    }
  }
}

extension StorageError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .system(_, _, let errno, _): [ENOENT, ENOTDIR, EISDIR].contains(errno) ? .badData : .failed
    case .folderNotEmpty: .wrongUsage
    case .checkpointExists, .runInUse: .failed
    default: .badData
    }
  }
}

extension StorageError {
  /// Whether it is about what stands in a file, and not about the file.
  var isAboutContent: Bool {
    switch self {
    case .malformed, .unknownKey, .missingKey, .invalidValue: true
    default: false
    }
  }
}

extension StateStoreError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .invalidDescription, .unknownProbe, .unknownSite, .outOfRange: .wrongUsage
    case .misuse, .stepOrder, .wrongCount, .nonfinite: .failed
    default: .badData
    }
  }
}

extension CorporaError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .usage: .wrongUsage
    case .notFetched: .failed
    default: .badData
    }
  }
}

extension NetworksError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .configuration, .unknownSite: .wrongUsage
    default: .badData
    }
  }
}

extension TrainingError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .configuration, .unknownPreset: .wrongUsage
    case .diverged: .failed
    default: .badData
    }
  }
}

extension AnalysisError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .noSite, .noStep: .wrongUsage
    default: .badData
    }
  }
}

extension SingleDirectionsError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .setting: .wrongUsage
    default: .badData
    }
  }
}

extension FigureError {
  fileprivate var programExit: ProgramExit {
    switch self {
    case .plotlyNotFound, .notPlotly: .failed
    default: .badData
    }
  }
}
