private import Foundation

/// How findings write numbers.
enum NumberText {
  /// Two digits after the point: 0.32; a number that they would hide has an exponent: 3e-13.
  static func of(_ value: Double) -> String {
    value != 0 && abs(value) < 0.005 ? String(format: "%.0e", value) : String(format: "%.2f", value)
  }
}
