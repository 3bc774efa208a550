import Kernels
import Tensors
import TestSupport
import Testing

@testable import Networks

struct SoftmaxDecoderTests {
  /// More rows than one block takes: the gradients of all blocks add up.
  @Test func blocksAddUp() {
    let (rows, words, width) = (1100, 30, 4)
    #expect(SoftmaxDecoder.rowsPerBlock(vocabulary: words) < rows)
    let key = RandomKey(seed: 3)
    let hidden = key.child("hidden").uniforms(rows * width, from: -1, to: 1)
    let weight = key.child("weight").uniforms(words * width, from: -1, to: 1)
    let bias = key.child("bias").uniforms(words, from: -1, to: 1)
    let targets = (0..<rows).map { Int32(key.child("targets").integer($0, below: words)) }
    var (hiddenGradient, wholeHidden) = (hidden, hidden)
    var weightGradient = Tensor(shape: [words, width])
    var biasGradient = Tensor(shape: [words])
    var workspace = SoftmaxWorkspace()
    let losses = SoftmaxDecoder.lossesAndGradients(
      hidden: hidden, weight: Tensor(shape: [words, width], elements: weight),
      bias: Tensor(shape: [words], elements: bias), targets: targets, gradientScale: 0.1, precision: .float32,
      hiddenGradient: &hiddenGradient, weightGradient: &weightGradient, biasGradient: &biasGradient,
      in: &workspace)
    var wholeLosses = [Double](repeating: 0, count: rows)
    var (wholeWeight, wholeBias) = (weight, bias)
    VocabularySoftmax.lossesAndGradients(
      of: .init(hidden: hidden, weight: weight, bias: bias, targets: targets, rows: 0..<rows), scale: 0.1,
      accumulate: false, into: &wholeLosses, hiddenGradient: &wholeHidden, weightGradient: &wholeWeight,
      biasGradient: &wholeBias, in: &workspace)
    #expect(losses == wholeLosses && hiddenGradient == wholeHidden)
    #expect(scaledDifference(weightGradient.elements, wholeWeight) < 1e-5)
    #expect(scaledDifference(biasGradient.elements, wholeBias) < 1e-5)
  }
}
