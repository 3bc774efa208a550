import CKernels

/// Passes over flat arrays, split over the thread pool.
public enum Elementwise {
  /// values[i] += scale · other[i].
  public static func add(_ other: Span<Float>, scaledBy scale: Float, to values: inout MutableSpan<Float>) {
    precondition(values.count == other.count, "\(values.count) and \(other.count) elements")
    let count = values.count
    let block = 65536
    values.withUnsafeMutableBufferPointer { values in
      other.withUnsafeBufferPointer { other in
        guard let out = values.baseAddress, let source = other.baseAddress else { return }
        Threads.parallel((count + block - 1) / block) { index in
          let first = index * block
          strata_add_scaled(out + first, source + first, scale, min(block, count - first))
        }
      }
    }
  }

  /// Inverted dropout in place: values become 0 with the given probability, else are divided by 1 − probability.
  ///
  /// Whether element i is dropped is a pure function of (`key`, i), namely whether 32-bit draw i of that Philox key
  /// lies below probability · 2³²; so the backward pass calls this again on the gradients, and no mask is kept.
  public static func dropout(_ values: inout MutableSpan<Float>, probability: Double, key: UInt64) {
    precondition(probability >= 0 && probability < 1, "dropout probability \(probability)")
    guard probability > 0 else { return }
    let scale = Float(1 / (1 - probability))
    let count = values.count
    let block = 16384
    values.withUnsafeMutableBufferPointer { values in
      guard let out = values.baseAddress else { return }
      Threads.parallel((count + block - 1) / block) { index in
        let first = index * block
        strata_dropout(key, UInt64(first), probability, scale, min(block, count - first), out + first, out + first)
      }
    }
  }
}
