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
