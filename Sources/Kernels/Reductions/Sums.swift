import CKernels

/// Sums with a fixed order, so that their bits do not depend on the number of threads.
public enum Sums {
  /// Σ x² over a range of the values, in Float64.
  public static func ofSquares(_ all: [Float], in range: Range<Int>) -> Double {
    let values = all[range]
    let block = 65536
    let count = (values.count + block - 1) / block
    var partial = [Double](repeating: 0, count: count)
    values.withUnsafeBufferPointer { values in
      partial.withUnsafeMutableBufferPointer { partial in
        guard let base = values.baseAddress, let out = partial.baseAddress else { return }
        Threads.parallel(count) { index in
          let first = index * block
          out[index] = strata_sum_of_squares(base + first, min(block, values.count - first))
        }
      }
    }
    return partial.reduce(0, +)
  }

  /// sums[j] = Σ_i matrix[i][j] over rows × columns row-major elements.
  public static func columns(of matrix: [Float], rows: Int, columns: Int, into sums: inout [Float]) {
    precondition(matrix.count >= rows * columns && sums.count >= columns, "column sums on smaller arrays")
    matrix.withUnsafeBufferPointer { matrix in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let base = matrix.baseAddress, let out = sums.baseAddress else { return }
        let block = 1024
        Threads.parallel((columns + block - 1) / block) { index in
          let first = index * block
          strata_column_sums(
            Int32(rows), Int32(min(block, columns - first)), base + first, columns, out + first)
        }
      }
    }
  }
}
