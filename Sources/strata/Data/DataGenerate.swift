import ArgumentParser
import Corpora
import Storage

/// `strata data generate`: writes the synthetic language, or synthetic images.
struct DataGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generate a text whose true next-token probabilities are known, or a set of labelled images.",
    discussion: """
      synthetic writes train.txt, valid.txt and test.txt, the true loss and the grammatical labels of each held-out \
      token (truth/*.npy), and language.json; prints the lowest perplexity that any model can reach. gratings, glyphs \
      and textures write four IDX files, as of MNIST, and images.json. Same seed, same bytes.
      """)

  @Argument(help: "The language (synthetic), or a kind of images: gratings, glyphs or textures.")
  var name: String

  @Option(help: "The folder to write (default: Corpora/NAME).")
  var to: String?

  @Option(help: "Seed of the language and its texts, or of the images.")
  var seed: UInt64 = 1

  @OptionGroup(title: "Options of the language") var text: SyntheticTextOptions

  @OptionGroup(title: "Options of images") var images: SyntheticImageOptions

  @OptionGroup var options: OutputOptions

  private var kind: SyntheticImages.Kind? { SyntheticImages.Kind(rawValue: name) }

  func validate() throws {
    guard name == "synthetic" || kind != nil else {
      let kinds = SyntheticImages.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(name)' cannot be generated; choose synthetic, \(kinds)")
    }
    if let stranger = (kind == nil ? images.given : text.given).first {
      throw ValidationError(
        "\(stranger) is an option of \(kind == nil ? "images" : "the synthetic language"), not of \(name)")
    }
  }

  func run() throws {
    if let kind { try generateImages(kind) } else { try generateTexts() }
  }

  private func generateTexts() throws {
    let console = options.console
    let folder = to ?? "Corpora/\(name)"
    console.note("generating \(text.train + 2 * text.heldOut) tokens in \(folder)")
    let corpus = try SyntheticCorpus.write(
      to: folder, language: try SyntheticLanguage(seed: seed),
      tokens: (train: text.train, valid: text.heldOut, test: text.heldOut), in: LocalFileSystem())
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
    let made = try images.images(of: kind)
    try SyntheticImageSet.validate(made, train: images.train, test: images.test)
    console.note("generating \(images.train + images.test) images in \(folder)")
    let set = try SyntheticImageSet.write(
      to: folder, images: made, train: images.train, test: images.test, seed: seed,
      in: LocalFileSystem())
    if options.json { return try console.resultJSON(set) }
    let size = set.images.size
    console.result(
      "\(folder): \(set.train) training and \(set.test) test images of \(size) × \(size) in "
        + "\(set.images.classes) classes, seed \(seed)")
  }
}
