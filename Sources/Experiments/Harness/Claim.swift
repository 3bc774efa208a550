import SingleDirections
public import Tensors

/// What is claimed elsewhere, as an effect with a sign that a measurement can meet or miss.
public struct Claim: Codable, Equatable, Sendable {
  /// Its name within the experiment, such as `recognised-alpha-100`.
  public let name: String
  /// What is claimed, in one sentence without its full stop.
  public let statement: String
  /// Where, with the published number if there is one.
  public let published: String
  /// What number is measured of each network; positive in the direction of the claim.
  public let effect: String
  /// The smallest effect of interest: at least this much, or the claim does not hold.
  public let leastEffect: Double

  private enum CodingKeys: String, CodingKey {
    case name, statement, published, effect
    case leastEffect = "least_effect"
  }

  /// Creates a claim.
  public init(name: String, statement: String, published: String, effect: String, leastEffect: Double) {
    self.name = name
    self.statement = statement
    self.published = published
    self.effect = effect
    self.leastEffect = leastEffect
  }

  /// Judges the claim by the effect of each of several independent networks.
  public func judged(by effects: [Double]) -> Judgement { Judgement(self, effects: effects) }
}

/// A claim with what was measured and what follows.
public struct Judgement: Codable, Equatable, Sendable {
  /// Whether a claim holds.
  public enum Verdict: String, Codable, Sendable {
    /// The 95 % interval lies at or beyond the least effect.
    case seen
    /// The interval lies wholly short of it.
    case notSeen = "not seen"
    /// The interval holds it, or there are too few networks.
    case undecided
  }

  /// Fewer networks decide nothing.
  public static let fewestNetworks = 5

  /// The claim.
  public let claim: Claim
  /// The effect of each network.
  public let effects: [Double]
  /// Their mean.
  public let mean: Double
  /// The 95 % t interval of the mean; nil for one network.
  public let interval: Interval?
  /// What follows.
  public let verdict: Verdict

  init(_ claim: Claim, effects: [Double]) {
    let summary = MeanInterval(effects)
    self.claim = claim
    self.effects = effects
    mean = summary.mean
    interval = summary.interval
    if let interval, effects.count >= Self.fewestNetworks, interval.low >= claim.leastEffect {
      verdict = .seen
    } else if let interval, effects.count >= Self.fewestNetworks, interval.high < claim.leastEffect {
      verdict = .notSeen
    } else {
      verdict = .undecided
    }
  }
}
