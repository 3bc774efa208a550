import Testing

@testable import Kernels

struct GEMMTests {
  /// Every shape and transposition against a plain Float64 loop, at one and at two threads.
  @Test(arguments: [(1, 1, 1), (3, 5, 7), (20, 800, 200), (130, 70, 33), (400, 33, 65), (0, 4, 3), (4, 3, 0)])
  func agreesWithPlainLoops(m: Int, n: Int, k: Int) {
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = (0..<m * k).map { Double(($0 * 7919 + 13) % 101) / 50 - 1 }
      let b = (0..<k * n).map { Double(($0 * 104_729 + 7) % 103) / 51 - 1 }
      let start = (0..<m * n).map { Double($0 % 17) / 17 }
      var expected = start.map { 0.5 * $0 }
      for i in 0..<m {
        for j in 0..<n {
          for l in 0..<k {
            expected[i * n + j] +=
              2 * a[transposeA ? l * m + i : i * k + l] * b[transposeB ? j * k + l : l * n + j]
          }
        }
      }
      var c = start
      BLAS.multiply(
        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: 2, a: a,
        lda: max(1, transposeA ? m : k), b: b, ldb: max(1, transposeB ? k : n), beta: 0.5, c: &c,
        ldc: max(1, n))
      #expect(zip(c, expected).allSatisfy { abs($0 - $1) < 1e-11 })
    }
  }
}
