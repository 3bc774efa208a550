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
    let corpus = try run.corpus(in: files)
    let completed = try run.completed(for: corpus)
    try train(completed, corpus: corpus, resume: true)
    withExtendedLifetime(lock) {}
  }

  /// Begins a run of an image network in a new folder.
  func start(_ run: ImageRun, images: ImageSet) throws {
    let lock = try RunLock(directory)
    try AtomicWrite.replace(directory.configPath, with: try StrictJSON.encode(run), in: files)
    try train(run, images: images, resume: false)
    withExtendedLifetime(lock) {}
  }

  /// Continues a run of an image network.
  func resume(_ run: ImageRun) throws {
    let lock = try RunLock(directory)
    let images = try ImageSet.load(run.data, in: files)
    try train(try run.completed(for: images), images: images, resume: true)
    withExtendedLifetime(lock) {}
  }

  private func train(_ run: ImageRun, images: ImageSet, resume: Bool) throws {
    let trainer = try ImageTrainer(
      run, images: images, directory: directory, resume: resume, effect: RoundingEffect.measure, in: files)
    try finish(trainer, itemsPerStep: run.batchSize, unit: "images", kind: "image")
  }

  private func train(_ run: LanguageModelRun, corpus: TextCorpus, resume: Bool) throws {
    if let precision = run.mixedPrecision, !precision.isNative {
      console.warn(
        "this processor has no \(precision.rawValue) products: factors are rounded to it and multiplied in Float32, "
          + "which takes longer than Float32 alone")
    }
    let trainer = try LanguageModelTrainer(
      run, corpus: corpus, directory: directory, resume: resume, effect: RoundingEffect.measure, in: files)
    try finish(trainer, itemsPerStep: run.batchSize * run.windowLength, unit: "tokens", kind: "language")
  }

  /// Trains to the end, or to an interruption, and says what came out.
  ///
  /// - Parameters:
  ///   - trainer: the training.
  ///   - itemsPerStep: the tokens or images of an update.
  ///   - unit: what they are.
  ///   - kind: the subcommand that continues an interrupted run.
  private func finish<Task: TrainingTask>(
    _ trainer: Trainer<Task>, itemsPerStep: Int, unit: String, kind: String
  ) throws {
    let interruption = Interruption()
    let display = TrainingDisplay(console: console, trainer: trainer, itemsPerStep: itemsPerStep, unit: unit)
    let outcome = try trainer.train(
      shouldStop: { interruption.request.signalNumber != nil }, observe: { display.show($0) })
    display.finish()
    if case .interrupted(let step) = outcome, let signal = interruption.request.signalNumber {
      throw CommandError.interrupted(
        signal: signal,
        saved: "step \(step) is saved; 'strata train \(kind) --resume \(directory.path)' continues")
    }
    try printResult()
  }

  /// What a finished training says on standard output.
  private func printResult() throws {
    let metrics = try MetricLog.read(directory.metricsPath, in: files)
    func last(_ split: String) -> MetricRecord? { metrics.last { $0.split == split } }
    let result = TrainingResult(
      run: directory.path, step: metrics.last?.step ?? 0, validPerplexity: last("valid")?.perplexity,
      testPerplexity: last("test")?.perplexity, validBitsPerCharacter: last("valid")?.bitsPerCharacter,
      testBitsPerCharacter: last("test")?.bitsPerCharacter, validBitsPerByte: last("valid")?.bitsPerByte,
      testBitsPerByte: last("test")?.bitsPerByte, validAccuracy: last("valid")?.accuracy,
      testAccuracy: last("test")?.accuracy)
    if json { return try console.resultJSON(result) }
    func bits(_ split: String) -> String? {
      (last(split)?.bits).map { "\(ProgressLine.fixed($0.value, digits: 4)) \($0.name)" }
    }
    let parts = [
      bits("valid").map { "validation \($0)" }, bits("test").map { "test \($0)" },
      result.validPerplexity.map { "validation perplexity \(ProgressLine.fixed($0, digits: 2))" },
      result.testPerplexity.map { "test perplexity \(ProgressLine.fixed($0, digits: 2))" },
      result.validAccuracy.map { "validation accuracy \(ProgressLine.fixed($0, digits: 4))" },
      result.testAccuracy.map { "test accuracy \(ProgressLine.fixed($0, digits: 4))" },
    ]
    console.result(
      (["\(result.run): \(result.step) steps"] + parts.compactMap { $0 }).joined(separator: ", "))
  }
}

/// The JSON object of a finished training; perplexities of text and bits of its characters or bytes,
/// accuracies of images.
struct TrainingResult: Codable, Equatable {
  var run: String
  var step: Int
  var validPerplexity: Double?
  var testPerplexity: Double?
  var validBitsPerCharacter: Double?
  var testBitsPerCharacter: Double?
  var validBitsPerByte: Double?
  var testBitsPerByte: Double?
  var validAccuracy: Double?
  var testAccuracy: Double?

  private enum CodingKeys: String, CodingKey {
    case run, step
    case validPerplexity = "valid_perplexity"
    case testPerplexity = "test_perplexity"
    case validBitsPerCharacter = "valid_bits_per_character"
    case testBitsPerCharacter = "test_bits_per_character"
    case validBitsPerByte = "valid_bits_per_byte"
    case testBitsPerByte = "test_bits_per_byte"
    case validAccuracy = "valid_accuracy"
    case testAccuracy = "test_accuracy"
  }
}
