import Foundation
import Testing

@testable import Kernels

struct NormalNoiseTests {
  private func noise(_ count: Int, key: UInt64 = 7) -> [Double] {
    var values = [Float](repeating: 0, count: count)
    NormalNoise.add(to: &values, rowLength: count, keys: [key], deviations: [1])
    return values.map(Double.init)
  }

  @Test func valuesAreNormalQuantiles() {
    // Sorted draws of a large sample lie near the quantiles of their ranks: the Kolmogorov–Smirnov distance is small.
    let sorted = noise(200_000).sorted()
    var distance = 0.0
    for (rank, value) in sorted.enumerated() {
      let probability = 0.5 * erfc(-value / 2.0.squareRoot())
      distance = max(distance, abs(probability - (Double(rank) + 0.5) / Double(sorted.count)))
    }
    #expect(distance < 1.63 / Double(sorted.count).squareRoot())
    let (least, greatest) = (sorted[0], sorted[sorted.count - 1])
    #expect(least < -3.8 && greatest > 3.8 && least > -5.3 && greatest < 5.3)
  }

  @Test func momentsAreNormal() {
    let values = noise(400_000, key: 11)
    let count = Double(values.count)
    func moment(_ power: Int) -> Double { values.reduce(0) { $0 + pow($1, Double(power)) } / count }
    #expect(abs(moment(1)) < 5 / count.squareRoot())
    #expect(abs(moment(2) - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(moment(3)) < 5 * (15 / count).squareRoot())
    #expect(abs(moment(4) - 3) < 5 * (96 / count).squareRoot())
  }

  @Test func rowsDependOnTheirKeysAlone() {
    var both = [Float](repeating: 1, count: 10 + 2 * 150)
    NormalNoise.add(to: &both, from: 10, rowLength: 150, keys: [3, 4], deviations: [0, 1, 2])
    var second = [Float](repeating: 1, count: 150)
    NormalNoise.add(to: &second, rowLength: 150, keys: [4], deviations: [0, 1, 2])
    #expect(both[..<10].allSatisfy { $0 == 1 })
    #expect(Array(both[160...]) == second)
    #expect(Array(both[10..<160]) != second)
    #expect(stride(from: 0, to: 150, by: 3).allSatisfy { second[$0] == 1 })
  }
}
