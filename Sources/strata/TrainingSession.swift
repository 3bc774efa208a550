import Corpora
import Networks
import Similarity
import Storage
import Tensors
import Training

/// One training of one run in its folder, from its start or its last checkpoint to its end or an interruption.
struct TrainingSession {
  let directory: RunDirectory
  let files: any FileSystem
  let console: Console
  let json: Bool

  /// Begins a run in a new folder.
  func start(_ run: LanguageModelRun, corpus: TextCorpus) throws {
    let lock = try RunLock(directory)
    try corpus.vocabulary.write(directory.vocabularyPath, in: files)
    // The configuration makes the folder a run, so it comes last.
    try AtomicWrite.replace(directory.configPath, with: try StrictJSON.encode(run), in: files)
    try train(run, corpus: corpus, resume: false)
    withExtendedLifetime(lock) {}
  }

  /// Continues a run; one that was stopped before its first checkpoint starts anew.
  func resume(_ run: LanguageModelRun) throws {
    let lock = try RunLock(directory)
    let corpus = try TextCorpus.load(run.data, in: files)
    let completed = try run.completed(for: corpus)
    try train(completed, corpus: corpus, resume: true)
    withExtendedLifetime(lock) {}
  }

  private func train(_ run: LanguageModelRun, corpus: TextCorpus, resume: Bool) throws {
    if let precision = run.mixedPrecision, !precision.isNative {
      console.warn(
        "this processor has no \(precision.rawValue) products: factors are rounded to it and multiplied in Float32, "
          + "which takes longer than Float32 alone")
    }
    let trainer = try LanguageModelTrainer(
      run, corpus: corpus, directory: directory, resume: resume, effect: RoundingEffect.measure, in: files)
    let interruption = Interruption()
    let display = TrainingDisplay(console: console, trainer: trainer, run: run)
    let outcome = try trainer.train(
      shouldStop: { interruption.request.signalNumber != nil }, observe: { display.show($0) })
    display.finish()
    if case .interrupted(let step) = outcome, let signal = interruption.request.signalNumber {
      throw CommandError.interrupted(
        signal: signal,
        saved: "step \(step) is saved; 'strata train language --resume \(directory.path)' continues")
    }
    try printResult()
  }

  /// What a finished training says on standard output.
  private func printResult() throws {
    let metrics = try MetricLog.read(directory.metricsPath, in: files)
    func last(_ split: String) -> MetricRecord? { metrics.last { $0.split == split } }
    let result = TrainingResult(
      run: directory.path, step: metrics.last?.step ?? 0, validPerplexity: last("valid")?.perplexity,
      testPerplexity: last("test")?.perplexity)
    if json { return try console.resultJSON(result) }
    var parts = ["\(result.run): \(result.step) steps"]
    if let valid = result.validPerplexity {
      parts.append("validation perplexity \(ProgressLine.fixed(valid, digits: 2))")
    }
    if let test = result.testPerplexity {
      parts.append("test perplexity \(ProgressLine.fixed(test, digits: 2))")
    }
    console.result(parts.joined(separator: ", "))
  }
}

/// The JSON object of a finished training.
struct TrainingResult: Codable, Equatable {
  var run: String
  var step: Int
  var validPerplexity: Double?
  var testPerplexity: Double?

  private enum CodingKeys: String, CodingKey {
    case run, step
    case validPerplexity = "valid_perplexity"
    case testPerplexity = "test_perplexity"
  }
}
