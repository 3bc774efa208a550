/// How many images of each class the parts of a set have.
public struct ImageCounts: Codable, Equatable, Sendable, CustomStringConvertible {
  /// The size of every image.
  public let shape: ImageShape
  /// Training images by class.
  public let train: [Int]
  /// Validation images by class, or nil where there is no such part.
  public let valid: [Int]?
  /// Test images by class.
  public let test: [Int]

  /// Creates counts.
  public init(shape: ImageShape, train: [Int], valid: [Int]? = nil, test: [Int]) {
    self.shape = shape
    self.train = train
    self.valid = valid
    self.test = test
  }

  /// The numbers of images, their size, and the number of classes.
  public var description: String {
    func total(_ counts: [Int]) -> Int { counts.reduce(0, +) }
    let middle = valid.map { ", \(total($0)) validation" } ?? ""
    return
      "\(total(train)) training\(middle) and \(total(test)) test images of \(shape) in \(train.count) classes"
  }

  /// The description, and the numbers of each class where those differ from others' and nothing else does.
  func description(besides other: ImageCounts) -> String {
    guard description == other.description else { return description }
    return description
      + " (\(train.map(String.init).joined(separator: ", ")); \(test.map(String.init).joined(separator: ", ")))"
  }
}
