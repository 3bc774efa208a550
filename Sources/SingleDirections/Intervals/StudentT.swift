private import Foundation

/// Student's t distribution, for any positive number of degrees of freedom.
///
/// The tail is the regularised incomplete beta function, P(|T| > t) = I_x(ν/2, 1/2) with x = ν / (ν + t²), evaluated by
/// its continued fraction (DLMF 8.17.22) on the side where that converges fast.
public enum StudentT {
  /// The probability of a value up to `t`.
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    let tail = upperTail(abs(t), degreesOfFreedom)
    return t < 0 ? tail : 1 - tail
  }

  /// The value that is not exceeded with probability `p`, 0 < p < 1.
  ///
  /// For t > 0 the upper tail falls and is convex, so that Newton's steps from 0 rise to the root and never pass it.
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
    // Both x and 1 − x without cancellation.
    let x = 1 / (1 + ratio)
    let rest = ratio / (1 + ratio)
    let front = exp(-v / 2 * log1p(ratio) + log(rest) / 2 - logBeta(v / 2))
    let a = v / 2
    if x < (a + 1) / (a + 2.5) { return front / a * continuedFraction(a, 0.5, x) / 2 }
    return (1 - front / 0.5 * continuedFraction(0.5, a, rest)) / 2
  }

  /// 1 / (1 + d₁ / (1 + d₂ / (1 + …))) of the incomplete beta function, from the front by Lentz's method.
  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let least = 1e-300
    func nonzero(_ value: Double) -> Double { abs(value) < least ? least : value }
    var numerator = 1.0
    var denominator = 1 / nonzero(1 - (a + b) / (a + 1) * x)
    var result = denominator
    for m in 1..<100_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var factor = 1.0
      for d in [even, odd] {
        denominator = 1 / nonzero(1 + d * denominator)
        numerator = nonzero(1 + d / numerator)
        factor = denominator * numerator
        result *= factor
      }
      if abs(factor - 1) < 1e-16 { break }
    }
    return result
  }

  /// ln B(a, 1/2) = ln √π − ln (Γ(a + 1/2) / Γ(a)); differences of logarithms of Γ would lose digits at large a.
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
