import CKernels

/// Passes over flat arrays, split over the thread pool.
public enum Elementwise {
  /// values[i] += scale · other[i] for i in `range`.
  public static func add(
    _ other: [Float], scaledBy scale: Float, in range: Range<Int>, to values: inout [Float]
  ) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= min(values.count, other.count),
      "\(range) of \(values.count), \(other.count)")
    let count = range.count
    let start = range.lowerBound
    let block = 65536
    values.withUnsafeMutableBufferPointer { values in
      other.withUnsafeBufferPointer { other in
        guard let out = values.baseAddress, let source = other.baseAddress else { return }
        Threads.parallel((count + block - 1) / block) { index in
          let first = start + index * block
          strata_add_scaled(out + first, source + first, scale, min(block, start + count - first))
        }
      }
    }
  }

  /// values[i] ← keep · values[i] + scale · other[i] for all numbers.
  public static func combine(
    _ values: inout [Float], keeping keep: Float, with other: [Float], scaledBy scale: Float
  ) {
    forEachBlock(other, values.count, &values) { strata_combine($1, $0, keep, scale, $2) }
  }

  /// values[i] ← values[i] · other[i] for all numbers.
  public static func multiply(_ values: inout [Float], by other: [Float]) {
    forEachBlock(other, values.count, &values) { strata_multiply($1, $0, $2) }
  }

  /// values[i] ← scale · values[i] for all numbers.
  public static func scale(_ values: inout [Float], by scale: Float) {
    forEachBlock(&values, in: 0..<values.count) { strata_scale($0, scale, $1) }
  }

  /// values[i] ← the nearest number within ±limit, for i in `range`; one that is none stays so.
  public static func limit(_ values: inout [Float], to limit: Float, in range: Range<Int>) {
    forEachBlock(&values, in: range) { strata_limit($0, limit, $1) }
  }

  private static func forEachBlock(
    _ values: inout [Float], in range: Range<Int>, _ body: (UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= values.count, "\(range) of \(values.count)")
    let (start, count) = (range.lowerBound, range.count)
    let block = 65536
    values.withUnsafeMutableBufferPointer { values in
      guard let target = values.baseAddress else { return }
      Threads.parallel((count + block - 1) / block) { index in
        body(target + start + index * block, min(block, count - index * block))
      }
    }
  }

  /// values[i] ← the greater of values[i] + other[i] and 0, for the first `count` numbers.
  public static func addRectified(_ other: [Float], count: Int, to values: inout [Float]) {
    forEachBlock(other, count, &values) { strata_add_rectified($0, $2, $1) }
  }

  /// gradient[i] ← 0 where rectified[i] is not above 0, for the first `count` numbers.
  public static func passWherePositive(_ rectified: [Float], count: Int, gradient: inout [Float]) {
    forEachBlock(rectified, count, &gradient) { strata_pass_where_positive($0, $2, $1) }
  }

  private static func forEachBlock(
    _ other: [Float], _ count: Int, _ values: inout [Float],
    _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    precondition(count <= min(values.count, other.count), "\(count) of \(values.count), \(other.count)")
    let block = 65536
    values.withUnsafeMutableBufferPointer { values in
      other.withUnsafeBufferPointer { other in
        guard let target = values.baseAddress, let source = other.baseAddress else { return }
        Threads.parallel((count + block - 1) / block) { index in
          let first = index * block
          body(source + first, target + first, min(block, count - first))
        }
      }
    }
  }

  /// Inverted dropout of the first `count` values, in place: they become 0 with the given probability, else are divided by 1 − probability.
  ///
  /// Whether element i is dropped is a pure function of (`key`, i), namely whether 32-bit draw i of that Philox key
  /// lies below probability · 2³²; so the backward pass calls this again on the gradients, and no mask is kept.
  public static func dropout(_ values: inout [Float], count: Int, probability: Double, key: UInt64) {
    precondition(count <= values.count, "\(count) of \(values.count) values")
    precondition(probability >= 0 && probability < 1, "dropout probability \(probability)")
    guard probability > 0 else { return }
    let scale = Float(1 / (1 - probability))
    let block = 16384
    values.withUnsafeMutableBufferPointer { values in
      guard let out = values.baseAddress else { return }
      Threads.parallel((count + block - 1) / block) { index in
        let first = index * block
        strata_dropout(
          key, UInt64(first), probability, scale, min(block, count - first), out + first, out + first)
      }
    }
  }
}
