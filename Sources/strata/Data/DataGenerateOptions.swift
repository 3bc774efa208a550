import ArgumentParser
import Corpora

/// The size of a synthetic text.
struct SyntheticTextOptions: ParsableArguments {
  @Option(help: "Least number of training tokens (default: 500000).")
  var trainTokens: Int?

  @Option(help: "Least number of validation tokens, and of test tokens (default: 60000).")
  var heldOutTokens: Int?

  var train: Int { trainTokens ?? 500_000 }
  var heldOut: Int { heldOutTokens ?? 60_000 }

  /// The options that were given.
  var given: [String] {
    [("--train-tokens", trainTokens), ("--held-out-tokens", heldOutTokens)].filter { $0.1 != nil }.map(\.0)
  }

  func validate() throws {
    for (option, count) in [("--train-tokens", train), ("--held-out-tokens", heldOut)]
    where !(100...100_000_000).contains(count) {
      throw ValidationError("\(option) must lie between 100 and 100000000, not \(count)")
    }
  }
}

/// The number, the size and the noise of synthetic images.
struct SyntheticImageOptions: ParsableArguments {
  @Option(help: "Number of training images (default: 10000).")
  var trainImages: Int?

  @Option(help: "Number of test images (default: 2000).")
  var testImages: Int?

  @Option(help: "Number of classes; of glyphs at most 10 (default: 10).")
  var classes: Int?

  @Option(help: "Rows and columns of an image (default: 28).")
  var imageSize: Int?

  @Option(help: "Standard deviation of the noise on a pixel, as a share of full brightness (default: 0.1).")
  var noise: Double?

  var train: Int { trainImages ?? 10_000 }
  var test: Int { testImages ?? 2000 }

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--train-images", trainImages != nil), ("--test-images", testImages != nil),
      ("--classes", classes != nil), ("--image-size", imageSize != nil), ("--noise", noise != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// The images that are asked for.
  func images(of kind: SyntheticImages.Kind) throws -> SyntheticImages {
    try SyntheticImages(kind: kind, classes: classes ?? 10, size: imageSize ?? 28, noise: noise ?? 0.1)
  }
}
