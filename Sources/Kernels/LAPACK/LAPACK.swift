import CLAPACKE

/// Decompositions of LAPACK on row-major Float64 matrices.
///
/// Debian's row-major LAPACKE calls copy and transpose; these work on the column-major view of the same memory
/// instead, in which a row-major matrix is its own transpose.
public enum LAPACK {
  /// Decomposes a symmetric matrix as A = Vᵀ·diag(w)·V.
  ///
  /// - Parameters:
  ///   - a: n × n, row-major and symmetric; replaced by V, whose *rows* are the unit eigenvectors.
  ///   - values: n numbers, replaced by the eigenvalues in ascending order.
  ///   - n: the size.
  ///   - withVectors: whether the eigenvectors are wanted; without them `a` is destroyed.
  /// - Throws: ``KernelError/lapack(routine:info:)`` when the iteration does not converge.
  public static func symmetricEigen(
    _ a: inout MutableSpan<Double>, values: inout MutableSpan<Double>, n: Int, withVectors: Bool = true
  ) throws(KernelError) {
    precondition(a.count >= n * n && values.count >= n, "eigenproblem of size \(n) on smaller arrays")
    guard n > 0 else { return }
    _ = Threads.openBLASIsSerial
    var info: Int32 = 0
    a.withUnsafeMutableBufferPointer { a in
      values.withUnsafeMutableBufferPointer { values in
        info = LAPACKE_dsyevd(
          LAPACK_COL_MAJOR, CChar(UInt8(ascii: withVectors ? "V" : "N")), CChar(UInt8(ascii: "L")), Int32(n),
          a.baseAddress,
          Int32(n),
          values.baseAddress)
      }
    }
    if info != 0 { throw .lapack(routine: "dsyevd", info: Int(info)) }
  }

  /// Decomposes a rows × columns matrix with rows ≥ columns as A = Q·R.
  ///
  /// - Parameters:
  ///   - a: rows × columns, row-major; replaced by Q, whose columns are orthonormal.
  ///   - r: columns × columns, replaced by the upper triangular factor.
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  /// - Throws: ``KernelError/lapack(routine:info:)``.
  public static func qr(
    _ a: inout MutableSpan<Double>, r: inout MutableSpan<Double>, rows: Int, columns: Int
  ) throws(KernelError) {
    precondition(rows >= columns, "thin QR needs rows ≥ columns, not \(rows) × \(columns)")
    precondition(a.count >= rows * columns && r.count >= columns * columns, "QR on smaller arrays")
    guard columns > 0 else { return }
    _ = Threads.openBLASIsSerial
    var info: Int32 = 0
    var routine = "dgelqf"
    a.withUnsafeMutableBufferPointer { a in
      r.withUnsafeMutableBufferPointer { r in
        guard let a = a.baseAddress else { return }
        var tau = [Double](repeating: 0, count: columns)
        // Column-major, the memory holds Aᵀ (columns × rows) = L·Q', so A = Q'ᵀ·Lᵀ.
        info = LAPACKE_dgelqf(LAPACK_COL_MAJOR, Int32(columns), Int32(rows), a, Int32(columns), &tau)
        guard info == 0 else { return }
        for i in 0..<columns {
          for j in 0..<columns { r[i * columns + j] = j >= i ? a[i * columns + j] : 0 }
        }
        routine = "dorglq"
        info = LAPACKE_dorglq(
          LAPACK_COL_MAJOR, Int32(columns), Int32(rows), Int32(columns), a, Int32(columns), &tau)
      }
    }
    if info != 0 { throw .lapack(routine: routine, info: Int(info)) }
  }

  /// Decomposes a rows × columns matrix as A = U·diag(s)·Vᵀ, with k = min(rows, columns).
  ///
  /// Divide and conquer (`dgesdd`) first; where that fails to converge, the slower `dgesvd`.
  ///
  /// - Parameters:
  ///   - a: rows × columns, row-major; destroyed.
  ///   - u: rows × k, replaced by the left singular vectors in its columns. Empty when vectors are not wanted.
  ///   - s: k numbers, replaced by the singular values in descending order.
  ///   - vt: k × columns, replaced by the right singular vectors in its rows. Empty when not wanted.
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  /// - Returns: whether the fallback `dgesvd` was used.
  /// - Throws: ``KernelError/lapack(routine:info:)`` when neither converges.
  @discardableResult
  public static func svd(
    _ a: inout MutableSpan<Double>, u: inout MutableSpan<Double>, s: inout MutableSpan<Double>,
    vt: inout MutableSpan<Double>, rows: Int, columns: Int
  ) throws(KernelError) -> Bool {
    let k = min(rows, columns)
    let wantsVectors = u.count > 0 || vt.count > 0
    precondition(a.count >= rows * columns && s.count >= k, "SVD on smaller arrays")
    precondition(
      !wantsVectors || (u.count >= rows * k && vt.count >= k * columns), "SVD vectors on smaller arrays")
    guard k > 0 else { return false }
    _ = Threads.openBLASIsSerial
    let job = CChar(UInt8(ascii: wantsVectors ? "S" : "N"))
    var info: Int32 = 0
    var fellBack = false
    a.withUnsafeMutableBufferPointer { a in
      u.withUnsafeMutableBufferPointer { u in
        s.withUnsafeMutableBufferPointer { s in
          vt.withUnsafeMutableBufferPointer { vt in
            let copy = Array(a.prefix(rows * columns))
            // Column-major, the memory holds Aᵀ (columns × rows) = V·diag(s)·Uᵀ.
            var unused = [Double](repeating: 0, count: 1)
            unused.withUnsafeMutableBufferPointer { unused in
              let left = wantsVectors ? vt.baseAddress : unused.baseAddress
              let right = wantsVectors ? u.baseAddress : unused.baseAddress
              info = LAPACKE_dgesdd(
                LAPACK_COL_MAJOR, job, Int32(columns), Int32(rows), a.baseAddress, Int32(columns),
                s.baseAddress,
                left, Int32(columns), right, Int32(k))
              if info > 0 {
                fellBack = true
                for i in copy.indices { a[i] = copy[i] }
                var superdiagonal = [Double](repeating: 0, count: k)
                info = LAPACKE_dgesvd(
                  LAPACK_COL_MAJOR, job, job, Int32(columns), Int32(rows), a.baseAddress, Int32(columns),
                  s.baseAddress, left, Int32(columns), right, Int32(k), &superdiagonal)
              }
            }
          }
        }
      }
    }
    if info != 0 { throw .lapack(routine: fellBack ? "dgesvd" : "dgesdd", info: Int(info)) }
    return fellBack
  }
}
