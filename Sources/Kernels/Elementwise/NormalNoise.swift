import CKernels

/// Normal noise added to rows of numbers, on the thread pool.
public enum NormalNoise {
  /// values[start + r·rowLength + i] += deviations[i mod units] · z, z standard normal and a function of (keys[r], i) alone.
  ///
  /// z is the normal quantile of the upper 23 bits of 32-bit draw i of the Philox key; its greatest values are ±5.2.
  ///
  /// - Parameters:
  ///   - values: the rows, changed in place.
  ///   - start: where the first row begins.
  ///   - rowLength: the numbers of a row, a multiple of the number of deviations.
  ///   - keys: one Philox key a row.
  ///   - deviations: the standard deviation of the noise on each unit.
  public static func add(
    to values: inout [Float], from start: Int = 0, rowLength: Int, keys: [UInt64], deviations: [Float]
  ) {
    precondition(
      !deviations.isEmpty && rowLength.isMultiple(of: deviations.count),
      "rows of \(rowLength) for \(deviations.count) units")
    precondition(
      start >= 0 && values.count >= start + keys.count * rowLength, "\(keys.count) rows of \(rowLength)")
    values.withUnsafeMutableBufferPointer { values in
      guard let first = values.baseAddress else { return }
      let target = first + start
      Threads.parallel(keys.count) { row in
        strata_add_noise(keys[row], rowLength, deviations.count, deviations, target + row * rowLength)
      }
    }
  }
}
