/// A dense row-major array of Float32 of any rank.
public struct Tensor: Equatable, Sendable {
  /// The length of each dimension, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The elements in row-major order.
  public var elements: [Float]

  /// Creates a tensor from its elements in row-major order; their number must be the product of the shape.
  public init(shape: [Int], elements: [Float]) {
    precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements for shape \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// Creates a tensor whose elements are all `value`.
  public init(shape: [Int], repeating value: Float = 0) {
    self.init(shape: shape, elements: Array(repeating: value, count: shape.reduce(1, *)))
  }

  /// The number of elements.
  public var count: Int { elements.count }
}
