import CKernels

/// Little-endian bytes of Float32 numbers, exact or rounded, and the greatest change that rounding made.
public enum FloatRounding {
  /// What numbers became.
  public struct Rounded: Equatable, Sendable {
    /// The numbers, little-endian, one after the other.
    public var bytes: [UInt8]
    /// The greatest |stored − given|; infinite when a number does not fit.
    public var greatestError: Float
  }

  /// The index of the first infinity or NaN, or nil when all numbers are finite.
  public static func firstNonfinite(_ values: Span<Float>) -> Int? {
    let index = values.withUnsafeBufferPointer { strata_first_nonfinite($0.baseAddress, $0.count) }
    return index < values.count ? index : nil
  }

  /// Rounds finite numbers to IEEE half precision, 2 bytes each, to nearest with ties to even.
  public static func half(_ values: Span<Float>) -> Rounded {
    round(values, width: 2) { strata_round_to_half($0, $1, $2) }
  }

  /// Rounds finite numbers to `bits` mantissa bits, 0 to 23, in Float32, 4 bytes each, to nearest with ties to even.
  ///
  /// With 23 bits nothing changes. A number that would round to infinity stays as it is.
  public static func mantissa(_ values: Span<Float>, bits: Int) -> Rounded {
    precondition((0...23).contains(bits), "\(bits) mantissa bits")
    return round(values, width: 4) { strata_round_mantissa($0, $1, $2, Int32(bits)) }
  }

  private static func round(
    _ values: Span<Float>, width: Int,
    _ body: (UnsafePointer<Float>?, UnsafeMutablePointer<UInt8>?, Int) -> Float
  ) -> Rounded {
    var error: Float = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: width * values.count) { output, filled in
      error = values.withUnsafeBufferPointer { body($0.baseAddress, output.baseAddress, $0.count) }
      filled = width * values.count
    }
    return Rounded(bytes: bytes, greatestError: error)
  }

  /// The Float32 numbers of half-precision bytes, 2 a number.
  public static func floats(half bytes: Span<UInt8>) -> [Float] {
    precondition(bytes.count % 2 == 0, "\(bytes.count) bytes of halves")
    return [Float](unsafeUninitializedCapacity: bytes.count / 2) { output, filled in
      bytes.withUnsafeBufferPointer {
        strata_half_to_float($0.baseAddress, output.baseAddress, bytes.count / 2)
      }
      filled = bytes.count / 2
    }
  }

  /// The Float32 numbers of little-endian bytes, 4 a number.
  public static func floats(single bytes: Span<UInt8>) -> [Float] {
    precondition(bytes.count % 4 == 0, "\(bytes.count) bytes of singles")
    return [Float](unsafeUninitializedCapacity: bytes.count / 4) { output, filled in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(output).copyMemory(from: $0) }
      filled = bytes.count / 4
    }
  }
}
