import CLAPACKE
import COpenBLAS

extension LAPACK {
  /// Decomposes a symmetric positive definite matrix as A = Rᵀ·R with R upper triangular.
  ///
  /// - Parameters:
  ///   - a: n × n, row-major, of which the upper triangle is read; replaced by R, with zeros below the diagonal.
  ///   - n: the size.
  /// - Returns: whether the matrix is positive definite; where it is not, `a` holds nothing of use.
  /// - Throws: ``KernelError/lapack(routine:info:)`` for a matrix that is not all numbers.
  public static func cholesky(_ a: inout MutableSpan<Double>, n: Int) throws(KernelError) -> Bool {
    precondition(a.count >= n * n, "a factorisation of size \(n) on a smaller array")
    guard n > 0 else { return true }
    _ = Threads.openBLASIsSerial
    var info: Int32 = 0
    a.withUnsafeMutableBufferPointer { a in
      // The row-major upper triangle is the column-major lower one, and L·Lᵀ there is Rᵀ·R here.
      info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(n), a.baseAddress, Int32(n))
    }
    if info < 0 { throw .lapack(routine: "dpotrf", info: Int(info)) }
    guard info == 0 else { return false }
    for i in 1..<max(n, 1) {
      for j in 0..<i { a[i * n + j] = 0 }
    }
    return true
  }

  /// Solves Rᵀ·X = B or X·R = B for X, with R upper triangular.
  ///
  /// - Parameters:
  ///   - r: n × n, row-major, without zeros on the diagonal.
  ///   - b: row-major, replaced by X: n × columns where R is on the left, rows × n where it is on the right.
  ///   - n: the size of R.
  ///   - other: the other size of B.
  ///   - fromLeft: whether Rᵀ is multiplied from the left, and not R from the right.
  public static func solveTriangular(
    _ r: Span<Double>, _ b: inout MutableSpan<Double>, n: Int, other: Int, fromLeft: Bool
  ) {
    precondition(
      r.count >= n * n && b.count >= n * other, "a triangular system of size \(n) on smaller arrays")
    guard n > 0, other > 0 else { return }
    _ = Threads.openBLASIsSerial
    r.withUnsafeBufferPointer { r in
      b.withUnsafeMutableBufferPointer { b in
        cblas_dtrsm(
          CblasRowMajor, fromLeft ? CblasLeft : CblasRight, CblasUpper, fromLeft ? CblasTrans : CblasNoTrans,
          CblasNonUnit, Int32(fromLeft ? n : other), Int32(fromLeft ? other : n), 1, r.baseAddress, Int32(n),
          b.baseAddress, Int32(fromLeft ? other : n))
      }
    }
  }
}
