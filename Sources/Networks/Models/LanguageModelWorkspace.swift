import Kernels

/// The buffers of a language model over a window, kept between steps.
public struct LanguageModelWorkspace: Sendable {
  /// One for each layer.
  var layers: [RecurrentWorkspace]
  /// The top hidden states after dropout: [position][lane][hidden].
  var output: [Float] = []
  /// The input half of a layer's gates, kept for the next set of interventions: [position][lane][gates·hidden].
  var inputGates: [Float] = []
  /// The buffers of the softmax.
  var softmax = SoftmaxWorkspace()
  /// The gradient that reaches the layer being run backward: [position][lane][hidden].
  var hiddenGradient: [Float] = []
  /// The gradient that it passes down: [position][lane][input].
  var inputGradient: [Float] = []

  /// Creates empty buffers; they grow with the first window.
  public init(_ configuration: LanguageModelConfiguration) {
    layers = Array(repeating: RecurrentWorkspace(), count: configuration.layerCount)
  }

  /// Makes every buffer at least as long as windows of these sizes need, one a layer.
  mutating func reserve(
    _ configuration: LanguageModelConfiguration, _ extents: [RecurrentExtent], forGradients: Bool
  ) {
    for (layer, extent) in extents.enumerated() {
      layers[layer].reserve(
        extent, cell: configuration.cell, inputSize: configuration.inputSize(ofLayer: layer))
    }
    guard let top = extents.last else { return }
    let rows = top.positions * top.lanes
    output.grow(to: rows * top.hidden)
    guard forGradients else { return }
    hiddenGradient.grow(to: rows * configuration.widest)
    inputGradient.grow(to: rows * configuration.widest)
  }
}
