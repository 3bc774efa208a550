import ArgumentParser
import Storage

/// How recorded states are stored.
struct StorageOptions: ParsableArguments {
  @Option(help: "How states are stored: float16, lossless, or rounded:BITS of the mantissa.")
  var precision: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Store states with their bytes shuffled (codec blosc), which compresses better.")
  var shuffled: Bool?

  /// The options that were given, as a person writes them.
  var given: [String] { GivenOptions.names([("--precision", precision), ("--shuffled", shuffled)]) }

  /// Puts what was given into a plan.
  ///
  /// - Throws: `CommandError.usage`.
  func apply(precision: inout StatePrecision, shuffled: inout Bool) throws {
    if let chosen = self.precision { precision = try StatePrecision(option: chosen) }
    if let chosen = self.shuffled { shuffled = chosen }
  }
}

extension StatePrecision {
  /// Reads what `--precision` says.
  ///
  /// - Throws: `CommandError.usage`.
  init(option text: String) throws {
    guard let precision = StatePrecision(parsing: text) else {
      throw CommandError.usage(
        "--precision '\(text)' is none of float16, lossless and rounded:BITS with 0 to 23 bits")
    }
    self = precision
  }
}
