private import Foundation

/// What the canonical correlations of independent data would be, by formula: they are far from 0.
///
/// For a and b independent directions and n rows with a + b < n, the squared correlations λ follow Wachter's law
/// (1980) in the limit: with α = a/(n − 1) and β = b/(n − 1),
/// λ± = (√(α(1 − β)) ± √(β(1 − α)))² and density √((λ₊ − λ)(λ − λ₋)) / (2π·min(α, β)·λ(1 − λ)).
/// For a = b small against n the mean ρ is 8/(3π)·√(a/n), the quarter-circle law.
public struct NullFormula: Codable, Equatable, Sendable {
  /// The mean correlation.
  public let mean: Double
  /// The upper edge of the correlations.
  public let max: Double

  /// Evaluates the law for `x` and `y` directions and `rows` observations.
  public init(rows: Int, x: Int, y: Int) {
    precondition(rows > 1 && x > 0 && y > 0, "a null of \(x) and \(y) directions in \(rows) rows")
    let alpha = Double(x) / Double(rows - 1)
    let beta = Double(y) / Double(rows - 1)
    guard alpha + beta <= 1 else {
      mean = 1
      max = 1
      return
    }
    let p = (alpha * (1 - beta)).squareRoot()
    let q = (beta * (1 - alpha)).squareRoot()
    let lower = (p - q) * (p - q)
    let upper = (p + q) * (p + q)
    let middle = (lower + upper) / 2
    let half = (upper - lower) / 2
    // λ = middle + half·cos θ takes the square root at both edges away: half²·sin²θ.
    let nodes = 4096
    var mass = 0.0
    var sum = 0.0
    for node in 0..<nodes {
      let angle = (Double(node) + 0.5) * Double.pi / Double(nodes)
      let value = middle + half * cos(angle)
      let density = sin(angle) * sin(angle) / (value * (1 - value))
      mass += density
      sum += density * value.squareRoot()
    }
    mean = Swift.min(1, sum / mass)
    max = Swift.min(1, upper.squareRoot())
  }
}
