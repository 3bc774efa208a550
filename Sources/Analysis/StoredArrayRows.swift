public import Similarity
public import Storage
public import Tensors

/// The rows of a `.npy` file, read when they are asked for; of an array of more dimensions, the last one is the units.
public struct StoredArrayRows: RowSource {
  /// What messages call the representation.
  public let name: String
  /// The number of observations.
  public let rowCount: Int
  /// The number of units.
  public let unitCount: Int
  private let file: NPYFile

  /// Wraps an open file; nil where it has fewer than two dimensions.
  public init?(_ file: NPYFile, name: String) {
    guard file.shape.count >= 2, let units = file.shape.last else { return nil }
    self.name = name
    self.file = file
    rowCount = file.shape.dropLast().reduce(1, *)
    unitCount = units
  }

  /// Reads the rows of a range.
  public func rows(_ range: Range<Int>) throws -> Matrix<Double> {
    let values = try file.numbers(range.lowerBound * unitCount..<range.upperBound * unitCount)
    if case .float32(let narrow) = values {
      return Matrix<Double>(Matrix(rows: range.count, columns: unitCount, elements: narrow))
    }
    let array = NumberArray(shape: [range.count, unitCount], values: values)
    return Matrix(rows: range.count, columns: unitCount, elements: array.doubles)
  }
}
