import SingleDirections
import Tensors
import TestSupport
import Testing

struct SpearmanTests {
  private let key = RandomKey(seed: 17)

  /// The properties of the units of one network.
  private func correlated(
    _ x: [Double?], _ y: [Double?], resamples: Int = 2000, key: RandomKey
  ) throws -> Spearman {
    try Spearman.pooled([(x, y)], resamples: resamples, key: key)
  }

  @Test(arguments: Reference.values.spearman.indices)
  func coefficientsWithTiesEqualScipys(index: Int) throws {
    let golden = Reference.values.spearman[index]
    let result = try correlated(golden.x, golden.y, resamples: 0, key: key)
    #expect(agree([result.value], [golden.value], within: 1e-14))
    #expect(result.pairs == golden.x.count && result.missing == 0)
    #expect(result.interval == nil && result.resamples == 0 && result.resampling == .units)
    let mirrored = try correlated(golden.x, golden.y.map { -$0 }, resamples: 0, key: key)
    #expect(agree([mirrored.value], [-golden.value], within: 1e-14))
  }

  @Test func missingPairsAreDroppedAndCounted() throws {
    let result = try correlated([1, nil, 3, 2, nil, 9], [10, 5, 30, 20, nil, nil], resamples: 50, key: key)
    #expect(result.value == 1 && result.pairs == 3 && result.missing == 3)
    #expect(result.interval == Interval(low: 1, high: 1))
    // Some resamples draw one unit only.
    #expect(result.resamples < 50 && result.resamples > 30)
  }

  @Test func constantAndTooFewValuesHaveNone() throws {
    let cases: [([Double], [Double])] = [
      ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [4, 4, 4]), ([1], [2]), ([], []),
    ]
    for (x, y) in cases {
      let result = try correlated(x, y, key: key)
      #expect(result.value == nil && result.interval == nil && result.networks == [nil])
      #expect(result.meanOverNetworks == nil)
    }
    // One pair of many differs: most resamples are constant, and no interval comes of the rest.
    let rare = try correlated([Double](repeating: 0, count: 99) + [1], (0..<100).map { Double($0) }, key: key)
    #expect(rare.value != nil && rare.resamples > 1000 && rare.resamples < 1500 && rare.interval != nil)
    // Both units that differ are drawn together in 43 of 100 resamples only: too few for an interval.
    let rarer = try correlated([1, 0, 0, 0], [0, 1, 0, 0], key: key)
    #expect(agree([rarer.value], [-1.0 / 3], within: 1e-15))
    #expect(rarer.interval == nil && rarer.resamples > 780 && rarer.resamples < 940)
    #expect(
      throws: SingleDirectionsError.notFinite(source: "a property of units", row: 1, column: 0, value: "nan")
    ) {
      try correlated([1, 2], [1, .nan], key: key)
    }
  }

  @Test func intervalsAreThoseOfThePlainBootstrap() throws {
    let x = key.child("x").normals(60)
    let noise = key.child("y").normals(60)
    let y = zip(x, noise).map { ($0 + $1).rounded() }
    let result = try correlated(x, y, resamples: 500, key: key)
    let bootstrap = key.child("bootstrap")
    let plain = try (0..<500).compactMap { resample -> Double? in
      let drawn = (0..<60).map { bootstrap.child(resample).integer($0, below: 60) }
      return try correlated(drawn.map { x[$0] }, drawn.map { y[$0] }, resamples: 0, key: key).value
    }.sorted()
    // Percentiles 2.5 and 97.5 of 500 values lie at places 12.475 and 486.525.
    let low = plain[12] + 0.475 * (plain[13] - plain[12])
    let high = plain[486] + 0.525 * (plain[487] - plain[486])
    let interval = try #require(result.interval)
    #expect(agree([interval.low, interval.high], [low, high], within: 1e-12))
    let value = try #require(result.value)
    #expect(low < value && value < high)
    #expect(try correlated(x, y, resamples: 500, key: key) == result)
    #expect(try correlated(x, y, resamples: 500, key: RandomKey(seed: 18)).interval != interval)
  }

  @Test func theIntervalCoversTheTruthAboutAsOftenAsItSays() throws {
    var covered = 0
    for trial in 0..<200 {
      let x = key.child("x").child(trial).normals(50)
      let y = key.child("y").child(trial).normals(50)
      let interval = try #require(correlated(x, y, resamples: 200, key: key.child(trial)).interval)
      if interval.low <= 0 && interval.high >= 0 { covered += 1 }
    }
    #expect(covered >= 180 && covered < 200)
  }

  @Test func poolingRanksAllUnitsTogetherAndResamplesNetworks() throws {
    let networks: [(x: [Double?], y: [Double?])] = (0..<12).map { network in
      let x = key.child("x").child(network).normals(10)
      return (x, zip(x, key.child("y").child(network).normals(10)).map { $0 + 2 * $1 })
    }
    let pooled = try Spearman.pooled(networks, resamples: 300, key: key)
    let joined = try correlated(networks.flatMap(\.x), networks.flatMap(\.y), resamples: 300, key: key)
    #expect(pooled.value == joined.value && pooled.pairs == 120)
    #expect(pooled.resampling == .networks && joined.resampling == .units)
    #expect(pooled.interval != joined.interval)
    let own = try networks.map { try correlated($0.x, $0.y, resamples: 0, key: key).value }
    #expect(pooled.networks == own)
    #expect(pooled.meanOverNetworks == MeanInterval(own.compactMap(\.self)))
    // Resamples of networks, plainly.
    let bootstrap = key.child("bootstrap")
    let plain = try (0..<300).compactMap { resample -> Double? in
      let drawn = (0..<12).map { networks[bootstrap.child(resample).integer($0, below: 12)] }
      return try correlated(drawn.flatMap(\.x), drawn.flatMap(\.y), resamples: 0, key: key).value
    }.sorted()
    let low = plain[7] + 0.475 * (plain[8] - plain[7])
    #expect(agree([pooled.interval?.low], [low], within: 1e-12) && pooled.resamples == 300)
    #expect(throws: SingleDirectionsError.empty("network to correlate")) { try Spearman.pooled([], key: key) }
  }
}
