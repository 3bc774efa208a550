/// The IDX format of MNIST: unsigned bytes with up to three dimensions.
///
/// A file is 00 00 08, the number of dimensions, the length of each as four bytes with the highest first, and
/// the bytes (LeCun, Cortes, Burges: The MNIST database, <http://yann.lecun.com/exdb/mnist/>).
struct IDX: Equatable {
  /// The lengths of the dimensions, outermost first.
  let dimensions: [Int]
  /// The elements in row-major order.
  let values: [UInt8]

  /// Reads a file's contents.
  ///
  /// - Parameters:
  ///   - bytes: the file, unpacked.
  ///   - rank: how many dimensions it must have.
  ///   - path: its name, for messages.
  /// - Throws: ``CorporaError/badImageFile(path:problem:)``.
  init(_ bytes: [UInt8], rank: Int, path: String) throws {
    func fail(_ problem: String) -> CorporaError { .badImageFile(path: path, problem: problem) }
    let magic: [UInt8] = [0, 0, 8, UInt8(rank)]
    guard bytes.count >= 4, Array(bytes[0..<4]) == magic else {
      throw fail(
        "it begins with \(Self.hexadecimal(bytes.prefix(4))) where an IDX file of "
          + "\(rank == 3 ? "images" : "labels") has \(Self.hexadecimal(magic[...]))")
    }
    let header = 4 + 4 * rank
    guard bytes.count >= header else { throw fail("it ends after \(bytes.count) bytes, within its header") }
    dimensions = (0..<rank).map { dimension in
      bytes[4 + 4 * dimension..<8 + 4 * dimension].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for length in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { throw fail("its header claims \(dimensions) elements") }
      count = product
    }
    guard bytes.count - header == count else {
      throw fail("its header claims \(count) bytes after it, but \(bytes.count - header) are there")
    }
    values = Array(bytes[header...])
  }

  /// A file's contents.
  static func encode(_ values: [UInt8], dimensions: [Int]) -> [UInt8] {
    precondition(values.count == dimensions.reduce(1, *), "\(values.count) values for \(dimensions)")
    let lengths = dimensions.flatMap { length in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> $0) }
    }
    return [0, 0, 8, UInt8(dimensions.count)] + lengths + values
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.isEmpty
      ? "nothing"
      : bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
