import Corpora
import Networks
import Storage
import Tensors
import TestSupport

@testable import Experiments

/// Images of 2 × 2 pixels, one of which is bright, and networks whose units were set by hand to follow them.
enum PlantedImages {
  /// A balanced set: the place of the bright pixel is the class; sorted by class or not.
  static func set(
    classes: Int, train: Int = 40, test: Int = 60, isSorted: Bool = false
  ) throws -> ImageSet {
    let folder = try TemporaryDirectory(inMemory: true)
    return try withExtendedLifetime(folder) {
      let disk = UnsynchronizedFileSystem()
      for (part, count) in [("train", train), ("t10k", test)] {
        let draws = RandomKey(seed: 4).child(part)
        let labels = (0..<count).map { UInt8(isSorted ? $0 * classes / count : $0 % classes) }
        let pixels = (0..<4 * count).map { place -> UInt8 in
          let isBright = place % 4 == Int(labels[place / 4])
          return UInt8(isBright ? 180 + draws.integer(place, below: 76) : draws.integer(place, below: 40))
        }
        try disk.create(folder.file("\(part)-images-idx3-ubyte"), idx([count, 2, 2], pixels))
        try disk.create(folder.file("\(part)-labels-idx1-ubyte"), idx([count], labels))
      }
      return try ImageSet.load(folder.path, in: disk)
    }
  }

  /// Gratings of three directions, 8 × 8.
  static func gratings(train: Int, test: Int) throws -> ImageSet {
    let folder = try TemporaryDirectory(inMemory: true)
    return try withExtendedLifetime(folder) {
      let disk = UnsynchronizedFileSystem()
      try SyntheticImageSet.write(
        to: folder.file("gratings"), images: SyntheticImages(kind: .gratings, classes: 3, size: 8),
        train: train, test: test, seed: 1, in: disk)
      return try ImageSet.load(folder.file("gratings"), in: disk)
    }
  }

  private static func idx(_ dimensions: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap { [0, 0, UInt8($0 / 256), UInt8($0 % 256)] }
      + values
  }

  /// A network of four classes with six units.
  ///
  /// Units 0 to 3 follow a class each; unit 4 reads all pixels and nothing reads it; unit 5 is silent, and would decide
  /// everything if it were not.
  static func fourClasses() throws -> ImageNetwork {
    var network = try ImageNetwork(
      zero: ImageNetworkConfiguration(
        .mlp, height: 2, width: 2, channels: 1, classes: 4, hiddenSizes: [6], batchNorm: false))
    network.visit { name, parameter in
      switch name {
      case "dense_l0.weight":
        for pixel in 0..<4 {
          parameter.elements[pixel * 4 + pixel] = 1
          parameter.elements[4 * 4 + pixel] = 0.5 + Float(pixel)
        }
      case "dense_l0.bias": parameter.elements = [-0.5, -0.5, -0.5, -0.5, 0.1, -10]
      case "logits.weight":
        for label in 0..<4 { parameter.elements[label * 6 + label] = 20 }
        parameter.elements[5] = 1e6
      default: break
      }
    }
    return network
  }

  /// A network of two classes, of whose units one decides.
  ///
  /// Unit 0 is active for class 1; without it every image is named 0.
  static func oneUnitDecides(of units: Int) throws -> ImageNetwork {
    var network = try ImageNetwork(
      zero: ImageNetworkConfiguration(
        .mlp, height: 2, width: 2, channels: 1, classes: 2, hiddenSizes: [units], batchNorm: false))
    network.visit { name, parameter in
      switch name {
      case "dense_l0.weight":
        parameter.elements = RandomKey(seed: 5).uniforms(4 * units, from: -1, to: 1)
        parameter.elements.replaceSubrange(0..<4, with: [0, 1, 0, 0])
      case "dense_l0.bias": parameter.elements[0] = -0.5
      case "logits.weight": parameter.elements[units] = 20
      case "logits.bias": parameter.elements = [1, 0]
      default: break
      }
    }
    return network
  }

  /// An examination of all test images.
  static func examined(_ network: ImageNetwork, _ set: ImageSet) throws -> ExaminedImages {
    try ExaminedImages(
      network, set: set, part: .test, count: nil, transform: PixelTransform(.unit, training: set.train))
  }
}
