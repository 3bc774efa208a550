/// How well a network does on fixed data: its mean loss and, where it classifies, its accuracy.
public struct Score: Equatable, Sendable {
  /// The number of samples, or of predicted tokens.
  public let count: Int
  /// The mean loss, in nats.
  public let meanLoss: Double
  /// The fraction of samples whose class, or next token, was predicted; nil if it was not counted.
  public let accuracy: Double?

  /// Creates a score from its parts.
  public init(count: Int, meanLoss: Double, accuracy: Double? = nil) {
    self.count = count
    self.meanLoss = meanLoss
    self.accuracy = accuracy
  }

  /// Makes sure that scores can stand in one curve: as many as changes, of the same data, all finite.
  ///
  /// - Throws: ``SingleDirectionsError/score(change:value:)`` with the name of the first change whose score
  ///   is not finite.
  static func check(
    _ scores: [Score], changes: Int, name: (Int) -> String
  ) throws(SingleDirectionsError) {
    precondition(scores.count == changes, "\(scores.count) scores for \(changes) changes")
    for (i, score) in scores.enumerated() {
      precondition(
        score.count == scores[0].count, "scores of \(score.count) and of \(scores[0].count) samples")
      precondition((score.accuracy == nil) == (scores[0].accuracy == nil), "an accuracy in some scores only")
      let bad = [score.meanLoss, score.accuracy ?? 0].first { !$0.isFinite }
      if let bad { throw .score(change: name(i), value: "\(bad)") }
    }
  }
}
