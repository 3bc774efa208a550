public import Corpora
public import Networks

private import Foundation

/// The loss of a model on a text, scored in one stream.
///
/// N tokens give N − 1 targets from a zero state, carried to the end; no token is dropped and nothing depends on a
/// batch size.
public struct Evaluation: Codable, Equatable, Sendable {
  /// The number of targets scored.
  public let tokens: Int
  /// The mean loss, in nats a token.
  public let meanLoss: Double
  /// exp(mean loss).
  public let perplexity: Double
  /// The mean loss over ln 2, where tokens are characters.
  public let bitsPerCharacter: Double?
  /// The mean loss over ln 2, where tokens are bytes.
  public let bitsPerByte: Double?
  /// How the state was treated.
  public let statePolicy: String

  private enum CodingKeys: String, CodingKey {
    case tokens
    case meanLoss = "mean_loss"
    case perplexity
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
    case statePolicy = "state_policy"
  }

  /// Summarises losses in nats of tokens of a kind.
  public init(losses: [Double], of unit: TokenUnit = .words) {
    tokens = losses.count
    meanLoss = losses.reduce(0, +) / Double(max(losses.count, 1))
    perplexity = exp(meanLoss)
    (bitsPerCharacter, bitsPerByte) = (
      unit.bits(ofLoss: meanLoss, as: .characters), unit.bits(ofLoss: meanLoss, as: .bytes)
    )
    statePolicy = "one stream from a zero state, carried over the whole text"
  }

  /// How many tokens of the text pass through a layer at once.
  static let tokensPerBlock = 500

  /// The loss of every token of a text after the first.
  ///
  /// - Parameters:
  ///   - model: the model; dropout is off.
  ///   - text: N tokens.
  ///   - shouldStop: asked before each block is scored; true ends the evaluation early.
  /// - Returns: N − 1 losses in nats; fewer when it was stopped.
  public static func losses(
    of model: LanguageModel, on text: [Int32], shouldStop: () -> Bool = { false }
  ) -> [Double] {
    var workspace = LanguageModelWorkspace(model.configuration)
    var state = RecurrentState(model.configuration, lanes: 1)
    return model.losses(
      stream: Array(text.dropLast()), targets: Array(text.dropFirst()), blockLength: tokensPerBlock,
      state: &state,
      in: &workspace, shouldStop: shouldStop)
  }
}

extension TokenUnit {
  /// A loss in nats as bits a token, where this is the unit that is asked for; nil otherwise.
  func bits(ofLoss loss: Double, as unit: TokenUnit) -> Double? { self == unit ? loss / log(2) : nil }
}
