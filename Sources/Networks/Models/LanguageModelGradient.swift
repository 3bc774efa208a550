import Kernels
public import Tensors

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

  /// Zeros for a model, all rows of the embedding among them.
  public init(zerosFor model: LanguageModel) {
    self.model = model
    encoderRows = nil
    self.model.visit { _, parameter in parameter = Tensor(shape: parameter.shape) }
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

  /// Limits every number to ±`value`.
  public mutating func limit(to value: Float) {
    let width = model.configuration.embeddingSize
    let rows = encoderRows
    model.visit { name, parameter in
      if name == "encoder.weight", let rows {
        for row in rows {
          Elementwise.limit(&parameter.elements, to: value, in: row * width..<(row + 1) * width)
        }
      } else {
        Elementwise.limit(&parameter.elements, to: value, in: 0..<parameter.count)
      }
    }
  }

  /// Adds scale · gradient to the parameters of `target`: with scale −lr·clip, a step of gradient descent.
  public mutating func add(scaledBy scale: Float, to target: inout LanguageModel) {
    let width = model.configuration.embeddingSize
    let rows = encoderRows
    withTensors { gradients in
      var index = 0
      target.visit { name, parameter in
        let gradient = gradients[index]
        index += 1
        if name == "encoder.weight", let rows {
          for row in rows {
            Elementwise.add(
              gradient.elements, scaledBy: scale, in: row * width..<(row + 1) * width, to: &parameter.elements
            )
          }
        } else {
          ParameterSteps.add(gradient, scaledBy: scale, to: &parameter)
        }
      }
    }
  }
}

extension LanguageModelGradient: NetworkGradient {
  /// Calls `body` with all values, in the order of the visit.
  public mutating func withTensors<R>(_ body: (inout [Tensor]) throws -> R) rethrows -> R {
    try model.withTensors(body)
  }

  /// The values under PyTorch's names, each behind a prefix.
  public func named(_ prefix: String) -> [(name: String, tensor: Tensor)] {
    model.parameters.map { (prefix + $0.name, $0.tensor) }
  }

  /// Takes the values back from tensors that ``named(_:)`` gave.
  ///
  /// - Throws: ``NetworksError`` that names what is missing or of another shape.
  public mutating func load(_ prefix: String, from tensor: (String) -> Tensor?) throws(NetworksError) {
    var failure: NetworksError?
    model.visit { name, parameter in
      guard failure == nil else { return }
      guard let given = tensor(prefix + name) else {
        failure = .missingParameter(name: prefix + name)
        return
      }
      guard given.shape == parameter.shape else {
        failure = .shape(name: prefix + name, expected: parameter.shape, found: given.shape)
        return
      }
      parameter = given
    }
    if let failure { throw failure }
  }
}

extension LanguageModel: TrainedNetwork {
  /// Calls `body` with all parameters, in the order of the visit.
  ///
  /// They are taken out of the model meanwhile, so that each is the only reference and changes in place.
  public mutating func withTensors<R>(_ body: (inout [Tensor]) throws -> R) rethrows -> R {
    var tensors: [Tensor] = []
    visit { _, parameter in
      tensors.append(parameter)
      parameter = Tensor(shape: [0])
    }
    defer {
      var index = 0
      visit { _, parameter in
        swap(&parameter, &tensors[index])
        index += 1
      }
    }
    return try body(&tensors)
  }
}
