private import Foundation
public import Tensors

/// Which strengths of noise are added, and how often each.
public struct NoisePlan: Equatable, Sendable {
  /// The strengths in units of each unit's own standard deviation, ascending and positive.
  public let scales: [Double]
  /// The key of each repetition, which serves all its scales: along a curve, only the strength changes.
  public let keys: [RandomKey]

  /// 15 scales from 10^-1.5 to 10, evenly spaced on a logarithmic axis.
  public static let usualScales = logarithmicScales(15, from: -1.5, to: 1)

  /// `count` scales, at least two, from 10^`low` to 10^`high`, evenly spaced on a logarithmic axis.
  public static func logarithmicScales(_ count: Int, from low: Double, to high: Double) -> [Double] {
    precondition(count > 1 && low < high, "\(count) scales from 10^\(low) to 10^\(high)")
    return (0..<count).map { pow(10, low + (high - low) * Double($0) / Double(count - 1)) }
  }

  /// Plans noise.
  ///
  /// - Parameters:
  ///   - scales: at least two strengths, positive and ascending.
  ///   - repeats: the number of repetitions, from 1 to 100,000.
  ///   - key: the source of the repetitions' keys.
  /// - Throws: ``SingleDirectionsError/setting(name:value:needed:)``.
  public init(
    scales: [Double] = NoisePlan.usualScales, repeats: Int = 10, key: RandomKey
  ) throws(SingleDirectionsError) {
    guard (1...100_000).contains(repeats) else {
      throw .setting(
        name: "the number of repetitions of noise", value: "\(repeats)", needed: "from 1 to 100000")
    }
    let ascending = zip(scales, scales.dropFirst()).allSatisfy { $0 < $1 }
    guard scales.count >= 2, ascending, scales[0] > 0, scales[scales.count - 1].isFinite else {
      throw .setting(
        name: "the list of noise scales", value: "\(scales)", needed: "at least two, positive and ascending")
    }
    self.scales = scales
    keys = (0..<repeats).map { key.child("noise").child($0) }
  }

  /// The draws to be scored: first one of scale 0, then all scales of each repetition.
  public var draws: [NoiseDraw] {
    var draws = [NoiseDraw(scale: 0, repetition: 0, key: keys[0])]
    for (repetition, key) in keys.enumerated() {
      draws += scales.map { NoiseDraw(scale: $0, repetition: repetition, key: key) }
    }
    return draws
  }
}
