import Foundation
import Testing

@testable import Kernels

/// The bits of every kernel at one, two and three threads, where the work was really shared.
///
/// These are the only tests that set the number of threads, one after the other; each restores it.
@Suite(
  .serialized,
  .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "one processor shares no work"))
struct ThreadIndependenceTests {
  /// Requires the same bytes from `compute` at one thread and, once other threads took part, at two and three.
  ///
  /// Other suites use the pool as well; while one of them has it, a kernel runs on its caller's thread alone, and that run
  /// does not count.
  private func expectSameBits(_ compute: () -> [[UInt8]]) {
    let before = Threads.count
    defer { Threads.setCount(before) }
    Threads.setCount(1)
    var shared = Threads.sharedJobs
    let alone = compute()
    #expect(Threads.sharedJobs == shared, "one thread is not alone")
    for threads in [2, 3] {
      Threads.setCount(threads)
      let deadline = ContinuousClock.now + .seconds(120)
      var isShared = false
      while !isShared && ContinuousClock.now < deadline {
        shared = Threads.sharedJobs
        let together = compute()
        isShared = Threads.sharedJobs > shared
        let isSame = same(together, alone)
        #expect(isSame, "\(threads) threads, shared: \(isShared)")
        guard isSame else { return }
        if !isShared { Thread.sleep(forTimeInterval: 0.002) }
      }
      #expect(isShared, "no other of \(threads) threads took part")
    }
  }

  private func bytes<T: BitwiseCopyable>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

  private func same(_ a: [[UInt8]], _ b: [[UInt8]]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { x, y in
        x.count == y.count
          && x.withUnsafeBytes { x in
            y.withUnsafeBytes { y in
              guard let p = x.baseAddress, let q = y.baseAddress else { return x.count == y.count }
              return memcmp(p, q, x.count) == 0
            }
          }
      }
  }

  /// Numbers spread over ±`scale`, the same at every call; `salt` makes others.
  private func spread<Scalar: BinaryFloatingPoint>(_ count: Int, _ scale: Scalar, salt: Int = 0) -> [Scalar] {
    let period = (0..<997).map { i in (Scalar((i * 7919 + salt) % 997) / 498 - 1) * scale / 3 }
    var values: [Scalar] = []
    values.reserveCapacity(count + 997)
    while values.count < count { values += period }
    return Array(values[..<count])
  }

  /// The number of blocks into which a product is cut.
  private func blocks(_ m: Int, _ n: Int, _ k: Int) -> Int {
    let before = Threads.count
    defer { Threads.setCount(before) }
    Threads.setCount(1)
    var count = 0
    BLAS.forEachBlock(m: m, n: n, k: k) { _, _, _, _ in count += 1 }
    return count
  }

  private func product<Scalar: BLASScalar & BinaryFloatingPoint & BitwiseCopyable>(
    _ m: Int, _ n: Int, _ k: Int, transposeA: Bool, transposeB: Bool, as type: Scalar.Type
  ) {
    let a: [Scalar] = spread(m * k, 1, salt: 3)
    let b: [Scalar] = spread(k * n, 1, salt: 5)
    let start: [Scalar] = spread(m * n, 1, salt: 11)
    expectSameBits {
      var c = start
      BLAS.multiply(
        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: 2, a: a,
        lda: transposeA ? m : k, b: b, ldb: transposeB ? k : n, beta: 0.5, c: &c, ldc: n)
      return [bytes(c)]
    }
  }

  @Test(arguments: [(403, 300, 256), (300, 403, 256)])
  func productsInFourBlocks(m: Int, n: Int, k: Int) {
    #expect(blocks(m, n, k) == 4)
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      product(m, n, k, transposeA: transposeA, transposeB: transposeB, as: Float.self)
      product(m, n, k, transposeA: transposeA, transposeB: transposeB, as: Double.self)
    }
  }

  @Test func productsInEightBlocks() {
    #expect(blocks(1300, 1280, 1280) == 8 && blocks(1280, 1300, 1280) == 8)
    product(1300, 1280, 1280, transposeA: false, transposeB: true, as: Float.self)
    product(1280, 1300, 1280, transposeA: true, transposeB: false, as: Double.self)
  }

  @Test(arguments: [(false, 300, 130, 70), (true, 301, 65, 70), (false, 20, 405, 90), (true, 600, 33, 1500)])
  func packedProducts(transposeA: Bool, rows: Int, columns: Int, depth: Int) {
    let a: [Float] = spread(rows * depth, 1, salt: 3)
    let matrix: [Float] = spread(depth * columns, 1, salt: 5)
    expectSameBits {
      var b = PackedMatrix()
      b.pack(matrix, depth: depth, columns: columns, leading: columns)
      var c: [Float] = spread(rows * columns, 1, salt: 11)
      PackedProduct.multiply(
        transposeA: transposeA, rows: rows, a: a, lda: transposeA ? rows : depth, b: b, accumulate: true,
        c: &c, ldc: columns)
      return [bytes(c)]
    }
  }

  @Test(arguments: [1, 2]) func convolutions(stride: Int) {
    let shape = ConvolutionShape(
      images: 3, height: 20, width: 20, inputs: 48, outputs: 40, filter: 3, stride: stride, padding: 1)
    let input: [Float] = spread(shape.inputCount, 1, salt: 3)
    let weight: [Float] = spread(shape.weightCount, 1, salt: 5)
    let gradient: [Float] = spread(shape.outputCount, 1, salt: 7)
    expectSameBits {
      var (packed, panels) = (PackedMatrix(), PanelBuffer())
      var output = [Float](repeating: 0, count: shape.outputCount)
      Convolution.forward(shape, input: input, weight: weight, output: &output, packed: &packed)
      var inputGradient = [Float](repeating: 0, count: shape.inputCount)
      Convolution.inputGradient(
        shape, outputGradient: gradient, weight: weight, inputGradient: &inputGradient, packed: &packed,
        panels: &panels)
      var weightGradient = [Float](repeating: 0, count: shape.weightCount)
      Convolution.weightGradient(
        shape, input: input, outputGradient: gradient, weightGradient: &weightGradient, panels: &panels)
      return [bytes(output), bytes(inputGradient), bytes(weightGradient)]
    }
  }

  @Test(arguments: [(Float(0), ProductPrecision.float32), (0.25, .float32), (0.25, .bfloat16)])
  func vocabularySoftmax(scale: Float, precision: ProductPrecision) {
    let (rows, words, width) = (120, 1009, 60)
    let hidden: [Float] = spread(rows * width, 1)
    let weight: [Float] = spread(words * width, 1, salt: 9)
    let bias: [Float] = spread(words, 1, salt: 7)
    let targets = (0..<rows).map { Int32($0 * 31 % words) }
    let batch = VocabularySoftmax.Batch(
      hidden: hidden, weight: weight, bias: bias, targets: targets, rows: 0..<rows,
      precision: precision)
    expectSameBits {
      var workspace = SoftmaxWorkspace()
      var losses = [Double](repeating: 0, count: rows)
      guard scale != 0 else {
        var correct = [Bool](repeating: false, count: rows)
        VocabularySoftmax.losses(of: batch, into: &losses, correct: &correct, in: &workspace)
        return [bytes(losses), bytes(correct)]
      }
      var (hiddenGradient, weightGradient, biasGradient) = (hidden, weight, bias)
      VocabularySoftmax.lossesAndGradients(
        of: batch, scale: scale, accumulate: true, into: &losses, hiddenGradient: &hiddenGradient,
        weightGradient: &weightGradient, biasGradient: &biasGradient, in: &workspace)
      return [bytes(losses), bytes(hiddenGradient), bytes(weightGradient), bytes(biasGradient)]
    }
  }

  @Test func sums() {
    let values: [Float] = spread(5 * 65_536 + 77, 2)
    expectSameBits {
      var columns: [Float] = spread(6007, 1, salt: 1)
      Sums.columns(of: values, rows: 54, columns: 6007, into: &columns)
      return [bytes([Sums.ofSquares(values, in: 3..<values.count - 5)]), bytes(columns)]
    }
  }

  @Test func dropoutAndAddition() {
    let start: [Float] = spread(5 * 65_536 + 77, 2)
    expectSameBits {
      var values = start
      Elementwise.dropout(&values, count: values.count - 9, probability: 0.35, key: 0x5EED)
      var sum = start
      Elementwise.add(values, scaledBy: 0.3, in: 2..<sum.count - 3, to: &sum)
      return [bytes(values), bytes(sum)]
    }
  }

  @Test func parameterUpdates() {
    let start: [Float] = spread(5 * 65_536 + 77, 2)
    let gradient: [Float] = spread(5 * 65_536 + 77, 1, salt: 3)
    expectSameBits {
      var (stepped, velocity) = (start, gradient)
      ParameterUpdate.momentum(
        &stepped, gradient: gradient, velocity: &velocity, scale: 0.7, decay: 0.01, momentum: 0.9, rate: 0.1)
      var (adapted, mean, square) = (start, gradient, gradient.map { $0 * $0 })
      ParameterUpdate.adam(
        &adapted, gradient: gradient, mean: &mean, square: &square, scale: 0.7, decay: 0.01,
        betas: (0.9, 0.999), epsilon: 1e-8, rate: 0.1, step: 3)
      return [stepped, velocity, adapted, mean, square].map(bytes)
    }
  }

  /// With one lane and with several, and units that fill their panels and do not.
  @Test(arguments: [(150, 6), (600, 1), (592, 3)]) func gruSequence(hidden: Int, lanes: Int) {
    let extent = RecurrentExtent(positions: 3, lanes: lanes, hidden: hidden, gates: 3)
    let weight: [Float] = spread(3 * hidden * hidden, 0.1)
    let (start, bias): ([Float], [Float]) = (
      spread(3 * 3 * extent.state, 1, salt: 2), spread(3 * extent.state, 1, salt: 4)
    )
    expectSameBits {
      var (gates, candidate) = (start, bias)
      var hidden = [Float](repeating: 0.1, count: 4 * extent.state)
      var panels = PanelBuffer()
      GRUSequence.pack(extent, recurrentWeight: weight, into: &panels)
      GRUSequence.forward(
        extent, positions: 0..<3, panels: panels, gates: &gates, candidate: &candidate, hidden: &hidden)
      let forward = [bytes(gates), bytes(candidate), bytes(hidden)]
      var gradient = Array(hidden.dropFirst(extent.state))
      GRUSequence.backward(
        extent, recurrentWeight: weight, gates: &gates, candidate: &candidate, hidden: hidden,
        hiddenGradient: &gradient, panels: &panels)
      return forward + [bytes(gates), bytes(candidate), bytes(gradient)]
    }
  }

  @Test(arguments: [(400, 3), (600, 1)]) func plainSequence(hidden: Int, lanes: Int) {
    let extent = RecurrentExtent(positions: 3, lanes: lanes, hidden: hidden, gates: 1)
    let weight: [Float] = spread(hidden * hidden, 0.1)
    let start: [Float] = spread(3 * extent.state, 1, salt: 2)
    for function in [PlainSequence.Function.tanh, .relu, .linear] {
      expectSameBits {
        var gates = start
        var hidden = [Float](repeating: 0.1, count: 4 * extent.state)
        var panels = PanelBuffer()
        PlainSequence.pack(extent, recurrentWeight: weight, into: &panels)
        PlainSequence.forward(
          extent, positions: 0..<3, function: function, panels: panels, gates: &gates, hidden: &hidden)
        let forward = bytes(hidden)
        var gradient = Array(hidden.dropFirst(extent.state))
        PlainSequence.backward(
          extent, function: function, recurrentWeight: weight, gates: &gates, hidden: hidden,
          hiddenGradient: &gradient, panels: &panels)
        return [forward, bytes(gates), bytes(gradient)]
      }
    }
  }

  @Test(arguments: [(150, 4), (600, 1), (592, 3)]) func lstmSequence(hidden: Int, lanes: Int) {
    let extent = RecurrentExtent(positions: 3, lanes: lanes, hidden: hidden)
    let weight: [Float] = spread(4 * hidden * hidden, 0.1)
    let start: [Float] = spread(3 * 4 * extent.state, 1, salt: 2)
    expectSameBits {
      var gates = start
      var hidden = [Float](repeating: 0.1, count: 4 * extent.state)
      var cell = hidden
      var cellTanh = [Float](repeating: 0, count: 3 * extent.state)
      var panels = PanelBuffer()
      LSTMSequence.forward(
        extent, recurrentWeight: weight, gates: &gates, hidden: &hidden, cell: &cell, cellTanh: &cellTanh,
        panels: &panels)
      var gradient = Array(hidden.dropFirst(extent.state))
      var scratch = [Float](repeating: 0, count: extent.state)
      let forward = [bytes(gates), bytes(hidden), bytes(cell), bytes(cellTanh)]
      LSTMSequence.backward(
        extent, recurrentWeight: weight, gates: &gates, cell: cell, cellTanh: cellTanh,
        hiddenGradient: &gradient, cellGradient: &scratch, panels: &panels)
      return forward + [bytes(gates), bytes(gradient)]
    }
  }
}
