import Foundation
import Testing

@testable import Kernels

/// The softmax over a vocabulary against plain Float64 loops.
struct VocabularySoftmaxTests {
  private struct Example {
    let (rows, words, width): (Int, Int, Int)
    let hidden: [Float]
    let weight: [Float]
    let bias: [Float]
    let targets: [Int32]

    /// Numbers between ±1, multiples of 1/`steps` where that is given, times `scale` for the hidden states.
    init(rows: Int, words: Int, width: Int, scale: Float = 1, steps: Float? = nil) {
      func values(_ count: Int, _ salt: Int) -> [Float] {
        (0..<count).map {
          let value = Float(($0 * 7919 + salt * 104_729) % 2003) / 1001 - 1
          return steps.map { (value * $0).rounded() / $0 } ?? value
        }
      }
      (self.rows, self.words, self.width) = (rows, words, width)
      hidden = values(rows * width, 1).map { $0 * scale }
      weight = values(words * width, 2)
      bias = values(words, 3)
      targets = (0..<rows).map { Int32($0 * 37 % words) }
    }

    func batch(_ rows: Range<Int>) -> VocabularySoftmax.Batch {
      .init(hidden: hidden, weight: weight, bias: bias, targets: targets, rows: rows)
    }

    /// Losses, and the gradients of the sum of losses times `scale`.
    func expected(scale: Double) -> (losses: [Double], hidden: [Double], weight: [Double], bias: [Double]) {
      var losses: [Double] = []
      var hiddenGradient = [Double](repeating: 0, count: rows * width)
      var weightGradient = [Double](repeating: 0, count: words * width)
      var biasGradient = [Double](repeating: 0, count: words)
      for row in 0..<rows {
        let logits = (0..<words).map { word in
          (0..<width).reduce(Double(bias[word])) {
            $0 + Double(hidden[row * width + $1]) * Double(weight[word * width + $1])
          }
        }
        let greatest = logits.max() ?? 0
        let total = logits.reduce(0) { $0 + exp($1 - greatest) }
        let target = Int(targets[row])
        losses.append(log(total) + greatest - logits[target])
        for word in 0..<words {
          let gradient = scale * (exp(logits[word] - greatest) / total - (word == target ? 1 : 0))
          biasGradient[word] += gradient
          for i in 0..<width {
            hiddenGradient[row * width + i] += gradient * Double(weight[word * width + i])
            weightGradient[word * width + i] += gradient * Double(hidden[row * width + i])
          }
        }
      }
      return (losses, hiddenGradient, weightGradient, biasGradient)
    }
  }

  /// The greatest difference, relative to the greatest magnitude.
  private func difference(_ values: [Float], _ expected: [Double]) -> Double {
    let scale = expected.map(abs).max() ?? 0
    return (zip(values, expected).map { abs(Double($0) - $1) }.max() ?? 0) / scale
  }

  @Test(arguments: [
    (1, 1, 1), (5, 59, 3), (16, 60, 16), (33, 61, 20), (40, 300, 33), (47, 1000, 8), (273, 170, 20),
    (600, 90, 8), (1450, 90, 8),
  ])
  func agreesWithPlainLoops(rows: Int, words: Int, width: Int) {
    let example = Example(rows: rows, words: words, width: width)
    let expected = example.expected(scale: 0.5)
    var workspace = SoftmaxWorkspace()
    var alone = [Double](repeating: 0, count: rows)
    VocabularySoftmax.losses(of: example.batch(0..<rows), into: &alone, in: &workspace)
    var losses = alone.map { _ in 0.0 }
    var hidden = [Float](repeating: 7, count: rows * width)
    var (weight, bias) = (
      [Float](repeating: 7, count: words * width), [Float](repeating: 7, count: words)
    )
    VocabularySoftmax.lossesAndGradients(
      of: example.batch(0..<rows), scale: 0.5, accumulate: false, into: &losses, hiddenGradient: &hidden,
      weightGradient: &weight, biasGradient: &bias, in: &workspace)
    #expect(losses == alone)
    #expect(zip(losses, expected.losses).allSatisfy { abs($0 - $1) < 2e-6 })
    guard words > 1 else { return }
    #expect(difference(hidden, expected.hidden) < 2e-6)
    #expect(difference(weight, expected.weight) < 2e-6)
    #expect(difference(bias, expected.bias) < 2e-6)
  }

  /// The target is the first of the greatest logits, among equal ones of its block and of others.
  @Test(arguments: [(40, 300, 33), (18, 59, 4), (20, 300, 1)])
  func namesTheFirstOfTheGreatest(rows: Int, words: Int, width: Int) {
    // Sums of few small integers are exact and often equal.
    let hidden = (0..<rows * width).map { Float(($0 * 7919) % 3) - 1 }
    let weight = (0..<words * width).map { Float(($0 * 104_729) % 5) - 2 }
    let bias = (0..<words).map { Float(($0 * 31) % 3) }
    let winners = (0..<rows).map { row in
      let logits = (0..<words).map { word in
        (0..<width).reduce(bias[word]) { $0 + hidden[row * width + $1] * weight[word * width + $1] }
      }
      let greatest = logits.max()
      return logits.indices.filter { logits[$0] == greatest }
    }
    #expect(winners.contains { $0.count > 1 })
    var workspace = SoftmaxWorkspace()
    for choice in 0..<4 {
      // The first of the winners, the last of them, the first of that one's block, and the word before the first winner.
      let targets = winners.map { winners in
        let last = winners[winners.count - 1]
        let block = last / SoftmaxExtent.wordsOfBlock
        let ofBlock = winners.first { $0 / SoftmaxExtent.wordsOfBlock == block } ?? last
        return [winners[0], last, ofBlock, (winners[0] + words - 1) % words][choice]
      }
      let batch = VocabularySoftmax.Batch(
        hidden: hidden, weight: weight, bias: bias, targets: targets.map { Int32($0) }, rows: 2..<rows)
      var (alone, losses) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
      var correct = [Bool](repeating: false, count: rows)
      VocabularySoftmax.losses(of: batch, into: &alone, in: &workspace)
      VocabularySoftmax.losses(of: batch, into: &losses, correct: &correct, in: &workspace)
      #expect(losses == alone)
      #expect(correct == (0..<rows).map { $0 >= 2 && targets[$0] == winners[$0][0] })
    }
  }

  /// Rows in two calls, the second adding, and a workspace that held more rows before.
  @Test func batchesAdd() {
    let example = Example(rows: 50, words: 200, width: 12)
    let expected = example.expected(scale: 1)
    var workspace = SoftmaxWorkspace()
    var losses = [Double](repeating: 0, count: 50)
    var hidden = [Float](repeating: 0, count: 50 * 12)
    var weight = [Float](repeating: 0, count: 200 * 12)
    var bias = [Float](repeating: 0, count: 200)
    for (rows, accumulate) in [(0..<50, false), (0..<39, false), (39..<50, true)] {
      VocabularySoftmax.lossesAndGradients(
        of: example.batch(rows), scale: 1, accumulate: accumulate, into: &losses, hiddenGradient: &hidden,
        weightGradient: &weight, biasGradient: &bias, in: &workspace)
    }
    #expect(zip(losses, expected.losses).allSatisfy { abs($0 - $1) < 2e-6 })
    #expect(difference(hidden, expected.hidden) < 2e-6)
    #expect(difference(weight, expected.weight) < 2e-6)
    #expect(difference(bias, expected.bias) < 2e-6)
  }

  /// A loss that does not count has a gradient of 0, in buffers that held nothing before.
  @Test func scaleOfZero() {
    let example = Example(rows: 20, words: 90, width: 5)
    var workspace = SoftmaxWorkspace()
    var losses = [Double](repeating: 0, count: 20)
    var (hidden, weight, bias) = (example.hidden, example.weight, example.bias)
    VocabularySoftmax.lossesAndGradients(
      of: example.batch(0..<20), scale: 0, accumulate: false, into: &losses, hiddenGradient: &hidden,
      weightGradient: &weight, biasGradient: &bias, in: &workspace)
    #expect((hidden + weight + bias).allSatisfy { $0 == 0 })
    #expect(zip(losses, example.expected(scale: 0).losses).allSatisfy { abs($0 - $1) < 2e-6 })
  }

  /// Where hidden states and weights are bfloat16 numbers, losses are as in Float32, and both gradients move by the
  /// rounding of the logits' gradients.
  @Test func bfloat16RoundsTheGradientsOfLogits() {
    let example = Example(rows: 1450, words: 170, width: 24, steps: 8)
    func gradients(_ precision: ProductPrecision) -> (losses: [Double], hidden: [Float], weight: [Float]) {
      var workspace = SoftmaxWorkspace()
      var losses = [Double](repeating: 0, count: 1450)
      var (hidden, weight, bias) = (example.hidden, example.weight, example.bias)
      let batch = VocabularySoftmax.Batch(
        hidden: example.hidden, weight: example.weight, bias: example.bias, targets: example.targets,
        rows: 0..<1450, precision: precision)
      VocabularySoftmax.lossesAndGradients(
        of: batch, scale: 1, accumulate: false, into: &losses, hiddenGradient: &hidden,
        weightGradient: &weight, biasGradient: &bias, in: &workspace)
      return (losses, hidden, weight)
    }
    let (exact, rounded) = (gradients(.float32), gradients(.bfloat16))
    #expect(zip(exact.losses, rounded.losses).allSatisfy { abs($0 - $1) < 2e-6 })
    for (a, b) in [(exact.hidden, rounded.hidden), (exact.weight, rounded.weight)] {
      let moved = difference(b, a.map(Double.init))
      #expect(moved > 1e-5 && moved < 0.01)
    }
  }

  /// Factors rounded to bfloat16 move losses and gradients by about their rounding, in every layout of a factor.
  @Test(arguments: [(47, 300, 33), (300, 170, 20)])
  func bfloat16StaysNear(rows: Int, words: Int, width: Int) {
    let example = Example(rows: rows, words: words, width: width)
    let expected = example.expected(scale: 1)
    let batch = VocabularySoftmax.Batch(
      hidden: example.hidden, weight: example.weight, bias: example.bias, targets: example.targets,
      rows: 0..<rows, precision: .bfloat16)
    var workspace = SoftmaxWorkspace()
    var losses = [Double](repeating: 0, count: rows)
    var hidden = [Float](repeating: 0, count: rows * width)
    var weight = [Float](repeating: 0, count: words * width)
    var bias = [Float](repeating: 0, count: words)
    VocabularySoftmax.lossesAndGradients(
      of: batch, scale: 1, accumulate: false, into: &losses, hiddenGradient: &hidden,
      weightGradient: &weight, biasGradient: &bias, in: &workspace)
    let worst = zip(losses, expected.losses).map { abs($0 - $1) }.max() ?? 0
    #expect(worst > 1e-5 && worst < 0.05)
    for (values, exact) in [(hidden, expected.hidden), (weight, expected.weight), (bias, expected.bias)] {
      #expect(difference(values, exact) < 0.02)
    }
  }

  /// Logits far apart: the softmax is one-hot, and nothing overflows.
  @Test func greatLogitsStayFinite() {
    let example = Example(rows: 20, words: 170, width: 30, scale: 400)
    let expected = example.expected(scale: 1)
    var workspace = SoftmaxWorkspace()
    var losses = [Double](repeating: 0, count: 20)
    VocabularySoftmax.losses(of: example.batch(0..<20), into: &losses, in: &workspace)
    let greatest = expected.losses.max() ?? 0
    #expect(greatest > 1000)
    #expect(zip(losses, expected.losses).allSatisfy { abs($0 - $1) <= 2e-6 * greatest })
  }

  @Test func notANumberReachesTheLossOfItsRowAlone() {
    var hidden = [Float](repeating: 0.1, count: 20 * 3)
    hidden[17 * 3] = .nan
    let batch = VocabularySoftmax.Batch(
      hidden: hidden, weight: [Float](repeating: 0.2, count: 90 * 3), bias: [Float](repeating: 0, count: 90),
      targets: [Int32](repeating: 4, count: 20), rows: 0..<20)
    var workspace = SoftmaxWorkspace()
    var losses = [Double](repeating: 0, count: 20)
    var correct = [Bool](repeating: false, count: 20)
    VocabularySoftmax.losses(of: batch, into: &losses, correct: &correct, in: &workspace)
    #expect(losses.indices.allSatisfy { losses[$0].isNaN == ($0 == 17) })
    #expect(!correct[17])
  }
}
