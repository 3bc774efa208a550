/// How the AWD-LSTM is regularised: Merity, Keskar, Socher, "Regularizing and optimizing LSTM language models", 2018; and an
/// experimental penalty.
///
/// Masks of activations are drawn once a window and lane, and are the same at all its positions (Gal and Ghahramani 2016);
/// masks of recurrent weights once a window (DropConnect, Wan et al. 2013). What is kept is divided by the probability of
/// being kept.
public struct Regularization: Codable, Equatable, Sendable {
  /// The probability with which a unit of the embedding is dropped.
  public var inputDropout: Double
  /// The probability with which a unit between two layers is dropped.
  public var hiddenDropout: Double
  /// The probability with which a unit of the top layer is dropped before the softmax.
  public var outputDropout: Double
  /// The probability with which a word's whole embedding is dropped, wherever it is read in the window.
  public var embeddingDropout: Double
  /// The probability with which a recurrent weight is dropped.
  public var weightDropout: Double
  /// α: what the mean square of the top layer's output, after dropout, counts in the objective.
  public var activationPenalty: Double
  /// β: what the mean square of the differences of successive states of the top layer counts in the objective.
  public var temporalPenalty: Double
  /// γ: what the concentration of each layer's states on few directions counts in the objective; nil for nothing.
  ///
  /// Experimental. With C the covariance of a layer's states over the window, it is tr(C²) / tr(C)², the mean squared
  /// similarity of two states over their mean squared length: 1 where all states lie along one direction, 1/d where they vary
  /// evenly along d. Its inverse is known as the participation ratio.
  public var concentrationPenalty: Double?

  private enum CodingKeys: String, CodingKey {
    case inputDropout = "input_dropout"
    case hiddenDropout = "hidden_dropout"
    case outputDropout = "output_dropout"
    case embeddingDropout = "embedding_dropout"
    case weightDropout = "weight_dropout"
    case activationPenalty = "activation_penalty"
    case temporalPenalty = "temporal_penalty"
    case concentrationPenalty = "concentration_penalty"
  }

  /// Creates settings; ``validate()`` checks them.
  public init(
    inputDropout: Double = 0, hiddenDropout: Double = 0, outputDropout: Double = 0,
    embeddingDropout: Double = 0, weightDropout: Double = 0, activationPenalty: Double = 0,
    temporalPenalty: Double = 0, concentrationPenalty: Double? = nil
  ) {
    self.inputDropout = inputDropout
    self.hiddenDropout = hiddenDropout
    self.outputDropout = outputDropout
    self.embeddingDropout = embeddingDropout
    self.weightDropout = weightDropout
    self.activationPenalty = activationPenalty
    self.temporalPenalty = temporalPenalty
    self.concentrationPenalty = concentrationPenalty
  }

  /// Whether anything is dropped over windows; penalties alone stand beside dropout of single numbers.
  public var drops: Bool {
    [inputDropout, hiddenDropout, outputDropout, embeddingDropout, weightDropout].contains { $0 > 0 }
  }

  /// Checks every number.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  func validate() throws(NetworksError) {
    for (key, value) in [
      ("input_dropout", inputDropout), ("hidden_dropout", hiddenDropout), ("output_dropout", outputDropout),
      ("embedding_dropout", embeddingDropout), ("weight_dropout", weightDropout),
    ] where !(value >= 0 && value < 1) {
      throw .configuration(key: key, value: "\(value)", allowed: "at least 0 and below 1")
    }
    for (key, value) in [
      ("activation_penalty", activationPenalty), ("temporal_penalty", temporalPenalty),
      ("concentration_penalty", concentrationPenalty ?? 0),
    ] where !(value >= 0 && value < 1e6) {
      throw .configuration(key: key, value: "\(value)", allowed: "at least 0 and finite")
    }
  }
}
