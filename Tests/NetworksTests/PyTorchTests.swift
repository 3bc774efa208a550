import Storage
import Tensors
import TestSupport
import Testing

@testable import Networks

/// Losses, gradients and updates against PyTorch; Scripts/reference/language_model.py made the numbers.
struct PyTorchTests {
  private struct Golden {
    let file: SafetensorsFile
    let model: LanguageModel
    let window: TokenWindow
    let targets: [Int32]
    let state: RecurrentState

    init(_ name: String, tied: Bool) throws {
      let path = Fixture.path("Networks/language_model_\(name).safetensors")
      file = try SafetensorsFile.read(path, in: LocalFileSystem())
      let weights = file.tensors.filter {
        $0.name.hasPrefix("encoder.") || $0.name.hasPrefix("rnn.") || $0.name.hasPrefix("decoder.")
      }.map { ($0.name, $0.tensor) }
      let configuration = try LanguageModel.configuration(ofWeights: weights)
      #expect(configuration.tied == tied)
      model = try LanguageModel(configuration, weights: weights)
      let inputs = try #require(file["inputs"])
      window = TokenWindow(
        inputs: inputs.elements.map { Int32($0) }, positions: inputs.shape[0], lanes: inputs.shape[1])
      targets = try #require(file["targets"]).elements.map { Int32($0) }
      var state = RecurrentState(configuration, lanes: inputs.shape[1])
      let (h, c) = (try #require(file["h"]), try #require(file["c"]))
      for layer in 0..<configuration.layerCount {
        let range = layer * state.hidden[layer].count..<(layer + 1) * state.hidden[layer].count
        state.hidden[layer] = Array(h.elements[range])
        state.cell[layer] = Array(c.elements[range])
      }
      self.state = state
    }
  }

  @Test(arguments: [("three_layers", false), ("tied", true)])
  func lossesAndGradientsAgree(name: String, tied: Bool) throws {
    let golden = try Golden(name, tied: tied)
    var workspace = LanguageModelWorkspace(golden.model.configuration)
    var state = golden.state
    let losses = golden.model.losses(golden.window, targets: golden.targets, state: &state, in: &workspace)
    #expect(scaledDifference(losses, (golden.file["losses"]?.elements ?? []).map(Double.init)) < 1e-5)
    #expect(scaledDifference(state.hidden.flatMap { $0 }, golden.file["h_end"]?.elements ?? []) < 1e-5)
    #expect(scaledDifference(state.cell.flatMap { $0 }, golden.file["c_end"]?.elements ?? []) < 1e-5)
    var gradient = try LanguageModelGradient(golden.model.configuration)
    state = golden.state
    let sum = golden.model.lossAndGradient(
      golden.window, targets: golden.targets, lossScale: 1 / Float(golden.targets.count), state: &state,
      dropoutKey: nil, gradient: &gradient, in: &workspace)
    let loss = try #require(golden.file["loss"]).elements[0]
    #expect(isClose(sum / Double(golden.targets.count), Double(loss), tolerance: 1e-6))
    for (name, tensor) in gradient.model.parameters {
      #expect(
        scaledDifference(tensor.elements, golden.file["grad.\(name)"]?.elements ?? []) < 1e-5, "\(name)")
    }
  }

  @Test(arguments: [("three_layers", false), ("tied", true)])
  func clippedUpdatesAgree(name: String, tied: Bool) throws {
    let golden = try Golden(name, tied: tied)
    var model = golden.model
    var workspace = LanguageModelWorkspace(model.configuration)
    var gradient = try LanguageModelGradient(model.configuration)
    for _ in 0..<3 {
      var state = golden.state
      _ = model.lossAndGradient(
        golden.window, targets: golden.targets, lossScale: 1 / Float(golden.targets.count), state: &state,
        dropoutKey: nil, gradient: &gradient, in: &workspace)
      let norm = gradient.squaredNorms().reduce(0) { $0 + $1.value }.squareRoot()
      gradient.add(scaledBy: Float(-2 * min(1, 0.05 / (norm + 1e-6))), to: &model)
    }
    for (name, tensor) in model.parameters {
      #expect(
        scaledDifference(tensor.elements, golden.file["steps.\(name)"]?.elements ?? []) < 1e-5, "\(name)")
    }
  }
}
