/// A division of rows into contiguous blocks of whole windows, for intervals that respect autocorrelation.
public struct RowBlocks: Equatable, Sendable {
  /// The rows of each block, in order, together all rows.
  public let ranges: [Range<Int>]

  /// Divides `rows` rows in windows of `windowLength` into at most `count` blocks of nearly equal length.
  ///
  /// The last window may be short. There are as many blocks as windows where there are fewer windows than `count`.
  public init(rows: Int, windowLength: Int = 1, count: Int = 64) {
    precondition(rows > 0 && windowLength > 0 && count > 0, "\(rows) rows in windows of \(windowLength)")
    let windowLength = min(windowLength, rows)
    let windows = (rows + windowLength - 1) / windowLength
    let blocks = min(count, windows)
    ranges = (0..<blocks).map { block in
      let lower = block * windows / blocks * windowLength
      let upper = min(rows, (block + 1) * windows / blocks * windowLength)
      return lower..<upper
    }
  }

  /// The number of blocks.
  public var count: Int { ranges.count }

  /// The parts, of at most `length` rows, in which a range is read.
  static func chunks(of range: Range<Int>, length: Int) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: length).map {
      $0..<min(range.upperBound, $0 + length)
    }
  }
}
