import ArgumentParser
import Corpora
import Storage

/// `strata data generate`: writes the synthetic language, or synthetic images.
struct DataGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generate a text whose true next-token probabilities are known, or a set of labelled images.",
    discussion: """
      synthetic writes train.txt, valid.txt and test.txt, the true loss and the grammatical labels of each held-out token \
      (truth/*.npy), and language.json; prints the lowest perplexity that any model can reach. gratings, glyphs and textures write four IDX files, as of MNIST, \
      and images.json. Same seed, same bytes.
      """)

  @Argument(help: "The language (synthetic), or a kind of images: gratings, glyphs or textures.")
  var name: String

  @Option(help: "The folder to write (default: Corpora/NAME).")
  var to: String?

  @Option(help: "Seed of the language and its texts, or of the images.")
  var seed: UInt64 = 1

  @Option(help: "Least number of training tokens.")
  var trainTokens = 500_000

  @Option(help: "Least number of validation tokens, and of test tokens.")
  var heldOutTokens = 60_000

  @Option(help: "Number of training images.")
  var trainImages = 10_000

  @Option(help: "Number of test images.")
  var testImages = 2000

  @Option(help: "Number of classes of the images; of glyphs at most 10.")
  var classes = 10

  @Option(help: "Rows and columns of an image.")
  var imageSize = 28

  @Option(help: "Standard deviation of the noise on a pixel, as a share of full brightness.")
  var noise = 0.1

  @OptionGroup var options: OutputOptions

  private var kind: SyntheticImages.Kind? { SyntheticImages.Kind(rawValue: name) }

  func validate() throws {
    guard name == "synthetic" || kind != nil else {
      throw ValidationError(
        "'\(name)' cannot be generated; choose synthetic, \(SyntheticImages.Kind.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    for (option, count) in [("--train-images", trainImages), ("--test-images", testImages)]
    where !(1...10_000_000).contains(count) {
      throw ValidationError("\(option) must lie between 1 and 10000000, not \(count)")
    }
    for (option, count) in [("--train-tokens", trainTokens), ("--held-out-tokens", heldOutTokens)]
    where !(100...100_000_000).contains(count) {
      throw ValidationError("\(option) must lie between 100 and 100000000, not \(count)")
    }
  }

  func run() throws {
    if let kind { return try generateImages(kind) }
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

  private func generateImages(_ kind: SyntheticImages.Kind) throws {
    let console = options.console
    let folder = to ?? "Corpora/\(name)"
    let images = try SyntheticImages(kind: kind, classes: classes, size: imageSize, noise: noise)
    console.note("generating \(trainImages + testImages) images in \(folder)")
    let set = try SyntheticImageSet.write(
      to: folder, images: images, train: trainImages, test: testImages, seed: seed, in: LocalFileSystem())
    if options.json { return try console.resultJSON(set) }
    console.result(
      "\(folder): \(set.train) training and \(set.test) test images of \(imageSize) × \(imageSize) in \(classes) "
        + "classes, seed \(seed)")
  }
}
