import ArgumentParser
import Networks

/// What kind of image network it is, and how large.
struct NetworkShapeOptions: ParsableArguments {
  @Option(help: "Kind of network: mlp, convnet, svcca_convnet, resnet or resnet50.")
  var family: ImageNetworkConfiguration.Family?

  @Option(help: "Units of each hidden layer of an MLP, with commas between, such as 512,512.")
  var hidden: NumberList<Int>?

  @Option(help: "What the channels of a convolutional network are multiplied by, such as 0.25.")
  var width: Double?

  @Option(help: "Layers of a residual network for small images, 6n + 2.")
  var depth: Int?

  /// The options that were given, as a person writes them.
  var given: [String] {
    GivenOptions.names([
      ("--family", family), ("--hidden", hidden), ("--width", width), ("--depth", depth),
    ])
  }

  /// Puts what was given into a network's description.
  func apply(to network: inout ImageNetworkConfiguration) {
    if let family {
      network.family = family
      // What belongs to another family goes.
      if family != .mlp { network.hiddenSizes = [] } else { network.widthFactor = 1 }
      if family != .resnet { network.depth = 0 } else if network.depth == 0 { network.depth = 20 }
      if family == .resnet || family == .resnet50 { network.batchNorm = true }
    }
    if let hidden { network.hiddenSizes = hidden.numbers }
    if let width { network.widthFactor = width }
    if let depth { network.depth = depth }
  }
}
