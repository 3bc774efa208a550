import Storage

/// The recorded states of a run.
struct RecordedStates {
  let store: StateStore
  private let path: String

  /// Opens the states of a run's folder.
  ///
  /// - Throws: `CommandError.badData` if it recorded none.
  init(of path: String, in files: any FileSystem) throws {
    let run = try RunDirectory(opening: path, in: files)
    guard try files.exists(run.statesPath) else {
      throw CommandError.badData(
        "\(path) has no recorded states; train with --snapshots, or record them with 'strata record \(path)'")
    }
    self.path = path
    store = try StateStore(opening: run.statesPath, in: files)
  }

  /// Where a step stands among a probe's snapshots.
  func snapshot(_ step: ActivationSource.Step, probe: String) throws -> (index: Int, step: Int) {
    let steps = try store.steps(probe: probe)
    let index: Int?
    switch step {
    case .first: index = steps.isEmpty ? nil : 0
    case .last: index = steps.indices.last
    case .number(let number): index = steps.firstIndex(of: number)
    }
    guard let index else {
      let known = steps.isEmpty ? "none" : steps.map(String.init).joined(separator: ", ")
      throw CommandError.badData("\(path) has no such snapshot of the probe \(probe); its steps are \(known)")
    }
    return (index, steps[index])
  }
}
