private import Foundation

/// Student's t distribution, for any positive number of degrees of freedom.
///
/// The tail is the regularised incomplete beta function, P(|T| > t) = I_x(ν/2, 1/2) with x = ν / (ν + t²). It
/// is evaluated by the continued fraction of Didonato and Morris (1992), which takes 1 − x as it is and so
/// keeps 13 digits however many degrees of freedom there are.
public enum StudentT {
  /// The value that is not exceeded with probability `p`, 0 < p < 1.
  ///
  /// For t > 0 the upper tail falls and is convex, so that Newton's steps from 0 rise to the root and never
  /// pass it.
  public static func quantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    precondition(p > 0 && p < 1, "the quantile \(p) of a distribution")
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    guard p != 0.5 else { return 0 }
    let tail = min(p, 1 - p)
    var t = 0.0
    for _ in 0..<1000 {
      let step = (upperTail(t, degreesOfFreedom) - tail) / density(t, degreesOfFreedom)
      t += step
      if step <= 1e-15 * t { break }
    }
    return p < 0.5 ? -t : t
  }

  private static func density(_ t: Double, _ v: Double) -> Double {
    exp(-(v + 1) / 2 * log1p(t * t / v) - logBeta(v / 2)) / v.squareRoot()
  }

  /// P(T > t) for t ≥ 0.
  private static func upperTail(_ t: Double, _ v: Double) -> Double {
    guard t > 0 else { return 0.5 }
    guard t.isFinite else { return 0 }
    let ratio = t * t / v
    let x = 1 / (1 + ratio)
    let y = ratio / (1 + ratio)
    let a = v / 2
    let front = exp(-a * log1p(ratio) + log(y) / 2 - logBeta(a))
    // a − (a + 1/2)·x without cancellation: the fraction converges where it is not negative.
    let lambda = (a + 0.5) * y - 0.5
    guard lambda < 0 else { return front / continuedFraction(a, 0.5, x: x, y: y, lambda: lambda) / 2 }
    return (1 - front / continuedFraction(0.5, a, x: y, y: x, lambda: -lambda)) / 2
  }

  /// β₀ + α₁ / (β₁ + α₂ / (β₂ + …)) by Lentz's method, where I_x(a, b) = xᵃ yᵇ / B(a, b) over it, y = 1 − x
  /// and λ = a − (a + b)·x ≥ 0.
  private static func continuedFraction(
    _ a: Double, _ b: Double, x: Double, y: Double, lambda: Double
  ) -> Double {
    var result = a / (a + 1) * (lambda + 1)
    var above = result
    var below = 0.0
    for n in 1..<10_000 {
      let n = Double(n)
      let c = a + 2 * n - 1
      let alpha = (a + n - 1) * (a + b + n - 1) / c * n * (b - n) / c * x * x
      let beta = n + n * (b - n) * x / c + (a + n) / (a + 2 * n + 1) * (lambda + 1 + n * (1 + y))
      below = 1 / (beta + alpha * below)
      above = beta + alpha / above
      let factor = below * above
      result *= factor
      if abs(factor - 1) <= 0x1p-52 { break }
    }
    return result
  }

  /// ln B(a, 1/2) = ln √π − ln (Γ(a + 1/2) / Γ(a)); differences of logarithms of Γ would lose digits at large
  /// a.
  private static func logBeta(_ a: Double) -> Double {
    // Γ(a + 1/2) / Γ(a) from its asymptotic series at a + k, moved back by the recurrence of Γ.
    var shift = 0.0
    var z = a
    while z < 40 {
      shift += log1p(0.5 / z)
      z += 1
    }
    let w = 1 / z
    let coefficients: [Double] = [
      -1.0 / 8, 1.0 / 128, 5.0 / 1024, -21.0 / 32768, -399.0 / 262144, 869.0 / 4_194_304,
    ]
    let series = coefficients.reversed().reduce(0.0) { (sum: Double, c: Double) in (sum + c) * w }
    return log(Double.pi) / 2 - (log(z) / 2 + log1p(series) - shift)
  }
}
