import Kernels
import Tensors
import Testing

@testable import Networks

struct DropoutTests {
  @Test func dropsByTheKeysDraws() {
    let key = RandomKey(seed: 3).child("dropout")
    var values = [Float](repeating: 1, count: 40_001)
    Elementwise.dropout(&values, count: 40_000, probability: 0.25, key: key.bits)
    for i in 0..<40_000 {
      #expect(values[i] == (key.bits32(i) < 0x4000_0000 ? 0 : Float(1 / 0.75)))
    }
    #expect(values[40_000] == 1)
    let dropped = values.count { $0 == 0 }
    #expect(abs(Double(dropped) / 40_000 - 0.25) < 4 * (0.25 * 0.75 / 40_000).squareRoot())
  }

  /// With dropout the gradient is that of the function with these masks: the loss falls along it as predicted.
  @Test func gradientBelongsToTheSameMasks() throws {
    var (model, window, targets, state) = try LanguageModelGradientTests.example(tied: false, layers: 3)
    var configuration = model.configuration
    configuration.dropout = 0.4
    model = try LanguageModel(configuration, weights: model.namedWeights)
    let key = RandomKey(seed: 9)
    var workspace = LanguageModelWorkspace(configuration)
    var gradient = try LanguageModelGradient(configuration)
    func loss(_ model: LanguageModel) -> Double {
      var unused = gradient
      var carried = state
      return model.lossAndGradient(
        window, targets: targets, lossScale: 1, state: &carried, dropoutKey: key, gradient: &unused,
        in: &workspace)
    }
    var carried = state
    let before = model.lossAndGradient(
      window, targets: targets, lossScale: 1, state: &carried, dropoutKey: key, gradient: &gradient,
      in: &workspace)
    let slope = gradient.squaredNorms().reduce(0) { $0 + $1.value }
    let step: Float = 0.002
    var up = model
    gradient.add(scaledBy: step, to: &up)
    var down = model
    gradient.add(scaledBy: -step, to: &down)
    let measured = (loss(up) - loss(down)) / (2 * Double(step))
    #expect(loss(model) == before)
    #expect(abs(measured / slope - 1) < 1e-3)
    var plain = state
    let without = model.losses(window, targets: targets, state: &plain, in: &workspace).reduce(0, +)
    #expect(abs(without - before) > 1e-3)
  }
}
