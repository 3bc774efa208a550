import Foundation

/// The decimal logarithm.
func log10(_ x: Double) -> Double { Foundation.log10(x) }

/// An integer power.
func power(_ base: Double, _ exponent: Int) -> Double { pow(base, Double(exponent)) }

/// A number with up to `digits` significant digits, without trailing zeros: 0.1234, 12.5, 1.2e-05.
func shortNumber(_ value: Double, digits: Int = 4) -> String {
  guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "−∞" }
  return String(format: "%.\(digits)g", value)
}
