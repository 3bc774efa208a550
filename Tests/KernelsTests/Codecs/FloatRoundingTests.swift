import Kernels
import Testing

/// Against the conversions of the language and against plain Float64 arithmetic.
struct FloatRoundingTests {
  private static func halves(_ bytes: [UInt8]) -> [UInt16] {
    stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }

  @Test func everyHalfComesBack() {
    let patterns = (0...UInt16.max).filter { Float16(bitPattern: $0).isFinite }
    let values = patterns.map { Float(Float16(bitPattern: $0)) }
    let rounded = FloatRounding.half(values.span)
    #expect(Self.halves(rounded.bytes) == patterns)
    #expect(rounded.greatestError == 0)
    #expect(FloatRounding.floats(half: rounded.bytes.span).map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func halvesRoundAsTheLanguageDoes() {
    // Neighbours of every half and of every tie between halves, and a spread of bit patterns.
    var values: [Float] = []
    for pattern in stride(from: UInt16(0), to: 0x7BFF, by: 7) {
      let low = Float(Float16(bitPattern: pattern)), high = Float(Float16(bitPattern: pattern + 1))
      let tie = (low + high) / 2
      values += [low, low.nextUp, tie.nextDown, tie, tie.nextUp, -tie]
    }
    values += stride(from: UInt32(0), to: 0x477F_EFFF, by: 99_991).map { Float(bitPattern: $0) }
    let rounded = FloatRounding.half(values.span)
    #expect(Self.halves(rounded.bytes) == values.map { Float16($0).bitPattern })
    #expect(rounded.greatestError == values.map { abs(Float(Float16($0)) - $0) }.max())
  }

  @Test func whatDoesNotFitAHalfShowsAsAnInfiniteError() {
    #expect(FloatRounding.half([1, 65504, -65519.99].span).greatestError.isFinite)
    #expect(FloatRounding.half([1, 65520].span).greatestError == .infinity)
    #expect(FloatRounding.half([-Float.greatestFiniteMagnitude].span).greatestError == .infinity)
  }

  @Test(arguments: [0, 5, 7, 10, 13, 22, 23])
  func mantissaRoundsToNearestEven(bits: Int) {
    var x: UInt32 = 99
    var values: [Float] = (0..<5000).map { _ in
      x = x &* 1_664_525 &+ 1_013_904_223
      return Float(Int32(bitPattern: x)) / 0x1p31
    }
    values += [0, -0.0, 1, 1.5, 2.5, 3.5, 1 + 0x1p-11, 1 + 0x3p-11, 1e30, -1e-30]
    let rounded = FloatRounding.mantissa(values.span, bits: bits)
    let expected = values.map { value -> Float in
      guard value != 0 else { return value }
      // The spacing of numbers with `bits` mantissa bits around this one.
      let spacing = Double(value.binade) * Double(sign: .plus, exponent: -bits, significand: 1)
      return Float((Double(value) / spacing).rounded(.toNearestOrEven) * spacing)
    }
    let stored = FloatRounding.floats(single: rounded.bytes.span)
    #expect(stored.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(rounded.greatestError == zip(values, expected).map { abs($0 - $1) }.max())
  }

  @Test func mantissaNeverMakesAnInfinity() {
    let rounded = FloatRounding.mantissa([Float.greatestFiniteMagnitude].span, bits: 5)
    #expect(FloatRounding.floats(single: rounded.bytes.span) == [Float.greatestFiniteMagnitude])
    #expect(rounded.greatestError == 0)
  }

  @Test func nonfiniteNumbersAreFound() {
    #expect(FloatRounding.firstNonfinite([Float]().span) == nil)
    #expect(FloatRounding.firstNonfinite([1, -2, .greatestFiniteMagnitude].span) == nil)
    for bad in [Float.nan, .infinity, -.infinity, .signalingNaN] {
      for place in [0, 1, 17, 99] {
        var values = [Float](repeating: 1, count: 100)
        values[place] = bad
        #expect(FloatRounding.firstNonfinite(values.span) == place)
      }
    }
  }
}
