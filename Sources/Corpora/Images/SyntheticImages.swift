public import Tensors

private import Foundation

/// Seeded grey images of several kinds that need no download.
///
/// Image `index` of a part depends on the kind, the sizes and the key alone, so a larger set begins with a
/// smaller one.
public struct SyntheticImages: Hashable, Codable, Sendable {
  /// What an image shows; its class decides how.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// A sine wave whose direction is the class; phase, wavelength and contrast are random.
    case gratings
    /// A figure of straight strokes, one for each class; place, size, slant and width of the strokes are
    /// random.
    case glyphs
    /// A sum of sine waves in all directions, whose wavelength is the class.
    case textures
  }

  /// What the images show.
  public let kind: Kind
  /// The number of classes, at most ten for glyphs.
  public let classes: Int
  /// The rows, and columns, of an image.
  public let size: Int
  /// The standard deviation of the noise on every pixel, as a share of full brightness.
  public let noise: Double

  /// Creates a kind of images.
  ///
  /// - Throws: ``CorporaError/usage(_:)`` where a number lies outside its range.
  public init(kind: Kind, classes: Int = 10, size: Int = 28, noise: Double = 0.1) throws {
    let most = kind == .glyphs ? Glyph.all.count : 100
    guard (2...most).contains(classes) else {
      throw CorporaError.usage("\(kind.rawValue) have from 2 to \(most) classes, not \(classes)")
    }
    guard (8...512).contains(size) else {
      throw CorporaError.usage("synthetic images have a size from 8 to 512, not \(size)")
    }
    guard (0...1).contains(noise) else {
      throw CorporaError.usage("the noise of synthetic images lies between 0 and 1, not at \(noise)")
    }
    let distinct = Self.greatestClassesOfTextures(size: size)
    guard kind != .textures || classes <= distinct else {
      throw CorporaError.usage(
        "textures of \(size) × \(size) pixels have too few wavelengths for \(classes) classes; choose "
          + (distinct < 2 ? "larger images" : "at most \(distinct) classes or larger images"))
    }
    self.kind = kind
    self.classes = classes
    self.size = size
    self.noise = noise
  }

  /// Reads a kind of images; a number outside its range is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .kind)
    let classes = try container.decode(Int.self, forKey: .classes)
    let size = try container.decode(Int.self, forKey: .size)
    let noise = try container.decode(Double.self, forKey: .noise)
    do {
      try self.init(kind: kind, classes: classes, size: size, noise: noise)
    } catch CorporaError.usage(let sentence) {
      throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: sentence)
    }
  }

  // Wavelengths of textures go from a third of the image down to this, each class the same ratio below the one
  // before.
  private static let leastWavelength = 2.5
  /// A wave is up to 5 % longer or shorter than its class says, so classes must be further apart.
  private static let wavelengthSpread = 0.05

  private static func greatestClassesOfTextures(size: Int) -> Int {
    let range = log(Double(size) / 3 / leastWavelength)
    let step = log((1 + wavelengthSpread) / (1 - wavelengthSpread))
    return range > 0 ? 1 + Int(range / step) : 0
  }

  /// Makes `count` images; classes come in random order, uniformly drawn.
  public func generate(_ count: Int, key: RandomKey) -> LabelledImages {
    let shape = ImageShape(height: size, width: size, channels: 1)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * shape.count)
    var labels: [Int32] = []
    for index in 0..<count {
      let key = key.child(index)
      let label = key.child("class").integer(0, below: classes)
      let brightness = brightness(of: label, key: key)
      let draws = key.child("noise")
      for place in 0..<shape.count {
        let value = brightness(Double(place % size) + 0.5, Double(place / size) + 0.5)
        let noisy = 255 * (value + noise * draws.normal(place))
        pixels.append(UInt8(min(max(noisy.rounded(), 0), 255)))
      }
      labels.append(Int32(label))
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: labels)
  }

  /// The brightness, about from 0 to 1, of an image at (column, row) in pixels.
  private func brightness(of label: Int, key: RandomKey) -> (_ x: Double, _ y: Double) -> Double {
    let draws = key.child("figure")
    switch kind {
    case .gratings:
      let angle = .pi * Double(label) / Double(classes)
      let wavelength = Double(size) * (0.15 + 0.2 * draws.uniform(0))
      let wave = Wave(angle: angle, wavelength: wavelength, phase: draws.uniform(1))
      let contrast = 0.25 + 0.25 * draws.uniform(2)
      return { x, y in 0.5 + contrast * wave.value(x, y) }
    case .textures:
      let greatest = Double(size) / 3
      let ratio = Self.leastWavelength / greatest
      let wavelength = greatest * pow(ratio, Double(label) / Double(classes - 1))
      let waves = (0..<12).map { index in
        let deviation = Self.wavelengthSpread * (2 * draws.uniform(3 * index + 1) - 1)
        return Wave(
          angle: .pi * draws.uniform(3 * index), wavelength: wavelength * (1 + deviation),
          phase: draws.uniform(3 * index + 2))
      }
      return { x, y in 0.5 + 0.1 * waves.reduce(0) { $0 + $1.value(x, y) } }
    case .glyphs:
      let glyph = Glyph.all[label]
      let scale = Double(size) * (0.45 + 0.2 * draws.uniform(0))
      let slant = 0.5 * draws.uniform(1) - 0.25
      let width = Double(size) * (0.04 + 0.04 * draws.uniform(2))
      let left = Double(size) * (0.5 + 0.2 * (draws.uniform(3) - 0.5))
      let top = Double(size) * (0.5 + 0.2 * (draws.uniform(4) - 0.5))
      return { x, y in
        let v = (y - top) / scale
        let u = (x - left) / scale + slant * v
        // One pixel of grey at the edge of a stroke.
        return min(max((width - glyph.distance(u, v) * scale) + 0.5, 0), 1)
      }
    }
  }
}
