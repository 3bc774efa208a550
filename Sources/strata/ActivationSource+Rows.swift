import Similarity
import Storage
import Tensors

extension ActivationSource {
  /// Reads the matrix: rows are observations, columns units.
  ///
  /// - Parameters:
  ///   - name: what the user wrote, for messages.
  ///   - files: where it lies.
  func rows(name: String, in files: any FileSystem) throws -> any RowSource {
    switch self {
    case .file(let location):
      return try Self.rows(of: try NumberArray.read(location, in: files), name: name)
    case .run:
      throw CommandError.usage("'\(name)': states of runs cannot be compared yet; export them first")
    }
  }

  /// The rows of an array of two or more dimensions; the last one is the units.
  static func rows(of array: NumberArray, name: String) throws -> any RowSource {
    guard array.shape.count >= 2, let units = array.shape.last else {
      throw CommandError.badData(
        "\(name) has shape \(array.shape); a representation needs two dimensions, observations and units")
    }
    let rows = array.shape.dropLast().reduce(1, *)
    switch array.values {
    case .float32(let values):
      return MatrixRows(Matrix(rows: rows, columns: units, elements: values), name: name)
    default:
      return MatrixRows(Matrix(rows: rows, columns: units, elements: array.doubles), name: name)
    }
  }
}
