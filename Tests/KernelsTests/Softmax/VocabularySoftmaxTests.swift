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

    init(rows: Int, words: Int, width: Int, scale: Float = 1) {
      func values(_ count: Int, _ salt: Int) -> [Float] {
        (0..<count).map { Float(($0 * 7919 + salt * 104_729) % 2003) / 1001 - 1 }
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

  @Test(arguments: [(1, 1, 1), (5, 83, 3), (16, 84, 16), (33, 85, 20), (40, 300, 33), (47, 1000, 8)])
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

  /// Factors rounded to bfloat16 move losses and gradients by about their rounding, in every layout of a factor.
  @Test func bfloat16StaysNear() {
    let example = Example(rows: 47, words: 300, width: 33)
    let expected = example.expected(scale: 1)
    let batch = VocabularySoftmax.Batch(
      hidden: example.hidden, weight: example.weight, bias: example.bias, targets: example.targets,
      rows: 0..<47, precision: .bfloat16)
    var workspace = SoftmaxWorkspace()
    var losses = [Double](repeating: 0, count: 47)
    var hidden = [Float](repeating: 0, count: 47 * 33)
    var weight = [Float](repeating: 0, count: 300 * 33)
    var bias = [Float](repeating: 0, count: 300)
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
    VocabularySoftmax.losses(of: batch, into: &losses, in: &workspace)
    #expect(losses.indices.allSatisfy { losses[$0].isNaN == ($0 == 17) })
  }
}
