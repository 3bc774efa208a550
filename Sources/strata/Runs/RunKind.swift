import Storage
import Training

/// What a run trains.
enum RunKind {
  case language, image

  /// Reads it off a run's configuration: that of an image network has a `network`, that of a language model a `model`.
  ///
  /// - Throws: a storage error when the configuration cannot be read.
  init(of run: RunDirectory, in files: any FileSystem) throws {
    let bytes = try files.read(run.configPath)
    if case .object(let keys) = try StrictJSON.decode(JSONValue.self, from: bytes, source: run.configPath),
      keys["network"] != nil
    {
      self = .image
    } else {
      self = .language
    }
  }
}

extension RunKind {
  /// What the state store of a run of this kind should say of the run.
  func stateAttributes(of path: String, in files: any FileSystem) throws -> [String: String] {
    switch self {
    case .language: try StoredRun(opening: path, in: files).configuration.stateAttributes()
    case .image: try StoredImageRun(opening: path, in: files).configuration.stateAttributes()
    }
  }
}

extension CheckpointStore {
  /// The number of a step that has a checkpoint.
  ///
  /// - Throws: `CommandError.badData` when there is none.
  func number(of step: ActivationSource.Step, run: RunDirectory) throws -> Int {
    let steps = try steps()
    let found: Int?
    switch step {
    case .first: found = steps.first
    case .last: found = steps.last
    case .number(let number): found = steps.contains(number) ? number : nil
    }
    guard let found else {
      let known = steps.isEmpty ? "none" : steps.map(String.init).joined(separator: ", ")
      throw CommandError.badData("\(run.path) has no checkpoint of that step; it has \(known)")
    }
    return found
  }
}
