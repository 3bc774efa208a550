import Networks
import Storage

extension Recording {
  /// Opens the writer of a run's state store: a new store, or the present one cut back to a step.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - run: the run, whose seed and data go into the attributes.
  ///   - step: the step to resume at; nil makes a new store.
  ///   - effect: measures what storing does to an analysis.
  ///   - fileSystem: the files.
  /// - Throws: a storage error, also when the store is of another model or probe.
  func writer(
    at path: String, of run: LanguageModelRun, resumingAt step: Int?, effect: StateEffectMeasure?,
    in fileSystem: any FileSystem
  ) throws -> StateStoreWriter {
    let description = StateStoreDescription(
      probes: descriptions, precision: plan.precision, shuffled: plan.shuffled,
      attributes: attributes(of: run))
    let ceiling = plan.memoryCeilingMiB << 20
    if let step {
      return try StateStoreWriter(
        resuming: path, description: description, keepingStepsThrough: step, memoryCeiling: ceiling,
        in: fileSystem,
        effect: effect)
    }
    return try StateStoreWriter(
      creating: path, description: description, memoryCeiling: ceiling, in: fileSystem, effect: effect)
  }

  private func attributes(of run: LanguageModelRun) -> [String: String] {
    var result = [
      "data": run.data, "dropout": "off", "mode": "evaluation", "seed": "\(run.seed)",
      "model": "LSTM \(run.model.layerCount) × \(run.model.hiddenSize)",
    ]
    for (split, hash) in run.dataHashes { result["sha256_\(split)"] = hash }
    return result
  }
}
