import CKernels
import Testing

@testable import Kernels

/// Products with packed factors against plain Float64 loops, and what their bits depend on.
struct PackedProductTests {
  /// Shapes whose edges fall on every side of the tiles of 6 and 14 rows, the panels of 16 and the blocks of 704.
  static let shapes = [
    (1, 1, 1), (1, 100, 33), (2, 50, 300), (3, 17, 16), (4, 5, 7), (7, 96, 20), (9, 33, 64), (13, 16, 703),
    (14, 31, 704), (15, 48, 705), (20, 800, 200), (28, 15, 700), (29, 64, 1409), (85, 35, 90),
    // One and two rows take several panels at once, the last of them whole or not.
    (1, 32, 40), (1, 30, 40), (1, 80, 705), (1, 96, 40), (1, 170, 705), (2, 40, 705), (2, 70, 40),
    // Too small to be split over threads, too many rows for one block of tiles.
    (200, 1, 400),
  ]

  private static func values(_ count: Int, _ salt: Int) -> [Float] {
    (0..<count).map { Float(($0 * 7919 + salt * 104_729) % 2003) / 1001 - 1 }
  }

  private static func product(
    with kernel: Int, transposeA: Bool, transposed: Bool, _ rows: Int, _ columns: Int, _ depth: Int,
    accumulate: Bool
  ) -> [Float] {
    let matrix = values(depth * columns, 2)
    var b = PackedMatrix()
    if transposed {
      b.pack(transposed: matrix, depth: depth, columns: columns, leading: depth)
    } else {
      b.pack(matrix, depth: depth, columns: columns, leading: columns)
    }
    var c = values(rows * columns, 3)
    PackedProduct.multiply(
      with: kernel, transposeA: transposeA, rows: rows, a: values(rows * depth, 1),
      lda: transposeA ? rows : depth, b: b, accumulate: accumulate, c: &c, ldc: columns)
    return c
  }

  /// The kernels of a group that the processor has.
  private static func supported(_ kernels: ClosedRange<Int>) -> [Int] {
    kernels.filter { strata_kernel_is_supported(Int32($0)) != 0 }
  }

  private static let kernels = supported(strata_kernel_portable...strata_kernel_avx512)
  private static let bfloat16Kernels = supported(
    strata_kernel_bfloat16_portable...strata_kernel_bfloat16_avx512)

  /// The nearest number with 8 bits of mantissa, ties to even.
  private static func bfloat16(_ value: Float) -> Double {
    let unit = Double(value.ulp) * 65536
    return (Double(value) / unit).rounded(.toNearestOrEven) * unit
  }

  @Test(arguments: shapes) func float32AgreesWithPlainLoops(rows: Int, columns: Int, depth: Int) {
    agreesWithPlainLoops(rows, columns, depth, kernels: Self.kernels) { Double($0) }
  }

  /// The same of factors rounded to bfloat16, and a difference from the exact product that only rounding explains.
  @Test(arguments: shapes) func bfloat16AgreesWithPlainLoops(rows: Int, columns: Int, depth: Int) {
    agreesWithPlainLoops(rows, columns, depth, kernels: Self.bfloat16Kernels, rounding: Self.bfloat16)
  }

  private func agreesWithPlainLoops(
    _ rows: Int, _ columns: Int, _ depth: Int, kernels: [Int], rounding: (Float) -> Double
  ) {
    let (a, matrix, start) = (
      Self.values(rows * depth, 1).map(rounding), Self.values(depth * columns, 2).map(rounding),
      Self.values(rows * columns, 3)
    )
    for (transposeA, transposed) in [(false, false), (true, false), (false, true), (true, true)] {
      for accumulate in [false, true] {
        var expected = start.map { accumulate ? Double($0) : 0 }
        var magnitude = expected.map(abs)
        for i in 0..<rows {
          for j in 0..<columns {
            for k in 0..<depth {
              let left = a[transposeA ? k * rows + i : i * depth + k]
              let right = matrix[transposed ? j * depth + k : k * columns + j]
              expected[i * columns + j] += left * right
              magnitude[i * columns + j] += abs(left * right)
            }
          }
        }
        for kernel in kernels {
          let values = Self.product(
            with: kernel, transposeA: transposeA, transposed: transposed, rows, columns, depth,
            accumulate: accumulate)
          let worst = values.indices.map { abs(Double(values[$0]) - expected[$0]) / magnitude[$0] }.max() ?? 0
          #expect(worst < 2e-6, "kernel \(kernel), \(transposeA), \(transposed), \(accumulate)")
        }
      }
    }
  }

  @Test func bfloat16RoundsAndKeepsWhatIsNoNumber() {
    // 1 + 2⁻⁸ lies between two bfloat16 numbers and goes to the even one; 1 + 3·2⁻⁸ goes up.
    for (value, expected) in [
      (Float(1.00390625), Float(1)), (1.01171875, 1.015625), (-2.5, -2.5), (.infinity, .infinity),
    ] {
      for kernel in Self.bfloat16Kernels {
        var b = PackedMatrix()
        b.pack([1], depth: 1, columns: 1, leading: 1)
        var c: [Float] = [0]
        PackedProduct.multiply(with: kernel, rows: 1, a: [value], lda: 1, b: b, c: &c, ldc: 1)
        #expect(c == [expected], "kernel \(kernel)")
        PackedProduct.multiply(with: kernel, rows: 1, a: [.nan], lda: 1, b: b, c: &c, ldc: 1)
        #expect(c[0].isNaN, "kernel \(kernel)")
      }
    }
  }

  /// Rows that are read as they lie and rows that are packed first have the same bits.
  @Test func packingRowsDoesNotChangeBits() {
    let (rows, columns, depth) = (85, 48, 1500)
    let a = Self.values(rows * depth, 1)
    var transposed = [Float](repeating: 0, count: a.count)
    for i in 0..<rows { for k in 0..<depth { transposed[k * rows + i] = a[i * depth + k] } }
    var b = PackedMatrix()
    b.pack(Self.values(depth * columns, 2), depth: depth, columns: columns, leading: columns)
    for kernel in Self.kernels + Self.bfloat16Kernels {
      var (c, d) = (
        [Float](repeating: 0, count: rows * columns), [Float](repeating: 1, count: rows * columns)
      )
      PackedProduct.multiply(with: kernel, rows: rows, a: a, lda: depth, b: b, c: &c, ldc: columns)
      PackedProduct.multiply(
        with: kernel, transposeA: true, rows: rows, a: transposed, lda: rows, b: b, c: &d, ldc: columns)
      #expect(c == d, "kernel \(kernel)")
    }
  }

  /// Rows that are longer than the product needs: what lies beyond is neither read nor written.
  @Test(arguments: [1, 2, 7, 20]) func leavesTheRestOfARowAlone(rows: Int) {
    let (columns, depth, beyond) = (37, 45, 5)
    for transposeA in [false, true] {
      let (length, count) = transposeA ? (rows + beyond, depth) : (depth + beyond, rows)
      var a = [Float](repeating: .nan, count: length * count)
      for i in 0..<rows {
        for k in 0..<depth { a[transposeA ? k * length + i : i * length + k] = Float(i + k) }
      }
      var matrix = [Float](repeating: .nan, count: depth * (columns + beyond))
      for k in 0..<depth { for j in 0..<columns { matrix[k * (columns + beyond) + j] = Float(k - j) } }
      var b = PackedMatrix()
      b.pack(matrix, depth: depth, columns: columns, leading: columns + beyond)
      for kernel in Self.kernels {
        var c = [Float](repeating: -7, count: rows * (columns + beyond))
        PackedProduct.multiply(
          with: kernel, transposeA: transposeA, rows: rows, a: a, lda: length, b: b, c: &c,
          ldc: columns + beyond)
        for i in 0..<rows {
          let row = c[i * (columns + beyond)..<(i + 1) * (columns + beyond)]
          #expect(row.suffix(beyond).allSatisfy { $0 == -7 } && row.prefix(columns).allSatisfy { !$0.isNaN })
        }
      }
    }
  }

  /// The kernels with fused multiply-adds differ in the tiles they cut, not in bits.
  @Test(.enabled(if: kernels.count > 2, "one kernel has fused multiply-adds here"))
  func tilesDoNotChangeBits() {
    for (rows, columns) in [(85, 48), (1, 170), (2, 70)] {
      let computed = Self.kernels.filter { $0 != strata_kernel_portable }.map {
        Self.product(with: $0, transposeA: false, transposed: false, rows, columns, 1500, accumulate: true)
      }
      for values in computed.dropFirst() { #expect(values == computed[0]) }
    }
  }

  /// A row has the same bits alone and among others: a stream's states do not depend on its neighbours.
  @Test func neighboursDoNotChangeARow() {
    let (columns, depth) = (130, 1500)
    let a = Self.values(20 * depth, 1)
    var b = PackedMatrix()
    b.pack(Self.values(depth * columns, 2), depth: depth, columns: columns, leading: columns)
    for rows in [2, 3, 13, 20] {
      var together = [Float](repeating: 0, count: rows * columns)
      PackedProduct.multiply(rows: rows, a: a, lda: depth, b: b, c: &together, ldc: columns)
      for row in 0..<rows {
        var alone = [Float](repeating: 0, count: columns)
        PackedProduct.multiply(rows: 1, a: a, aStart: row * depth, lda: depth, b: b, c: &alone, ldc: columns)
        #expect(alone == Array(together[row * columns..<(row + 1) * columns]), "row \(row) of \(rows)")
      }
    }
  }

  @Test func emptyDepthIsASumOfNothing() {
    var b = PackedMatrix()
    b.pack([], depth: 0, columns: 3, leading: 3)
    var c: [Float] = [1, 2, 3]
    PackedProduct.multiply(rows: 1, a: [], lda: 0, b: b, accumulate: true, c: &c, ldc: 3)
    #expect(c == [1, 2, 3])
    PackedProduct.multiply(rows: 1, a: [], lda: 0, b: b, c: &c, ldc: 3)
    #expect(c == [0, 0, 0])
  }
}
