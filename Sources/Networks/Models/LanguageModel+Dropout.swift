import Kernels
import Tensors

// What a training step drops, forward and backward: the same mask, or the same function of the step's key, serves both.

extension LanguageModelConfiguration {
  /// Whether anything is drawn in a training step.
  public var dropsInTraining: Bool {
    dropout > 0 || regularization?.drops == true
  }
}

extension LanguageModel {
  /// What a step drops; nil where nothing is.
  func dropout(lanes: Int, key: RandomKey) -> TrainingDropout? {
    if let settings = configuration.regularization, settings.drops {
      return .masks(DropoutMasks(self, settings, lanes: lanes, key: key))
    }
    return configuration.dropout > 0 ? .elements(probability: configuration.dropout, key: key) : nil
  }

  /// Drops numbers of what a layer reads, or of the output after the last layer, or of its gradient.
  ///
  /// - Parameters:
  ///   - dropout: what is dropped.
  ///   - layer: the layer that reads the values; the number of layers for the output.
  ///   - window: its tokens, whose words may be dropped from the input.
  ///   - values: [position][lane][unit].
  func drop(
    _ dropout: TrainingDropout?, beforeLayer layer: Int, _ window: TokenWindow, _ values: inout [Float]
  ) {
    let width = layer == layers.count ? configuration.outputSize : layers[layer].inputSize
    switch dropout {
    case nil: break
    case .elements(let probability, let key):
      Elementwise.dropout(
        &values, count: window.inputs.count * width, probability: probability, key: key.child(layer).bits)
    case .masks(let masks):
      if layer == 0, !masks.words.isEmpty { multiply(&values, by: masks.words, ofWords: window.inputs) }
      if !masks.units[layer].isEmpty {
        multiply(&values, positions: window.positions, by: masks.units[layer])
      }
    }
  }

  /// Multiplies every position by the same mask.
  private func multiply(_ values: inout [Float], positions: Int, by mask: [Float]) {
    let factors = mask.span
    var span = values.mutableSpan
    for position in 0..<positions {
      let start = position * factors.count
      for i in factors.indices { span[start + i] *= factors[i] }
    }
  }

  /// Multiplies the row of every word that is read by the mask of that word.
  private func multiply(_ rows: inout [Float], by mask: [Float], ofWords words: [Int32]) {
    let width = configuration.embeddingSize
    var span = rows.mutableSpan
    for (row, word) in words.enumerated() {
      let factor = mask[Int(word)]
      for i in row * width..<(row + 1) * width { span[i] *= factor }
    }
  }

  /// Makes the recurrent weights of a step; returns whether any are dropped.
  func dropWeights(
    _ dropout: TrainingDropout?, ofLayer layer: Int, in workspace: inout LanguageModelWorkspace
  ) -> Bool {
    guard let mask = dropout?.weightMask(ofLayer: layer) else { return false }
    workspace.layers[layer].droppedWeight = layers[layer].recurrentWeight.elements
    Elementwise.multiply(&workspace.layers[layer].droppedWeight, by: mask)
    return true
  }
}
