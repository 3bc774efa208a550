import Testing

@testable import Kernels

struct GEMMTests {
  private static let shapes = [
    (1, 1, 1), (3, 5, 7), (20, 800, 200), (130, 70, 33), (400, 33, 65), (0, 4, 3), (4, 3, 0),
  ]

  @Test(arguments: shapes) func doublesAgreeWithPlainLoops(m: Int, n: Int, k: Int) {
    checkAgainstPlainLoops(m, n, k, tolerance: 1e-11, as: Double.self)
  }

  @Test(arguments: shapes) func floatsAgreeWithPlainLoops(m: Int, n: Int, k: Int) {
    // Sums of up to 200 products of numbers up to 1, each rounded to 2⁻²⁴ of the sum.
    checkAgainstPlainLoops(m, n, k, tolerance: 1e-4, as: Float.self)
  }

  /// Every transposition of a shape against a plain Float64 loop.
  private func checkAgainstPlainLoops<Scalar: BLASScalar & BinaryFloatingPoint>(
    _ m: Int, _ n: Int, _ k: Int, tolerance: Double, as type: Scalar.Type
  ) {
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = (0..<m * k).map { Scalar(($0 * 7919 + 13) % 101) / 50 - 1 }
      let b = (0..<k * n).map { Scalar(($0 * 104_729 + 7) % 103) / 51 - 1 }
      let start = (0..<m * n).map { Scalar($0 % 17) / 17 }
      var expected = start.map { 0.5 * Double($0) }
      let (exactA, exactB) = (a.map(Double.init), b.map(Double.init))
      for i in 0..<m {
        for j in 0..<n {
          for l in 0..<k {
            expected[i * n + j] +=
              2 * exactA[transposeA ? l * m + i : i * k + l] * exactB[transposeB ? j * k + l : l * n + j]
          }
        }
      }
      var c = start
      BLAS.multiply(
        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: 2, a: a,
        lda: max(1, transposeA ? m : k), b: b, ldb: max(1, transposeB ? k : n), beta: 0.5, c: &c,
        ldc: max(1, n))
      #expect(zip(c, expected).allSatisfy { abs(Double($0) - $1) < tolerance })
    }
  }
}
