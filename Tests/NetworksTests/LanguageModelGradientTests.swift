import Tensors
import TestSupport
import Testing

@testable import Networks

/// The fast model against a plain Float64 one, and that one against central differences.
struct LanguageModelGradientTests {
  static func example(
    tied: Bool, layers: Int, hidden: Int = 6, lanes: Int = 3, seed: UInt64 = 1
  ) throws -> (model: LanguageModel, window: TokenWindow, targets: [Int32], state: RecurrentState) {
    let configuration = LanguageModelConfiguration(
      vocabularySize: 11, embeddingSize: tied ? hidden : 5, hiddenSize: hidden, layerCount: layers, tied: tied
    )
    let key = RandomKey(seed: seed)
    let model = try LanguageModel(configuration, initialization: .uniform(range: 0.6), key: key)
    let count = 4 * lanes
    let tokens = (0..<2 * count).map { Int32(key.child("tokens").integer($0, below: 11)) }
    var state = RecurrentState(configuration, lanes: lanes)
    for layer in 0..<layers {
      state.hidden[layer] = key.child("h").child(layer).uniforms(lanes * hidden, from: -1, to: 1)
      state.cell[layer] = key.child("c").child(layer).uniforms(lanes * hidden, from: -1, to: 1)
    }
    let window = TokenWindow(inputs: Array(tokens[..<count]), positions: 4, lanes: lanes)
    return (model, window, Array(tokens[count...]), state)
  }

  @Test(arguments: [false, true])
  func referenceAgreesWithCentralDifferences(tied: Bool) throws {
    let (model, window, targets, state) = try Self.example(tied: tied, layers: 2)
    let reference = ReferenceLanguageModel(model)
    let gradient = reference.gradient(window, targets: targets, state: state)
    let step = 1e-5
    for (name, values) in reference.parameters {
      var differences: [Double] = []
      for index in values.indices {
        var up = reference
        up.parameters[name]?[index] += step
        var down = reference
        down.parameters[name]?[index] -= step
        differences.append(
          (up.loss(window, targets: targets, state: state) - down.loss(window, targets: targets, state: state))
            / (2 * step))
      }
      #expect(scaledDifference(gradient[name] ?? [], differences) < 1e-6, "\(name)")
    }
  }

  @Test(arguments: [(false, 1, 6, 3), (false, 3, 6, 3), (true, 2, 7, 1), (false, 2, 70, 2), (true, 3, 65, 5)])
  func fastAgreesWithReference(tied: Bool, layers: Int, hidden: Int, lanes: Int) throws {
    let (model, window, targets, state) = try Self.example(
      tied: tied, layers: layers, hidden: hidden, lanes: lanes)
    let reference = ReferenceLanguageModel(model)
    var workspace = LanguageModelWorkspace(model.configuration)
    var gradient = try LanguageModelGradient(model.configuration)
    var carried = state
    let total = model.lossAndGradient(
      window, targets: targets, lossScale: 1 / Float(targets.count), state: &carried, dropoutKey: nil,
      gradient: &gradient, in: &workspace)
    let expected = reference.loss(window, targets: targets, state: state)
    #expect(isClose(total / Double(targets.count), expected, tolerance: 1e-6))
    let derivatives = reference.gradient(window, targets: targets, state: state)
    for (name, tensor) in gradient.model.parameters {
      #expect(scaledDifference(tensor.elements, (derivatives[name] ?? []).map(Float.init)) < 1e-5, "\(name)")
    }
    var again = state
    let losses = model.losses(window, targets: targets, state: &again, in: &workspace)
    #expect(isClose(losses.reduce(0, +), total, tolerance: 1e-12))
    #expect(again == carried)
  }

  @Test func clearedGradientForgetsTheLastWindow() throws {
    let (model, window, targets, state) = try Self.example(tied: false, layers: 2)
    var workspace = LanguageModelWorkspace(model.configuration)
    var gradient = try LanguageModelGradient(model.configuration)
    var other = window
    other.inputs = window.inputs.map { ($0 + 1) % 11 }
    var first = state
    _ = model.lossAndGradient(
      other, targets: targets, lossScale: 1, state: &first, dropoutKey: nil, gradient: &gradient,
      in: &workspace)
    var second = state
    _ = model.lossAndGradient(
      window, targets: targets, lossScale: 1, state: &second, dropoutKey: nil, gradient: &gradient,
      in: &workspace)
    var fresh = try LanguageModelGradient(model.configuration)
    var third = state
    _ = model.lossAndGradient(
      window, targets: targets, lossScale: 1, state: &third, dropoutKey: nil, gradient: &fresh, in: &workspace
    )
    #expect(gradient.model == fresh.model)
    let norms = gradient.squaredNorms()
    for (norm, parameter) in zip(norms, fresh.model.parameters) {
      let direct = parameter.tensor.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(norm.name == parameter.name && isClose(norm.value, direct, tolerance: 1e-12))
    }
  }

  @Test func stepMovesEveryParameterAgainstItsGradient() throws {
    let (model, window, targets, state) = try Self.example(tied: false, layers: 2)
    var workspace = LanguageModelWorkspace(model.configuration)
    var gradient = try LanguageModelGradient(model.configuration)
    var carried = state
    _ = model.lossAndGradient(
      window, targets: targets, lossScale: 1, state: &carried, dropoutKey: nil, gradient: &gradient,
      in: &workspace)
    var moved = model
    gradient.add(scaledBy: -0.25, to: &moved)
    for ((before, after), derivative) in zip(
      zip(model.parameters, moved.parameters), gradient.model.parameters)
    {
      for i in before.tensor.elements.indices {
        let expected = before.tensor.elements[i] - 0.25 * derivative.tensor.elements[i]
        #expect(abs(after.tensor.elements[i] - expected) <= 1e-6)
      }
    }
  }
}
