import Storage
import Tensors
import TestSupport
import Testing

@testable import Networks

/// Every cell, and the regularised AWD-LSTM, against PyTorch and against central differences in Float64.
struct RecurrentCellTests {
  /// A model, a window of it, and the state before.
  struct Example {
    var model: LanguageModel
    var window: TokenWindow
    var targets: [Int32]
    var state: RecurrentState
  }

  static func example(
    _ cell: RecurrentCell, sizes: [Int] = [5, 4], lanes: Int = 3, positions: Int = 4,
    regularization: Regularization? = nil, tied: Bool = false
  ) throws -> Example {
    let configuration = LanguageModelConfiguration(
      vocabularySize: 7, embeddingSize: tied ? sizes[sizes.count - 1] : 3, cell: cell, hiddenSizes: sizes,
      tied: tied, regularization: regularization)
    let key = RandomKey(seed: 3)
    var state = RecurrentState(configuration, lanes: lanes)
    for layer in sizes.indices {
      state.hidden[layer] = key.child("h").child(layer).uniforms(lanes * sizes[layer], from: -1, to: 1)
      if cell == .lstm {
        state.cell[layer] = key.child("c").child(layer).uniforms(lanes * sizes[layer], from: -1, to: 1)
      }
    }
    let count = positions * lanes
    let tokens = (0..<2 * count).map { Int32(key.child("tokens").integer($0, below: 7)) }
    return Example(
      model: try LanguageModel(configuration, initialization: .uniform(range: 0.6), key: key),
      window: TokenWindow(inputs: Array(tokens[..<count]), positions: positions, lanes: lanes),
      targets: Array(tokens[count...]), state: state)
  }

  private static let settings = Regularization(
    inputDropout: 0.3, hiddenDropout: 0.2, outputDropout: 0.4, embeddingDropout: 0.2, weightDropout: 0.5,
    activationPenalty: 2, temporalPenalty: 1)

  private func expectGradient(_ example: Example, masks: DropoutMasks?, tolerance: Double = 2e-5) throws {
    let model = example.model
    let reference = ReferenceRecurrentModel(model, masks: masks)
    let expected = reference.objective(example.window, targets: example.targets, state: example.state)
    var workspace = LanguageModelWorkspace(model.configuration)
    var gradient = try LanguageModelGradient(model.configuration)
    var state = example.state
    let sum = model.lossAndGradient(
      example.window, targets: example.targets, lossScale: 1 / Float(example.targets.count), state: &state,
      dropout: masks.map { .masks($0) }, gradient: &gradient, in: &workspace)
    #expect(isClose(sum / Double(example.targets.count), expected.loss, tolerance: 1e-6))
    let derivatives = reference.gradient(example.window, targets: example.targets, state: example.state)
    for (name, tensor) in gradient.model.parameters {
      #expect(
        scaledDifference(tensor.elements, (derivatives[name] ?? []).map(Float.init)) < tolerance, "\(name)")
    }
  }

  @Test(arguments: RecurrentCell.allCases) func agreesWithCentralDifferences(cell: RecurrentCell) throws {
    try expectGradient(try Self.example(cell), masks: nil)
    // Wider than a panel, one lane, and as many as fit no tile.
    try expectGradient(try Self.example(cell, sizes: [18], lanes: 1), masks: nil)
  }

  @Test(arguments: [false, true]) func regularizationAgreesWithCentralDifferences(tied: Bool) throws {
    for cell in [RecurrentCell.lstm, .gru, .tanh] {
      let example = try Self.example(cell, sizes: [5, 6, 4], regularization: Self.settings, tied: tied)
      let masks = DropoutMasks(example.model, Self.settings, lanes: 3, key: RandomKey(seed: 4))
      #expect(masks.units.count == 4 && masks.weights.count == 3 && masks.words.count == 7)
      try expectGradient(example, masks: masks)
    }
  }

  @Test(arguments: [RecurrentCell.lstm, .gru, .linear])
  func theConcentrationPenaltyAgreesWithCentralDifferences(cell: RecurrentCell) throws {
    let settings = Regularization(concentrationPenalty: 3)
    for sizes in [[5, 4], [18]] {
      try expectGradient(try Self.example(cell, sizes: sizes, regularization: settings), masks: nil)
    }
  }

  /// One key, one set of masks: dropped by the key is dropped by its masks.
  @Test func aKeyDrawsItsMasks() throws {
    let example = try Self.example(.lstm, sizes: [5, 6, 4], regularization: Self.settings)
    let key = RandomKey(seed: 9)
    let masks = DropoutMasks(example.model, Self.settings, lanes: 3, key: key)
    var gradients: [LanguageModel] = []
    for dropout in [nil, TrainingDropout.masks(masks)] {
      var workspace = LanguageModelWorkspace(example.model.configuration)
      var gradient = try LanguageModelGradient(example.model.configuration)
      var state = example.state
      if let dropout {
        _ = example.model.lossAndGradient(
          example.window, targets: example.targets, lossScale: 1, state: &state, dropout: dropout,
          gradient: &gradient, in: &workspace)
      } else {
        _ = example.model.lossAndGradient(
          example.window, targets: example.targets, lossScale: 1, state: &state, dropoutKey: key,
          gradient: &gradient, in: &workspace)
      }
      gradients.append(gradient.model)
    }
    #expect(gradients[0] == gradients[1])
    let other = DropoutMasks(example.model, Self.settings, lanes: 3, key: RandomKey(seed: 10))
    #expect(other.weights != masks.weights && other.units != masks.units)
    // Kept numbers are scaled up, and about as many are kept as should be.
    let kept = masks.weights.joined().filter { $0 != 0 }
    #expect(kept.allSatisfy { $0 == 2 })
    let count = Double(masks.weights.joined().count)
    #expect(abs(Double(kept.count) / count - 0.5) < 5 * 0.5 / count.squareRoot())
  }

  @Test(arguments: ["gru", "rnn_tanh", "rnn_relu", "rnn_linear", "awd"]) func agreesWithPyTorch(name: String)
    throws
  {
    let file = try SafetensorsFile.read(
      Fixture.path("Networks/recurrent_\(name).safetensors"), in: LocalFileSystem())
    func tensor(_ name: String) throws -> Tensor { try #require(file[name], "\(name)") }
    let weights = file.tensors.filter {
      ["encoder", "rnn", "decoder"].contains($0.name.split(separator: ".").first)
    }
    var configuration = try LanguageModel.configuration(ofWeights: weights.map { ($0.name, $0.tensor) })
    configuration.cell = RecurrentCell(rawValue: name) ?? .lstm
    var masks: DropoutMasks?
    if name == "awd" {
      configuration.regularization = Regularization(activationPenalty: 2, temporalPenalty: 1)
      masks = DropoutMasks(
        words: try tensor("mask.words").elements,
        units: try (0...3).map { try tensor("mask.units.\($0)").elements },
        weights: try (0..<3).map { try tensor("mask.weights.\($0)").elements })
      #expect(configuration.tied && configuration.hiddenSizes == [9, 7, 6])
    }
    let model = try LanguageModel(configuration, weights: weights.map { ($0.name, $0.tensor) })
    let inputs = try tensor("inputs")
    let window = TokenWindow(
      inputs: inputs.elements.map { Int32($0) }, positions: inputs.shape[0], lanes: inputs.shape[1])
    let targets = try tensor("targets").elements.map { Int32($0) }
    var state = RecurrentState(configuration, lanes: window.lanes)
    for layer in configuration.hiddenSizes.indices {
      state.hidden[layer] = try tensor("h_l\(layer)").elements
      if configuration.cell == .lstm { state.cell[layer] = try tensor("c_l\(layer)").elements }
    }
    var workspace = LanguageModelWorkspace(configuration)
    var gradient = try LanguageModelGradient(configuration)
    let sum = model.lossAndGradient(
      window, targets: targets, lossScale: 1 / Float(targets.count), state: &state,
      dropout: masks.map { .masks($0) }, gradient: &gradient, in: &workspace)
    let losses = try tensor("losses").elements
    #expect(isClose(sum, losses.reduce(0) { $0 + Double($1) }, tolerance: 1e-6))
    for layer in configuration.hiddenSizes.indices {
      #expect(scaledDifference(state.hidden[layer], try tensor("end.h_l\(layer)").elements) < 1e-5)
    }
    for (parameter, value) in gradient.model.parameters {
      #expect(
        scaledDifference(value.elements, try tensor("grad.\(parameter)").elements) < 1e-5, "\(parameter)")
    }
  }

  /// Windows in parts, streams and interventions see the same states in every cell.
  @Test(arguments: RecurrentCell.allCases) func passesAgree(cell: RecurrentCell) throws {
    let example = try Self.example(cell, sizes: [20, 17], lanes: 1, positions: 12)
    let (model, window) = (example.model, example.window)
    let sites = model.configuration.stateSites
    #expect(sites.count == (cell == .lstm ? 4 : 2))
    var workspace = LanguageModelWorkspace(model.configuration)
    var states = [example.state, example.state]
    let plain = model.losses(window, targets: example.targets, state: &states[0], in: &workspace)
    let stream = model.losses(
      stream: window.inputs, targets: example.targets, blockLength: 5, state: &states[1], in: &workspace)
    #expect(scaledDifference(stream, plain) < 1e-12 && states[0] == states[1])
    // Two sets share what is below the first changed layer; the empty one is the model as it is.
    let clamp = Intervention(.clamp(units: [1], values: [0.5]), at: Site(.hidden, layer: 1))
    var changed = [example.state, example.state]
    let sets = model.losses(
      window, targets: example.targets, underEach: [[], [clamp]], states: &changed, firstLane: 0,
      position: 0, in: &workspace)
    #expect(sets[0].losses == plain && sets[1].losses != plain)
    #expect(changed[0] == states[0])
    let units = model.configuration.hiddenSizes[1]
    #expect(changed[1].hidden[1][1] == 0.5 && changed[1].hidden[1].count == units)
    // Clamped to what it is, nothing changes.
    let same = Intervention(.clamp(units: [], values: []), at: Site(.hidden, layer: 0))
    var again = [example.state]
    let unchanged = model.losses(
      window, targets: example.targets, underEach: [[same]], states: &again, firstLane: 0, position: 0,
      in: &workspace)
    #expect(unchanged[0].losses == plain)
  }

  @Test func sitesAreThoseOfTheCell() throws {
    let sizes = [4, 3]
    func names(_ cell: RecurrentCell) -> [String] {
      LanguageModelConfiguration(vocabularySize: 2, embeddingSize: 2, cell: cell, hiddenSizes: sizes).sites
        .map { "\($0.site.name) \($0.units)" }
    }
    #expect(names(.lstm) == ["h_l0 4", "c_l0 4", "gates_l0 16", "h_l1 3", "c_l1 3", "gates_l1 12"])
    #expect(names(.gru) == ["h_l0 4", "gates_l0 12", "h_l1 3", "gates_l1 9"])
    #expect(names(.relu) == ["h_l0 4", "h_l1 3"])
    let plain = LanguageModelConfiguration(
      vocabularySize: 2, embeddingSize: 2, cell: .tanh, hiddenSizes: sizes)
    #expect(throws: NetworksError.unknownSite(name: "c_l0", known: ["h_l0", "h_l1"])) {
      try plain.sites(named: ["c_l0"])
    }
  }

  @Test func sizesThatDoNotFitAreRefused() throws {
    func validate(_ change: (inout LanguageModelConfiguration) -> Void) throws {
      var configuration = LanguageModelConfiguration(
        vocabularySize: 5, embeddingSize: 4, hiddenSizes: [6, 4], tied: true)
      change(&configuration)
      try configuration.validate()
    }
    try validate { _ in }
    #expect(throws: NetworksError.self) { try validate { $0.hiddenSizes = [4, 6] } }
    #expect(throws: NetworksError.self) { try validate { $0.hiddenSizes = [] } }
    #expect(throws: NetworksError.self) { try validate { $0.hiddenSizes = [0, 4] } }
    #expect(throws: NetworksError.self) {
      try validate { $0.regularization = Regularization(weightDropout: 1) }
    }
    #expect(throws: NetworksError.self) {
      try validate { $0.regularization = Regularization(temporalPenalty: -1) }
    }
    #expect(throws: NetworksError.self) {
      try validate {
        $0.regularization = Regularization(weightDropout: 0.2)
        $0.dropout = 0.1
      }
    }
  }

  /// A description of before cells and widths of layers came reads as it did; new keys come back as they were.
  @Test func descriptionsAreRead() throws {
    func read(_ text: String) throws -> LanguageModelConfiguration {
      try StrictJSON.decode(LanguageModelConfiguration.self, from: Array(text.utf8), source: "test")
    }
    let old = try read(
      "{vocabulary_size: 9, embedding_size: 4, hidden_size: 6, layer_count: 2, dropout: 0.5, tied: false}")
    #expect(old.cell == .lstm && old.hiddenSizes == [6, 6] && old.regularization == nil)
    let new = LanguageModelConfiguration(
      vocabularySize: 9, embeddingSize: 4, cell: .gru, hiddenSizes: [8, 4], tied: true,
      regularization: Self.settings)
    let encoded = try StrictJSON.encode(new)
    #expect(try StrictJSON.decode(LanguageModelConfiguration.self, from: encoded, source: "test") == new)
    #expect(throws: StorageError.self) {
      try read(
        "{vocabulary_size: 9, embedding_size: 4, hidden_sizes: [6], layer_count: 2, dropout: 0, tied: false}")
    }
    #expect(throws: NetworksError.self) {
      try read(
        "{vocabulary_size: 9, embedding_size: 4, hidden_size: 6, layer_count: 1e9, dropout: 0, tied: false}")
    }
  }
}
