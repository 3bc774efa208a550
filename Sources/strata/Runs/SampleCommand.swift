import ArgumentParser
import Corpora
import Networks
import Storage
import Tensors
import Training

/// `strata sample`: text from a checkpoint.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Write text with a run's language model.",
    discussion: """
      The model begins at a zero state with the end of a line and reads the prompt; every further token is drawn from the \
      probabilities that it gives. It needs the run's folder alone: weights and vocab.txt. Words of the prompt that the \
      vocabulary lacks are read as <unk>, if it has that word, and named. A line ends where the model writes <eos>, or of \
      characters and bytes a line feed. Seed and number of a text decide it, whatever --count.
      """)

  @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
  var folder: String

  @Option(help: "Tokens of each text, the ends of lines among them.")
  var length = 100

  @Option(
    parsing: .unconditional,
    help:
      "1 draws from the model's probabilities, less keeps to likely words; 0 takes the likeliest at every place."
  )
  var temperature = 1.0

  @Option(help: "The seed of the draws.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "Text to go on from.")
  var prompt: String?

  @Option(help: "Which checkpoint: a step, first, or last.")
  var step = "last"

  @Option(help: "How many texts.")
  var count = 1

  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  /// How many texts are written side by side.
  private static let lanesAtOnce = 16

  func validate() throws {
    for (name, value, limit) in [("--length", length, 1_000_000), ("--count", count, 10_000)]
    where !(1...limit).contains(value) {
      throw ValidationError("\(name) must lie between 1 and \(limit), not \(value)")
    }
    do { _ = try TokenChoice(temperature: temperature) } catch { throw ValidationError("--\(error)") }
  }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    let run = try StoredRun(opening: folder, in: files)
    let step = try run.step(ActivationSource.Step(parsing: step))
    let vocabulary = try run.vocabulary()
    let beginning = try Self.beginning(prompt, vocabulary, console)
    let start = vocabulary.textStart + beginning
    guard !start.isEmpty else {
      throw CommandError.usage(
        "the vocabulary has no \(Vocabulary.endOfSentence) to begin with; give --prompt")
    }
    let model = try run.model(step: step)
    guard model.parameters.allSatisfy({ $0.tensor.elements.allSatisfy { $0.isFinite } }) else {
      throw CommandError.badData("the weights of step \(step) are not finite; give another --step")
    }
    console.note("weights of step \(step), \(count) × \(length) tokens")
    let texts = try texts(model, after: start)
    let sampled = SampledTexts(
      run: folder, step: step, seed: seed, temperature: temperature, prompt: vocabulary.text(beginning),
      texts: texts.map { .init(text: vocabulary.text($0), tokens: $0) })
    if options.json { return try console.resultJSON(sampled) }
    for (index, text) in texts.enumerated() {
      if index > 0 { console.result("---") }
      let written = vocabulary.text(beginning + text)
      console.result(written.hasSuffix("\n") ? String(written.dropLast()) : written)
    }
  }

  /// Writes the texts, some side by side.
  private func texts(_ model: LanguageModel, after start: [Int32]) throws -> [[Int32]] {
    let interruption = Interruption()
    let choice = try TokenChoice(temperature: temperature)
    var texts: [[Int32]] = []
    while texts.count < count {
      let lanes = texts.count..<min(texts.count + Self.lanesAtOnce, count)
      let written = model.continuations(
        of: start, length: length, lanes: lanes, choice: choice, key: RandomKey(seed: seed).child("sample")
      ) { interruption.request.signalNumber != nil }
      guard let written else {
        throw CommandError.interrupted(
          signal: interruption.request.signalNumber ?? 2, saved: "nothing was to be saved")
      }
      texts += written
    }
    return texts
  }

  /// The ids of the prompt; words that the vocabulary lacks are named.
  private static func beginning(
    _ prompt: String?, _ vocabulary: Vocabulary, _ console: Console
  ) throws -> [Int32] {
    guard let prompt else { return [] }
    let found: Prompt
    do {
      found = try vocabulary.prompt(prompt)
    } catch CorporaError.noWords {
      throw CommandError.usage("--prompt has no words; write some, or leave it out")
    }
    guard !found.unknownWords.isEmpty else { return found.ids }
    let words = found.unknownWords.map { "'\($0)'" }.joined(separator: ", ")
    guard vocabulary.tokenUnit == .words else {
      throw CommandError.usage(
        "the vocabulary lacks \(words); write the prompt in characters of vocab.txt")
    }
    guard vocabulary.id(of: Vocabulary.unknownWord) != nil else {
      throw CommandError.usage(
        "the vocabulary has neither \(words) nor \(Vocabulary.unknownWord); write the prompt in words of vocab.txt"
      )
    }
    console.warn("not in the vocabulary, read as \(Vocabulary.unknownWord): \(words)")
    return found.ids
  }
}

/// What `strata sample --json` prints.
struct SampledTexts: Codable, Equatable {
  var run: String
  var step: Int
  var seed: UInt64
  var temperature: Double
  /// The prompt as the model read it.
  var prompt: String
  var texts: [Text]

  /// One text, without the prompt.
  struct Text: Codable, Equatable {
    var text: String
    var tokens: [Int32]
  }
}

extension StoredRun {
  /// The words of the run, from its own folder.
  ///
  /// - Throws: `CommandError.badData` where they are not those of the model.
  func vocabulary() throws -> Vocabulary {
    let vocabulary = try Vocabulary.read(
      directory.vocabularyPath, tokens: configuration.tokenUnit, in: files)
    guard vocabulary.count == configuration.model.vocabularySize else {
      throw CommandError.badData(
        "\(directory.vocabularyPath) has \(vocabulary.count) words but the model \(configuration.model.vocabularySize); "
          + "put the run's own file back")
    }
    return vocabulary
  }
}
