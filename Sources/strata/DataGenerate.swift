import ArgumentParser
import Corpora
import Storage

/// `strata data generate`: writes the synthetic language.
struct DataGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generate a corpus whose true next-token probabilities are known.",
    discussion: """
      Writes train.txt, valid.txt and test.txt, the true loss and the grammatical labels of each held-out token \
      (truth/*.npy), and language.json; prints the lowest perplexity that any model can reach. Same seed, same bytes.
      """)

  @Argument(help: "The language: synthetic.")
  var name: String

  @Option(help: "The folder to write (default: Corpora/NAME).")
  var to: String?

  @Option(help: "Seed of the language and of its texts.")
  var seed: UInt64 = 1

  @Option(help: "Least number of training tokens.")
  var trainTokens = 500_000

  @Option(help: "Least number of validation tokens, and of test tokens.")
  var heldOutTokens = 60_000

  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard name == "synthetic" else {
      throw ValidationError("'\(name)' cannot be generated; the only language is synthetic")
    }
    for (option, count) in [("--train-tokens", trainTokens), ("--held-out-tokens", heldOutTokens)]
    where !(100...100_000_000).contains(count) {
      throw ValidationError("\(option) must lie between 100 and 100000000, not \(count)")
    }
  }

  func run() throws {
    let files = LocalFileSystem()
    let console = options.console
    let folder = to ?? "Corpora/\(name)"
    console.note("generating \(trainTokens + 2 * heldOutTokens) tokens in \(folder)")
    let corpus = try SyntheticCorpus.write(
      to: folder, language: try SyntheticLanguage(seed: seed),
      tokens: (train: trainTokens, valid: heldOutTokens, test: heldOutTokens), in: files)
    if options.json { return try console.resultJSON(corpus) }
    console.result("\(folder): \(corpus.words) words, seed \(corpus.seed)")
    for split in Split.allCases {
      guard let text = corpus.texts[split.rawValue] else { continue }
      console.result(
        "\(split.rawValue): \(text.tokens) tokens, lowest reachable perplexity "
          + "\(ProgressLine.fixed(text.perplexity, digits: 3)) (\(ProgressLine.fixed(text.meanLoss, digits: 4)) ± "
          + "\(ProgressLine.fixed(text.standardError, digits: 4)) nats a token)")
    }
  }
}
