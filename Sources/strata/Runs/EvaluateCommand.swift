import ArgumentParser
import Corpora
import Networks
import Storage
import Training

/// `strata evaluate`: the loss, perplexity and, of characters and bytes, bits of every token of a text, in
/// one stream.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract:
      "Score every token of a text, or every image, with a run's network or with weights from elsewhere.",
    discussion: """
      Either RUN, or --weights (safetensors in PyTorch's names) with --vocabulary (one token a line) and --text, or with \
      --images and --family. A text of N tokens gives N - 1 losses from a zero state in one stream. On held-out text of the \
      synthetic language the true distribution is scored too. Images have the share of right classes and, of more than five \
      classes, of right ones among the first five; of a run on corrupted labels the training part has the labels that it was trained on.
      """)

  @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
  var folder: String?

  @Option(
    help: "Which part of the run's data, or of --images: train, valid or test (default: test).")
  var split: String?

  @Option(help: "Which checkpoint of the run: a step, first, or last (default: last).")
  var step: String?

  @Option(help: "Weights in safetensors.")
  var weights: String?

  @Option(help: "The vocabulary of the weights, one token a line as in a run's vocab.txt; bytes need none.")
  var vocabulary: String?

  @Option(help: "What a token of --text is (default: words).")
  var tokens: TokenUnit?

  @Option(help: "What a layer of the weights computes (default: lstm or gru, as their shapes say).")
  var model: RecurrentCell?

  @Option(help: "The text to score.")
  var text: String?

  @OptionGroup var foreign: ForeignImageOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    if let split, Split(rawValue: split) == nil {
      throw ValidationError("--split '\(split)' is none of train, valid, test")
    }
    let texts = [("--weights", weights), ("--vocabulary", vocabulary), ("--text", text)]
    if folder != nil {
      let given = GivenOptions.names(texts + [("--tokens", tokens), ("--model", model)]) + foreign.given
      guard given.isEmpty else {
        throw ValidationError(
          "a run has its own weights and its own text or images; remove \(given.joined(separator: ", "))")
      }
      return
    }
    if step != nil { throw ValidationError("weights from elsewhere have no step; remove --step") }
    if !foreign.given.isEmpty {
      if model != nil { throw ValidationError("--model is for a language model; remove it") }
      return try foreign.check(weights: weights, vocabulary: vocabulary, tokens: tokens, text: text)
    }
    let missing = texts.filter { $0.1 == nil && !(tokens == .bytes && $0.0 == "--vocabulary") }.map(\.0)
    guard missing.isEmpty else {
      throw ValidationError("name a run, or add \(missing.joined(separator: ", "))")
    }
    if split != nil { throw ValidationError("a text from elsewhere has no parts; remove --split") }
  }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    let part = split.flatMap(ImagePart.init) ?? .test
    if let weights, !foreign.given.isEmpty {
      return try ImageScoring(part: part, options: options).run(
        foreign.opened(weights, in: files))
    }
    if let folder, try RunKind(of: RunDirectory(opening: folder, in: files), in: files) == .image {
      return try ImageScoring(part: part, options: options).run(
        stored: StoredImageRun(opening: folder, in: files),
        step: ActivationSource.Step(parsing: step ?? "last"))
    }
    let (model, ids, unit, truth) = try folder.map { try stored($0, files, console) } ?? foreignText(files)
    guard ids.count > 1 else {
      throw CommandError.badData(
        "\(text ?? split ?? "test") has \(ids.count) tokens; at least 2 are needed for one loss")
    }
    let interruption = Interruption()
    console.note("scoring \(ids.count - 1) tokens")
    let losses = Evaluation.losses(of: model, on: ids) { interruption.request.signalNumber != nil }
    if let signal = interruption.request.signalNumber {
      throw CommandError.interrupted(signal: signal, saved: "nothing was to be saved")
    }
    let evaluation = Evaluation(losses: losses, of: unit)
    let comparison = truth.map { TruthComparison(losses, truth: $0) }
    if options.json {
      return try console.resultJSON(ScoredText(evaluation: evaluation, truth: comparison))
    }
    console.result(
      "\(evaluation.tokens) tokens, mean loss \(ProgressLine.fixed(evaluation.meanLoss, digits: 5)) nats, perplexity "
        + ProgressLine.fixed(evaluation.perplexity, digits: 3)
        + ((evaluation.bitsPerCharacter ?? evaluation.bitsPerByte).map {
          ", \(ProgressLine.fixed($0, digits: 5)) bits per \(unit.singular)"
        } ?? ""))
    if let comparison { console.result(comparison.sentence) }
  }

  /// A model, the ids of a text, what they are, and the true losses of them where these are known.
  private typealias ScorableText = (LanguageModel, [Int32], TokenUnit, truth: [Double]?)

  /// The model and text of a run.
  private func stored(_ path: String, _ files: any FileSystem, _ console: Console) throws -> ScorableText {
    let stored = try StoredRun(opening: path, in: files)
    let corpus = try stored.corpus()
    let step = try stored.step(ActivationSource.Step(parsing: step ?? "last"))
    let split = split.flatMap(Split.init) ?? .test
    console.note("weights of step \(step), \(split.rawValue) text of \(corpus.name)")
    return (
      try stored.model(step: step), corpus.tokens(split), corpus.tokenUnit,
      try corpus.trueLosses(split, in: files)
    )
  }

  /// The model and text of files from elsewhere.
  private func foreignText(_ files: any FileSystem) throws -> ScorableText {
    guard let weights, let text else { throw CommandError.usage("name a run or weights") }
    let tensors = try SafetensorsFile.read(weights, in: files).tensors.map { ($0.name, $0.tensor) }
    var configuration = try LanguageModel.configuration(ofWeights: tensors)
    if let model { configuration.cell = model }
    guard model != nil || configuration.cell.gates > 1 else {
      throw CommandError.usage(
        "\(weights) has the weights of a plain recurrent network, which do not say its function; name it with --model"
      )
    }
    let unit = tokens ?? .words
    let known = try vocabulary.map { try Vocabulary.read($0, tokens: unit, in: files) } ?? .ofBytes
    guard known.count == configuration.vocabularySize else {
      throw CommandError.badData(
        "\(vocabulary ?? "the vocabulary of bytes") has \(known.count) \(unit.rawValue) but \(weights) has "
          + "\(configuration.vocabularySize); give the vocabulary of these weights")
    }
    return (
      try LanguageModel(configuration, weights: tensors), try known.ids(of: try files.read(text), path: text),
      unit, nil
    )
  }
}
