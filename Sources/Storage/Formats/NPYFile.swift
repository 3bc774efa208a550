import Kernels

/// A `.npy` file that is read in parts, for arrays too large to hold.
///
/// The header and the size are checked when it is opened; numbers are read when they are asked for.
public struct NPYFile: Sendable {
  /// The path.
  public let path: String
  /// The length of each dimension, outermost first.
  public let shape: [Int]
  private let header: NPYHeader
  private let start: Int
  private let fileSystem: any FileSystem

  /// Opens a file; nil where it stands in Fortran order, so that it has no rows to be read one by one.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)``, which names `path`.
  public init?(opening path: String, in fileSystem: any FileSystem) throws {
    let size = try fileSystem.size(path)
    let head = try fileSystem.read(path, at: 0, count: min(size, NPY.greatestHead))
    let (header, start) = try NPY.header(of: head, path: path)
    try NPY.checkSize(header, bytes: size - start, start: start, path: path)
    guard !header.isColumnMajor || header.shape.count < 2 else { return nil }
    self.path = path
    shape = header.shape
    self.header = header
    self.start = start
    self.fileSystem = fileSystem
  }

  /// Reads the numbers of a range, counted in row-major order.
  ///
  /// - Throws: ``StorageError`` where the file has become shorter or cannot be read.
  public func numbers(_ range: Range<Int>) throws -> NumberArray.Values {
    let size = header.type.size
    var bytes = try fileSystem.read(path, at: start + range.lowerBound * size, count: range.count * size)
    if header.isBigEndian { NumberBytes.reverseByteOrder(of: &bytes, size: size) }
    return header.type.values(count: range.count, in: bytes, at: 0)
  }
}
