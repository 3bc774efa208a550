import Foundation

/// The decimal logarithm.
func log10(_ x: Double) -> Double { Foundation.log10(x) }

/// A power.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// A number with up to `digits` significant digits, without trailing zeros: 0.1234, 12.5, 1.2e-05.
func shortNumber(_ value: Double, digits: Int = 4) -> String {
  guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "−∞" }
  return String(format: "%.\(digits)g", value)
}

/// A number with four significant digits, zeros at its end included: 0.5000, 12.30, 1.234e-05.
///
/// Whole digits are never cut: 12346, up to ten million.
func fourDigits(_ value: Double) -> String {
  let size = abs(value)
  guard size.isFinite, size > 0 else { return shortNumber(value) }
  if size < 1e-4 || size >= 1e7 { return String(format: "%.3e", value) }
  if size >= 9999.5 { return String(format: "%.0f", value) }
  let text = String(format: "%#.4g", value)
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}

/// The numbers of a column with decimals that line up: four significant digits at the largest.
///
/// Where that would hide a small number, or a number is very large, each is written on its own.
func alignedNumbers(_ values: [Double?]) -> [String?] {
  let sizes = values.compactMap { $0.map(abs) }.filter { $0.isFinite && $0 > 0 }
  let largest = sizes.max() ?? 1
  let decimals = max(0, min(4, 3 - Int(log10(largest).rounded(.down))))
  let isPlain = largest < 1e7 && (sizes.min() ?? 1) >= pow(10, -Double(decimals))
  return values.map { value in
    value.map { isPlain && $0.isFinite ? String(format: "%.\(decimals)f", $0) : shortNumber($0) }
  }
}
