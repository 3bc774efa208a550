/// A number type that the dense linear algebra is available for: `Float` or `Double`.
public protocol BLASScalar: BinaryFloatingPoint, Sendable {
  /// Computes C ← alpha·op(A)·op(B) + beta·C on row-major matrices, and traps where the arrays do not
  /// hold them; `BLAS.multiply` is the form to call.
  static func multiply(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, a: Span<Self>, lda: Int,
    b: Span<Self>, ldb: Int, beta: Self, c: inout MutableSpan<Self>, ldc: Int)
}
