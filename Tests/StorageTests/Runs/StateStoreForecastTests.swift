@testable import Storage
import Tensors
import TestSupport
import Testing

struct StateStoreForecastTests {
  private static let precisions: [StatePrecision] =
    [.float16, .lossless] + [0, 3, 5, 6, 7, 10, 12, 13, 18, 23].map { .rounded(mantissaBits: $0) }

  /// The measured ratios, and between them those of sizes on straight lines, worked out apart.
  @Test func ratiosLieBetweenTheMeasuredOnes() {
    func ratio(_ bits: Int, shuffled: Bool) -> Double {
      StateStoreForecast.ratio(.rounded(mantissaBits: bits), shuffled: shuffled)
    }
    for (bits, shuffled, plain) in [
      (0, 6.5, 4.5), (1, 5.460394, 3.903061), (4, 3.689908, 2.791971), (5, 3.33, 2.55),
      (6, 3.018325, 2.303226), (7, 2.76, 2.1), (10, 2.11, 1.55), (11, 2.003583, 1.484965), (13, 1.82, 1.37),
      (18, 1.424348, 1.195226), (23, 1.17, 1.06),
    ] {
      #expect(abs(ratio(bits, shuffled: true) - shuffled) < 1e-6, "\(bits) bits, shuffled")
      #expect(abs(ratio(bits, shuffled: false) - plain) < 1e-6, "\(bits) bits")
    }
    for shuffled in [false, true] {
      for bits in 1...23 { #expect(ratio(bits, shuffled: shuffled) < ratio(bits - 1, shuffled: shuffled)) }
      let lossless = StateStoreForecast.ratio(.lossless, shuffled: shuffled)
      #expect(abs(ratio(23, shuffled: shuffled) - lossless) < 1e-12)
    }
    let forecast = StateStoreForecast(
      windows: 100, positions: 20, units: [200, 800], precision: .rounded(mantissaBits: 6), shuffled: false)
    #expect(forecast.float32Bytes == 8_000_000 && forecast.storedBytes == 8_000_000)
    #expect(forecast.expectedBytes == 3_473_389)
    let half = StateStoreForecast(
      windows: 3, positions: 5, units: [7], precision: .float16, shuffled: true)
    #expect(half.float32Bytes == 420 && half.storedBytes == 210 && half.expectedBytes == 185)
  }

  /// A store of states that a network made takes what was forecast, within a quarter.
  @Test(arguments: [false, true]) func aStoreTakesWhatWasForecast(shuffled: Bool) throws {
    let states = Self.states
    for precision in Self.precisions {
      var fixture = StateStoreFixture(
        precision, shuffled: shuffled, windows: Self.windows, positions: Self.positions,
        sites: [SiteDescription(name: "h_l0", units: Self.units)], probes: ["sequence"])
      fixture.description.attributes = [:]
      try TemporaryDirectory.with(inMemory: true) { folder in
        let path = "\(folder)/states.zarr"
        let writer = try fixture.creating(path, in: UnsynchronizedFileSystem())
        try writer.begin(probe: "sequence", step: 0)
        try writer.append(site: "h_l0", windows: states)
        try writer.commit()
        try writer.finish()
        let shards = try StateStoreFixture.files(path).filter { $0.key.hasPrefix("sequence/h_l0/c") }
        let forecast = StateStoreForecast(fixture.probes[0], in: fixture.description)
        let taken = Double(shards.values.reduce(0) { $0 + $1.count })
        let factor = taken / Double(forecast.expectedBytes)
        #expect(
          shards.count == 1 && factor > 0.75 && factor < 1.25, "\(precision), shuffled \(shuffled): \(factor)"
        )
      }
    }
  }

  private static let windows = 100
  private static let positions = 20
  private static let units = 64

  /// The hidden states of an LSTM layer that reads words of Zipf's frequencies, [window, position, unit].
  private static let states: [Float] = {
    let key = RandomKey(seed: 4)
    let width = 16
    func numbers(_ name: String, _ count: Int, _ range: Float) -> [Double] {
      key.child(name).uniforms(count, from: -range, to: range).map(Double.init)
    }
    let layer = ReferenceLSTM(
      inputSize: width, hiddenSize: units, inputWeight: numbers("input", 4 * units * width, 0.8),
      recurrentWeight: numbers("recurrent", 4 * units * units, 0.25), bias: numbers("bias", 4 * units, 0.5))
    let words = numbers("words", 200 * width, 1)
    // The word of rank r is drawn with a probability of about 1/r.
    let ranks = key.child("text").uniforms(windows * positions, from: 0, to: 1).map { draw in
      Int(Self.power(201, Double(draw))) - 1
    }
    let input = ranks.map { [Array(words[$0 * width..<($0 + 1) * width])] }
    let zero = [[Double](repeating: 0, count: units)]
    return layer.forward(input, hidden: zero, cell: zero).hidden.dropFirst().flatMap {
      $0[0].map { Float($0) }
    }
  }()

  /// base^exponent for an exponent from 0 to 1, by halving.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    var (result, root, rest) = (1.0, base, exponent)
    for _ in 0..<40 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result
  }
}
