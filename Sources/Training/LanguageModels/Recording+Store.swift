import Corpora
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
      attributes: try run.stateAttributes())
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
}

extension LanguageModelRun {
  /// What a state store says of the run that it was recorded from: all that its weights depend on, in a few words and
  /// as a hash.
  ///
  /// - Throws: a storage error.
  public func stateAttributes() throws -> [String: String] {
    var recipe = self
    (recipe.data, recipe.recording) = ("", nil)
    // A recipe that names no precision means Float32, one that names no tokens means words.
    if recipe.mixedPrecision == .float32 { recipe.mixedPrecision = nil }
    if recipe.tokens == .words { recipe.tokens = nil }
    (recipe.logInterval, recipe.checkpointInterval, recipe.keepEpochs) = (1, 1, false)
    var result = [
      "data": data, "dropout": "off", "mode": "evaluation", "seed": "\(seed)",
      "model": model.title,
      "recipe_sha256": try Digest.sha256(StrictJSON.encode(recipe)),
    ]
    for (split, hash) in dataHashes { result["sha256_\(split)"] = hash }
    return result
  }
}
