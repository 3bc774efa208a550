private import Foundation

/// A plane sine wave.
struct Wave {
  private let x: Double
  private let y: Double
  private let phase: Double

  /// Creates a wave that travels at `angle` radians from the columns' direction; the phase counts whole
  /// waves.
  init(angle: Double, wavelength: Double, phase: Double) {
    x = 2 * .pi * cos(angle) / wavelength
    y = 2 * .pi * sin(angle) / wavelength
    self.phase = 2 * .pi * phase
  }

  /// From −1 to 1.
  func value(_ column: Double, _ row: Double) -> Double { sin(x * column + y * row + phase) }
}
