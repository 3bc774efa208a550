@testable import Kernels

extension BLAS {
  /// The product on arrays, each read or written from an offset: the form for buffers that stand in one structure.
  static func multiply<Scalar: BLASScalar>(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Scalar = 1,
    a: [Scalar], aStart: Int = 0, lda: Int, b: [Scalar], bStart: Int = 0, ldb: Int, beta: Scalar = 0,
    c: inout [Scalar], cStart: Int = 0, ldc: Int
  ) {
    let aSpan = a.span.extracting(aStart..<a.count)
    let bSpan = b.span.extracting(bStart..<b.count)
    let end = c.count
    var whole = c.mutableSpan
    var part = whole._mutatingExtracting(cStart..<end)
    multiply(
      transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a: aSpan, lda: lda,
      b: bSpan,
      ldb: ldb, beta: beta, c: &part, ldc: ldc)
  }
}
