import ArgumentParser
import Corpora
import Networks
import Storage
import Training

/// Weights of an image network from elsewhere, and the images to score with them.
struct ForeignImageOptions: ParsableArguments {
  @Option(
    help:
      "Images to score with --weights: a known set or a folder, such as one with class folders below test.")
  var images: String?

  @OptionGroup var shape: NetworkShapeOptions

  @Option(help: "How pixels become numbers: unit, standardized, whitened or imagenet (default: imagenet).")
  var scaling: PixelScaling?

  /// The options that were given, as a person writes them: where there are any, images and not a text are to be scored.
  var given: [String] { GivenOptions.names([("--images", images), ("--scaling", scaling)]) + shape.given }

  /// Checks that options of which some were given go together.
  ///
  /// - Throws: `ValidationError`.
  func check(weights: String?, vocabulary: String?, tokens: TokenUnit?, text: String?) throws {
    let texts = GivenOptions.names([("--vocabulary", vocabulary), ("--tokens", tokens), ("--text", text)])
    guard texts.isEmpty else {
      throw ValidationError(
        "\(texts.joined(separator: ", ")) of a language model and \(given.joined(separator: ", ")) of an image network "
          + "do not go together; remove the ones or the others")
    }
    guard weights != nil, images != nil, shape.family != nil else {
      throw ValidationError("weights of an image network need --weights, --images and --family together")
    }
  }

  /// The network and its images.
  ///
  /// - Throws: what the files throw, and `NetworksError` where the weights are of another network.
  func opened(
    _ weights: String, in files: any FileSystem
  ) throws -> (network: ImageNetwork, images: ImageSet, transform: PixelTransform) {
    guard let images, let family = shape.family else {
      throw CommandError.usage("name --images and --family")
    }
    let set = try ImageSet.load(images, needsTraining: false, in: files)
    var run = try ImagePresets.run(named: family == .mlp ? "mlp-512" : "convnet", data: images)
    let file = try SafetensorsFile.read(weights, in: files)
    run.scaling = scaling ?? .imagenet
    // What has no running statistics has no batch normalisation.
    run.network.batchNorm = file.tensors.contains { $0.name.hasSuffix(".running_mean") }
    shape.apply(to: &run.network)
    run = try run.completed(for: set)
    try run.validate()
    guard run.scaling != .standardized || set.train.count > 0 else {
      throw CommandError.usage(
        "--scaling standardized takes the means and deviations of training images, which \(set.folder) does not have; "
          + "add them, or name another scaling")
    }
    return (
      try ImageNetwork(run.network, weights: file.tensors.map { ($0.name, $0.tensor) }), set,
      PixelTransform(run.scaling, training: set.train)
    )
  }
}

/// How an image network did on a part of its images, as JSON.
struct ScoredImages: Codable, Equatable {
  var images: Int
  var meanLoss: Double
  var accuracy: Double
  /// The share of images whose class is among the five greatest logits; none, and no key, where there are no more classes.
  var accuracyTop5: Double?
  var part: String

  private enum CodingKeys: String, CodingKey {
    case images
    case meanLoss = "mean_loss"
    case accuracy
    case accuracyTop5 = "accuracy_top5"
    case part
  }
}

/// Scores an image network on a part of its images and says how it did.
struct ImageScoring {
  let part: ImagePart
  let options: OutputOptions

  /// Scores the network of a run.
  func run(stored: StoredImageRun, step: ActivationSource.Step) throws {
    let images = try stored.images()
    let number = try stored.step(step)
    options.console.note("weights of step \(number), \(part.rawValue) images of \(images.name)")
    try run((try stored.network(step: number), images, stored.transform(of: images)))
  }

  /// Scores a network.
  ///
  /// - Throws: `CommandError.badData` when the set has no such part.
  func run(_ opened: (network: ImageNetwork, images: ImageSet, transform: PixelTransform)) throws {
    guard let images = opened.images.images(part) else {
      let present = ImagePart.allCases.filter { opened.images.images($0) != nil }.map(\.rawValue)
      throw CommandError.badData(
        "\(opened.images.folder) has no \(part.rawValue) images; score \(present.joined(separator: " or "))")
    }
    let interruption = Interruption()
    let found = ImageEvaluation.scores(of: opened.network, on: images, transform: opened.transform) {
      interruption.request.signalNumber != nil
    }
    guard let found else {
      throw CommandError.interrupted(
        signal: interruption.request.signalNumber ?? 2, saved: "nothing was to be saved")
    }
    let result = ScoredImages(
      images: images.count, meanLoss: found.meanLoss, accuracy: found.accuracy(),
      accuracyTop5: opened.images.classNames.count > 5 ? found.accuracy(top: 5) : nil, part: part.rawValue)
    if options.json { return try options.console.resultJSON(result) }
    let top = result.accuracyTop5.map { ", among the first five \(ProgressLine.fixed($0, digits: 4))" }
    options.console.result(
      "\(result.images) images, mean loss \(ProgressLine.fixed(result.meanLoss, digits: 5)) nats, accuracy "
        + "\(ProgressLine.fixed(result.accuracy, digits: 4))\(top ?? "")")
  }
}
