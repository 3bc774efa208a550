import Corpora
import Networks

/// Recipes for image networks by name.
public enum ImagePresets {
  /// The names that ``run(named:data:)`` knows.
  public static let names = [
    "mlp-512", "mlp-128", "convnet", "convnet-quarter", "svcca-convnet", "resnet-20", "resnet-62",
  ]

  /// The recipe of that name.
  ///
  /// `mlp-*`: two hidden layers with rectifiers, Adam (Morcos et al. 2018, MNIST). `convnet`: the 11 layers of Morcos, Raghu,
  /// Bengio 2018, Adam 0.001, batches of 32, 100 epochs, with crop and flip; `convnet-quarter` has a quarter of the channels and
  /// 20 epochs. `svcca-convnet`: Raghu et al. 2017 with random translations and mirrored images. `resnet-*`: He et al. 2016, SGD with momentum
  /// 0.9, decay 10⁻⁴ and batches of 128, the rate divided by ten after 82 and 123 of 164 epochs, which are the paper's 32,000,
  /// 48,000 and 64,000 updates on 50,000 images.
  ///
  /// - Throws: ``TrainingError/unknownPreset(name:known:)``.
  public static func run(named name: String, data: String) throws(TrainingError) -> ImageRun {
    switch name {
    case "mlp-512": mlp(data, units: 512)
    case "mlp-128": mlp(data, units: 128)
    case "convnet": convolutional(data, .convnet, width: 1, epochs: 100)
    case "convnet-quarter": convolutional(data, .convnet, width: 0.25, epochs: 20)
    case "svcca-convnet": convolutional(data, .svccaConvnet, width: 1, epochs: 50)
    case "resnet-20": resnet(data, depth: 20)
    case "resnet-62": resnet(data, depth: 62)
    default: throw .unknownPreset(name: name, known: names)
    }
  }

  private static func mlp(_ data: String, units: Int) -> ImageRun {
    ImageRun(
      data: data,
      network: ImageNetworkConfiguration(
        .mlp, height: 28, width: 28, channels: 1, classes: 10, hiddenSizes: [units, units], batchNorm: false),
      scaling: .unit, augmentation: nil, batchSize: 128, epochs: 20, optimizer: .publishedAdam,
      learningRate: 0.001, schedule: .constant)
  }

  private static func convolutional(
    _ data: String, _ family: ImageNetworkConfiguration.Family, width: Double, epochs: Int
  ) -> ImageRun {
    ImageRun(
      data: data,
      network: ImageNetworkConfiguration(
        family, height: 32, width: 32, channels: 3, classes: 10, widthFactor: width),
      scaling: .standardized, augmentation: Augmentation(crop: 4, flip: true), batchSize: 32, epochs: epochs,
      optimizer: .publishedAdam, learningRate: 0.001, schedule: .constant)
  }

  private static func resnet(_ data: String, depth: Int) -> ImageRun {
    ImageRun(
      data: data,
      network: ImageNetworkConfiguration(
        .resnet, height: 32, width: 32, channels: 3, classes: 10, depth: depth),
      scaling: .standardized, augmentation: Augmentation(crop: 4, flip: true), batchSize: 128, epochs: 164,
      optimizer: .sgd(momentum: 0.9, weightDecay: 1e-4), learningRate: 0.1,
      schedule: .milestones(epochs: [82, 123], factor: 0.1))
  }
}
