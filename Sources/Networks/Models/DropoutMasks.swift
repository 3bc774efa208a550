import Kernels
import Tensors

/// What one training step of a regularised model drops: 0, or the inverse of the probability of being kept.
public struct DropoutMasks: Equatable, Sendable {
  /// One for each word; empty where no words are dropped.
  public var words: [Float]
  /// For the input of each layer, and last for the output: [lane][unit]; empty where nothing is dropped.
  public var units: [[Float]]
  /// For the recurrent weights of each layer, laid out like these; empty where none are dropped.
  public var weights: [[Float]]

  /// Takes masks that were drawn elsewhere.
  public init(words: [Float], units: [[Float]], weights: [[Float]]) {
    self.words = words
    self.units = units
    self.weights = weights
  }

  /// Draws the masks of a step: each is a function of the step's key and of what it is for.
  init(_ model: LanguageModel, _ settings: Regularization, lanes: Int, key: RandomKey) {
    let configuration = model.configuration
    func mask(_ count: Int, _ probability: Double, _ key: RandomKey) -> [Float] {
      guard probability > 0 else { return [] }
      var mask = [Float](repeating: 1, count: count)
      Elementwise.dropout(&mask, count: count, probability: probability, key: key.bits)
      return mask
    }
    words = mask(configuration.vocabularySize, settings.embeddingDropout, key.child("words"))
    let count = configuration.layerCount
    units = (0...count).map { layer in
      let probability =
        layer == count
        ? settings.outputDropout : layer == 0 ? settings.inputDropout : settings.hiddenDropout
      let width = layer == count ? configuration.outputSize : configuration.inputSize(ofLayer: layer)
      return mask(lanes * width, probability, key.child(layer))
    }
    weights = model.layers.enumerated().map { index, layer in
      mask(
        layer.recurrentWeight.count, settings.weightDropout, key.child("recurrent weights").child(index))
    }
  }
}

/// What a training step drops.
enum TrainingDropout {
  /// Each number of a non-recurrent connection by itself, by the step's key.
  case elements(probability: Double, key: RandomKey)
  /// By masks that stay the same over the window.
  case masks(DropoutMasks)

  /// The mask of a layer's recurrent weights; nil where none are dropped.
  func weightMask(ofLayer layer: Int) -> [Float]? {
    guard case .masks(let masks) = self, !masks.weights[layer].isEmpty else { return nil }
    return masks.weights[layer]
  }
}
