import Kernels
import Tensors

/// The gradient of a language model, which has the model's own type.
///
/// Only the embedding rows of the tokens that were read have a gradient, unless the decoder shares the matrix; those
/// rows alone are cleared, measured and applied.
public struct LanguageModelGradient: Sendable {
  /// The gradient of each parameter, in place of the parameter.
  public var model: LanguageModel
  /// The embedding rows that may differ from 0; nil for all of them.
  public private(set) var encoderRows: [Int]?

  /// The zero gradient for a model of this shape.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  public init(_ configuration: LanguageModelConfiguration) throws(NetworksError) {
    model = try LanguageModel(zero: configuration)
    encoderRows = configuration.tied ? nil : []
  }

  /// Sets the embedding rows of the last step to 0 and notes which ones the next step reads.
  ///
  /// All other gradients are replaced by the backward pass, the embedding's too where the decoder shares it.
  mutating func prepare(reading tokens: [Int32]) {
    guard let rows = encoderRows else { return }
    let width = model.configuration.embeddingSize
    for row in rows {
      for j in row * width..<(row + 1) * width { model.encoder.elements[j] = 0 }
    }
    var seen = [Bool](repeating: false, count: model.configuration.vocabularySize)
    for token in tokens { seen[Int(token)] = true }
    encoderRows = seen.indices.filter { seen[$0] }
  }

  /// Σ g² of each parameter, in Float64, in the order of the visit.
  public mutating func squaredNorms() -> [(name: String, value: Double)] {
    let width = model.configuration.embeddingSize
    let rows = encoderRows
    var result: [(name: String, value: Double)] = []
    model.visit { name, parameter in
      if name == "encoder.weight", let rows {
        var total = 0.0
        for row in rows { total += Sums.ofSquares(parameter.elements, in: row * width..<(row + 1) * width) }
        result.append((name, total))
      } else {
        result.append((name, Sums.ofSquares(parameter.elements, in: 0..<parameter.count)))
      }
    }
    return result
  }

  /// Adds scale · gradient to the parameters of `target`: with scale −lr·clip, a step of gradient descent.
  public mutating func add(scaledBy scale: Float, to target: inout LanguageModel) {
    let width = model.configuration.embeddingSize
    let rows = encoderRows
    var gradients: [Tensor] = []
    model.visit { _, parameter in gradients.append(parameter) }
    var index = 0
    target.visit { name, parameter in
      let gradient = gradients[index]
      index += 1
      if name == "encoder.weight", let rows {
        for row in rows {
          Elementwise.add(
            gradient.elements, scaledBy: scale, in: row * width..<(row + 1) * width, to: &parameter.elements)
        }
      } else {
        Elementwise.add(gradient.elements, scaledBy: scale, in: 0..<parameter.count, to: &parameter.elements)
      }
    }
  }
}
