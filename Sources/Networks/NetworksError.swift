/// What is wrong with a network's description or with the weights it was given.
public enum NetworksError: Error, Equatable, CustomStringConvertible {
  /// A size or a probability in a configuration lies outside its range.
  case configuration(key: String, value: String, allowed: String)
  /// A parameter that the model needs is not among the weights.
  case missingParameter(name: String)
  /// The weights hold a parameter that the model does not have.
  case unknownParameter(name: String)
  /// A parameter has another shape than the model needs.
  case shape(name: String, expected: [Int], found: [Int])
  /// A parameter that must be a matrix is none.
  case notAMatrix(name: String, found: [Int])
  /// Tied weights whose encoder and decoder differ.
  case untiedWeights(name: String)
  /// A site name that no layer of the network has.
  case unknownSite(name: String, known: [String])

  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .configuration(let key, let value, let allowed):
      "\(key) is \(value), but must be \(allowed)"
    case .missingParameter(let name):
      "the weights have no parameter '\(name)'; give the weights of a model of the same kind"
    case .unknownParameter(let name):
      "the weights hold '\(name)', which this model does not have; give the weights of a model of the same kind"
    case .shape(let name, let expected, let found):
      "parameter '\(name)' has shape \(found), but this model needs \(expected); check its sizes"
    case .notAMatrix(let name, let found):
      "parameter '\(name)' has shape \(found), but a matrix is needed; give the weights of a word language model"
    case .untiedWeights(let name):
      "'\(name)' differs from 'encoder.weight', so these weights are not tied; load them into an untied model"
    case .unknownSite(let name, let known):
      "no site is called '\(name)'; this network has \(known.joined(separator: ", "))"
    }
  }
}
