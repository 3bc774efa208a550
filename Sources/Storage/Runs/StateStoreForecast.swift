/// How much disk a snapshot will take.
public struct StateStoreForecast: Equatable, Sendable {
  /// The size of one snapshot as Float32, in bytes.
  public let float32Bytes: Int
  /// The size of one snapshot in its own precision, before compression.
  public let storedBytes: Int
  /// What one snapshot is expected to take on the disk.
  public let expectedBytes: Int

  /// Forecasts one snapshot of a probe.
  public init(windows: Int, positions: Int, units: [Int], precision: StatePrecision, shuffled: Bool) {
    let numbers = windows * positions * units.reduce(0, +)
    float32Bytes = 4 * numbers
    storedBytes = (precision == .float16 ? 2 : 4) * numbers
    expectedBytes = Int((Double(float32Bytes) / Self.ratio(precision, shuffled: shuffled)).rounded())
  }

  /// Forecasts one snapshot of a probe in a store.
  public init(_ probe: ProbeDescription, in store: StateStoreDescription) {
    self.init(
      windows: probe.windows, positions: probe.positions,
      units: probe.sites.map { $0.positions * $0.units },
      precision: store.precision, shuffled: store.shuffled)
  }

  /// Measured ratios to Float32.
  ///
  /// Those of Float16, lossless and rounded shuffled states are of 4,000 × 200 states of an LSTM trained on PTB for one
  /// epoch, zstd at level 1 (3 where rounded); rounded ones without shuffle, and those of 0 bits, of an untrained LSTM.
  /// Of a six-layer ConvNet with batch norm on CIFAR-10, spatial means, logits and maps before the ReLU came within 15 % of
  /// them; maps and dense layers after a ReLU, half of whose numbers are zero, took half to two thirds of what is forecast.
  static func ratio(_ precision: StatePrecision, shuffled: Bool) -> Double {
    switch (precision, shuffled) {
    case (.float16, false): 2.12
    case (.float16, true): 2.27
    case (.lossless, false): 1.06
    case (.lossless, true): 1.17
    case (.rounded(let bits), let shuffled):
      interpolated(bits, in: shuffled ? shuffledRatios : plainRatios)
    }
  }

  private static let shuffledRatios: [(bits: Int, ratio: Double)] = [
    (0, 6.5), (5, 3.33), (7, 2.76), (10, 2.11), (13, 1.82), (23, 1.17),
  ]
  private static let plainRatios: [(bits: Int, ratio: Double)] = [
    (0, 4.5), (5, 2.55), (7, 2.1), (10, 1.55), (13, 1.37), (23, 1.06),
  ]

  /// The ratio between two measured ones: each kept bit adds to the size, so that sizes lie on a line and ratios do not.
  private static func interpolated(_ bits: Int, in table: [(bits: Int, ratio: Double)]) -> Double {
    let above = table.firstIndex { $0.bits >= bits } ?? table.count - 1
    guard above > 0 else { return table[0].ratio }
    let (low, high) = (table[above - 1], table[above])
    let part = Double(min(bits, high.bits) - low.bits) / Double(high.bits - low.bits)
    return 1 / (1 / low.ratio + part * (1 / high.ratio - 1 / low.ratio))
  }
}
