/// The folder of one run and the names of what lies in it.
public struct RunDirectory: Equatable, Sendable {
  /// The folder's path, as it was given.
  public let path: String

  /// Makes the folder of a new run.
  ///
  /// - Throws: ``StorageError/folderNotEmpty(path:)`` when something is there already. What a run leaves that is stopped
  ///   before it has a configuration does not count.
  public init(creating path: String, in fileSystem: any FileSystem) throws {
    if try fileSystem.kind(path) == .folder {
      let names = try fileSystem.list(path).filter {
        !($0.hasPrefix(".") && $0.hasSuffix(".partial")) && $0 != "vocab.txt"
      }
      guard names.isEmpty else { throw StorageError.folderNotEmpty(path: path) }
    }
    try fileSystem.makeFolders(path)
    self.path = path
  }

  /// Opens the folder of a run that exists.
  ///
  /// - Throws: ``StorageError/missing(path:)`` or ``StorageError/notARun(path:missing:)``.
  public init(opening path: String, in fileSystem: any FileSystem) throws {
    guard try fileSystem.exists(path) else { throw StorageError.missing(path: path) }
    self.path = path
    guard try fileSystem.kind(configPath) == .file else {
      throw StorageError.notARun(path: path, missing: "config.json")
    }
  }

  /// The resolved configuration, which reproduces the run.
  public var configPath: String { Path.join(path, "config.json") }
  /// One JSON object a line for each measurement of the training.
  public var metricsPath: String { Path.join(path, "metrics.jsonl") }
  /// A folder a saved step.
  public var checkpointsPath: String { Path.join(path, "checkpoints") }
  /// The recorded states.
  public var statesPath: String { Path.join(path, "states.zarr") }
  /// Figures and the tables behind them.
  public var analysisPath: String { Path.join(path, "analysis") }
  /// The page that shows the run.
  public var reportPath: String { Path.join(path, "report.html") }
  /// One token a line; the line's number, from 0, is the token's id.
  public var vocabularyPath: String { Path.join(path, "vocab.txt") }
}
