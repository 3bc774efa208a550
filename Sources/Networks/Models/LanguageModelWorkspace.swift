import Kernels

/// The buffers of a language model over a window, kept between steps.
public struct LanguageModelWorkspace: Sendable {
  /// One for each layer.
  var layers: [LSTMWorkspace]
  /// The top hidden states after dropout: [position][lane][hidden].
  var output: [Float] = []
  /// The input half of a layer's gates, kept for the next set of interventions: [position][lane][4·hidden].
  var inputGates: [Float] = []
  /// The buffers of the softmax.
  var softmax = SoftmaxWorkspace()
  /// The gradient that reaches the layer being run backward: [position][lane][hidden].
  var hiddenGradient: [Float] = []
  /// The gradient that it passes down: [position][lane][input].
  var inputGradient: [Float] = []

  /// Creates empty buffers; they grow with the first window.
  public init(_ configuration: LanguageModelConfiguration) {
    layers = Array(repeating: LSTMWorkspace(), count: configuration.layerCount)
  }

  /// Makes every buffer at least as long as a window of these sizes needs.
  mutating func reserve(_ configuration: LanguageModelConfiguration, _ extent: LSTMExtent, forGradients: Bool)
  {
    for layer in layers.indices {
      layers[layer].reserve(extent, inputSize: configuration.inputSize(ofLayer: layer))
    }
    let rows = extent.positions * extent.lanes
    output.grow(to: rows * extent.hidden)
    guard forGradients else { return }
    let widest = max(configuration.embeddingSize, configuration.hiddenSize)
    hiddenGradient.grow(to: rows * widest)
    inputGradient.grow(to: rows * widest)
  }
}
