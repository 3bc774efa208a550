import Tensors
import TestSupport
import Testing

@testable import Networks

struct UnitStatisticsTests {
  private static let site = Site(.cell, layer: 1)

  /// 60 rows of 4 units: small ones, a constant, and one far from 0 beside its spread.
  private static let values: [Float] = {
    let key = RandomKey(seed: 8)
    return (0..<60).flatMap { row in
      let draws = key.child(row).uniforms(3, from: -1, to: 1)
      return [draws[0], 0.1, 4096 + draws[1] / 8, draws[2] * 100]
    }
  }()

  private func statistics(cuts: [Int]) -> UnitStatistics {
    var (statistics, start) = (UnitStatistics(), 0)
    for rows in cuts {
      statistics.observe(
        Self.site, Self.values[start * 4..<(start + rows) * 4], positions: rows / 2, lanes: 2)
      start += rows
    }
    return statistics
  }

  @Test func areThoseOfTwoPasses() throws {
    let summary = try #require(statistics(cuts: [60])[Self.site])
    #expect(summary.count == 60 && summary.standardDeviation[1] == 0)
    for unit in 0..<4 {
      let column = stride(from: unit, to: 240, by: 4).map { Double(Self.values[$0]) }
      let mean = column.reduce(0, +) / 60
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60
      #expect(isClose(summary.mean[unit], mean, tolerance: 1e-12, floor: 1e-14))
      #expect(
        isClose(summary.standardDeviation[unit], variance.squareRoot(), tolerance: 1e-10, floor: 1e-14))
    }
  }

  @Test func windowsDoNotShow() { #expect(statistics(cuts: [2, 18, 40]) == statistics(cuts: [60])) }

  @Test func unseenSitesHaveNone() {
    #expect(statistics(cuts: [60])[Site(.hidden, layer: 1)] == nil)
    #expect(statistics(cuts: [])[Self.site] == nil)
  }

  @Test func notANumberShows() throws {
    var statistics = UnitStatistics()
    statistics.observe(Self.site, [1, .nan, 3, 4], positions: 2, lanes: 1)
    let summary = try #require(statistics[Self.site])
    #expect(summary.mean[0] == 2 && summary.mean[1].isNaN && summary.standardDeviation[1].isNaN)
  }
}
