/// What is needed to continue a run from a step, bit for bit.
public struct Checkpoint: Equatable, Sendable {
  /// How many optimiser updates came before.
  public var step: Int
  /// The weights, in PyTorch's names.
  public var model: SafetensorsFile
  /// The optimiser's tensors and the carried state.
  public var trainState: SafetensorsFile
  /// Everything else, as JSON text.
  public var state: [UInt8]

  /// Puts together a checkpoint.
  public init(step: Int, model: SafetensorsFile, trainState: SafetensorsFile, state: [UInt8]) {
    precondition(step >= 0, "a checkpoint of step \(step)")
    self.step = step
    self.model = model
    self.trainState = trainState
    self.state = state
  }
}

/// The checkpoints of a run: folders `checkpoints/step_00001000` that hold `model.safetensors`,
/// `train_state.safetensors`, `state.json` and `manifest.json`.
///
/// A checkpoint is written into a hidden folder and becomes visible, complete and durable, when that folder is renamed.
/// What an interrupted save leaves behind is never looked at and goes away with the next save.
public struct CheckpointStore: Sendable {
  /// The names of a checkpoint's files.
  private enum File: String, CaseIterable {
    case model = "model.safetensors"
    case trainState = "train_state.safetensors"
    case state = "state.json"
  }

  private let folder: String
  private let fileSystem: any FileSystem

  /// The checkpoints of a run; nothing is read or written yet.
  public init(run: RunDirectory, fileSystem: any FileSystem) {
    folder = run.checkpointsPath
    self.fileSystem = fileSystem
  }

  /// The folder of a step's checkpoint, whether it exists or not.
  public func path(step: Int) -> String { Path.join(folder, CheckpointStore.name(step: step)) }

  private static func name(step: Int) -> String {
    let digits = String(step)
    return "step_" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  // MARK: Writing

  /// Saves a checkpoint and returns once it is durable.
  ///
  /// A checkpoint of the step that has the same contents stays as it is; one of the same weights and optimiser state but
  /// another state of the loop, or a damaged one, is replaced. A stop between its going and the new one's coming leaves
  /// the checkpoint before, from which the same step is reached again.
  ///
  /// - Throws: ``StorageError``; ``StorageError/checkpointExists(path:)`` when other weights were saved for this step.
  public func save(_ checkpoint: Checkpoint) throws {
    try fileSystem.makeFolders(folder)
    try removeLeftovers()
    let contents: [(File, [UInt8])] = [
      (.model, checkpoint.model.encoded()), (.trainState, checkpoint.trainState.encoded()),
      (.state, checkpoint.state),
    ]
    let entries = try contents.map { ($0.rawValue, try Manifest.Entry($1)) }
    let manifest = Manifest(step: checkpoint.step, files: Dictionary(uniqueKeysWithValues: entries))
    let isThere = try fileSystem.exists(path(step: checkpoint.step))
    if isThere, try isSaved(manifest) { return }
    let hidden = Path.join(folder, ".\(CheckpointStore.name(step: checkpoint.step)).partial")
    do {
      try fileSystem.makeFolders(hidden)
      for (file, bytes) in contents { try write(bytes, to: Path.join(hidden, file.rawValue)) }
      try write(try StrictJSON.encode(manifest), to: Path.join(hidden, Manifest.fileName))
      try fileSystem.syncFolder(hidden)
      if isThere { try remove(step: checkpoint.step) }
      try fileSystem.rename(hidden, to: path(step: checkpoint.step))
    } catch {
      // Gives a full disk its space back; whatever remains is removed by the next save.
      try? fileSystem.removeTree(hidden)
      throw error
    }
    try fileSystem.syncFolder(folder)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try fileSystem.create(path, bytes)
    try fileSystem.sync(path)
  }

  /// Whether the step of `manifest` is saved with the same contents.
  private func isSaved(_ manifest: Manifest) throws -> Bool {
    guard try verify(step: manifest.step).isEmpty else { return false }
    let saved = try Manifest.read(in: path(step: manifest.step), fileSystem)
    let compared = [File.model.rawValue, File.trainState.rawValue]
    guard compared.allSatisfy({ saved.files[$0] == manifest.files[$0] }) else {
      throw StorageError.checkpointExists(path: path(step: manifest.step))
    }
    return saved.files[File.state.rawValue] == manifest.files[File.state.rawValue]
  }

  /// Removes a step's checkpoint, which disappears in one step; does nothing when there is none.
  public func remove(step: Int) throws {
    guard try fileSystem.exists(path(step: step)) else { return }
    let hidden = Path.join(folder, ".\(CheckpointStore.name(step: step)).removed")
    try fileSystem.removeTree(hidden)
    try fileSystem.rename(path(step: step), to: hidden)
    try fileSystem.syncFolder(folder)
    try fileSystem.removeTree(hidden)
  }

  private func removeLeftovers() throws {
    for name in try fileSystem.list(folder)
    where name.hasPrefix(".step_") && (name.hasSuffix(".partial") || name.hasSuffix(".removed")) {
      try fileSystem.removeTree(Path.join(folder, name))
    }
  }

  // MARK: Reading

  /// The steps that have a checkpoint, in order.
  public func steps() throws -> [Int] {
    guard try fileSystem.exists(folder) else { return [] }
    return try fileSystem.list(folder).compactMap { name in
      guard name.hasPrefix("step_"), let step = Int(name.dropFirst(5)), step >= 0 else { return nil }
      return CheckpointStore.name(step: step) == name ? step : nil
    }.sorted()
  }

  /// Reads a checkpoint; every file is compared with the digest that was written with it.
  ///
  /// - Throws: ``StorageError``, which names the file that is damaged or missing.
  public func load(step: Int) throws -> Checkpoint {
    let (folder, manifest) = try manifest(step: step)
    func contents(_ file: File) throws -> [UInt8] { try manifest.read(file.rawValue, in: folder, fileSystem) }
    return Checkpoint(
      step: step,
      model: try SafetensorsFile(
        decoding: try contents(.model), path: Path.join(folder, File.model.rawValue)),
      trainState: try SafetensorsFile(
        decoding: try contents(.trainState), path: Path.join(folder, File.trainState.rawValue)),
      state: try contents(.state))
  }

  /// The checkpoint of the highest step, or nil when there is none.
  public func latest() throws -> Checkpoint? {
    try steps().last.map { try load(step: $0) }
  }

  /// Every damage in a step's checkpoint, one error a file; empty when it is intact.
  public func verify(step: Int) throws -> [StorageError] {
    do {
      let (folder, manifest) = try manifest(step: step)
      return File.allCases.compactMap { file in
        do {
          _ = try manifest.read(file.rawValue, in: folder, fileSystem)
          return nil
        } catch { return StorageError(describing: error, path: Path.join(folder, file.rawValue)) }
      }
    } catch { return [StorageError(describing: error, path: path(step: step))] }
  }

  private func manifest(step: Int) throws -> (folder: String, Manifest) {
    let folder = path(step: step)
    let manifest = try Manifest.read(in: folder, fileSystem)
    guard manifest.step == step else {
      throw StorageError.malformed(
        path: Path.join(folder, Manifest.fileName), format: "manifest", byte: nil,
        problem: "it belongs to step \(manifest.step)")
    }
    return (folder, manifest)
  }
}

extension StorageError {
  /// The error itself, or its words when it comes from elsewhere.
  init(describing error: any Error, path: String) {
    self = error as? StorageError ?? .system(call: "read", path: path, errno: 0, reason: "\(error)")
  }
}
