import Foundation
import Tensors
import TestSupport
import Testing

@testable import Networks

struct InterventionTests {
  private static let site = Site(.dense, layer: 1)
  private static let key = RandomKey(seed: 6)

  /// Values of `samples` × `rows` × `units`, after three others.
  private func values(_ samples: Int, _ rows: Int, _ units: Int) -> [Float] {
    [7, 8, 9] + Self.key.child("values").uniforms(samples * rows * units, from: -2, to: 2)
  }

  private func apply(
    _ change: Intervention.Change, _ samples: Int, _ rows: Int, _ units: Int, at site: Site = Self.site,
    firstSample: Int = 0, position: Int = 0
  ) -> [Float] {
    var result = values(samples, rows, units)
    Intervention(change, at: site).apply(
      to: &result, from: 3, samples: samples, rows: rows, units: units,
      at: .init(firstSample: firstSample, position: position))
    #expect(result[..<3] == [7, 8, 9])
    return Array(result.dropFirst(3))
  }

  @Test func clampFixesTheChosenUnits() {
    let before = Array(values(3, 2, 4).dropFirst(3))
    let after = apply(.clamp(units: [3, 1], values: [0.5, -1]), 3, 2, 4)
    for index in before.indices {
      let expected: Float = [before[index], -1, before[index], 0.5][index % 4]
      #expect(after[index] == expected)
    }
  }

  /// The donors are a ring: every sample gives its values once, and none to itself.
  @Test(arguments: [2, 3, 17, 64]) func resamplingHasNoFixedPoint(samples: Int) {
    let (rows, units) = (2, 3)
    let before = Array(values(samples, rows, units).dropFirst(3))
    for seed in 0..<20 {
      let change = Intervention.Change.resample(units: [0, 2], key: RandomKey(seed: UInt64(seed)))
      let after = apply(change, samples, rows, units)
      var donors: [Int] = []
      for sample in 0..<samples {
        let start = sample * rows * units
        let donor = (0..<samples).first { before[$0 * rows * units] == after[start] } ?? sample
        donors.append(donor)
        for row in 0..<rows {
          for unit in 0..<units {
            let source = (unit == 1 ? sample : donor) * rows * units + row * units + unit
            #expect(after[start + row * units + unit] == before[source])
          }
        }
      }
      #expect(donors.sorted() == Array(0..<samples))
      #expect(donors.indices.allSatisfy { donors[$0] != $0 })
    }
    #expect(
      apply(.resample(units: [0], key: Self.key), samples, rows, units)
        == apply(.resample(units: [0], key: Self.key), samples, rows, units))
  }

  @Test func oneSampleIsItsOwnDonor() {
    #expect(apply(.resample(units: [0, 1], key: Self.key), 1, 3, 2) == Array(values(1, 3, 2).dropFirst(3)))
  }

  @Test func noiseHasItsDeviations() {
    let (samples, rows) = (400, 25)
    let deviations: [Float] = [0, 0.1, 2]
    let before = Array(values(samples, rows, 3).dropFirst(3))
    let noise = zip(apply(.noise(deviations: deviations, key: Self.key), samples, rows, 3), before).map {
      Double($0 - $1)
    }
    let count = Double(samples * rows)
    for (unit, deviation) in deviations.enumerated() {
      let draws = stride(from: unit, to: noise.count, by: 3).map { noise[$0] }
      let variance = draws.reduce(0) { $0 + $1 * $1 } / count
      // Five standard errors, and the rounding of the sum.
      let expected = Double(deviation) * Double(deviation)
      #expect(abs(variance - expected) <= 5 * expected * (2 / count).squareRoot() + 1e-12)
      let mean = draws.reduce(0, +) / count
      #expect(abs(mean) <= 5 * Double(deviation) / count.squareRoot() + 1e-6)
    }
    // Fresh for every row of a sample, and for every sample.
    #expect(Set(stride(from: 2, to: noise.count, by: 3).map { noise[$0] }).count > samples * rows * 9 / 10)
  }

  @Test func noiseDoesNotDependOnBatches() {
    let (rows, units) = (2, 5)
    let change = Intervention.Change.noise(deviations: [1, 2, 3, 4, 5], key: Self.key)
    let whole = apply(change, 7, rows, units, firstSample: 20, position: 3)
    var parts = values(7, rows, units)
    for samples in [0..<3, 3..<7] {
      Intervention(change, at: Self.site).apply(
        to: &parts, from: 3 + samples.lowerBound * rows * units, samples: samples.count, rows: rows,
        units: units, at: .init(firstSample: 20 + samples.lowerBound, position: 3))
    }
    #expect(Array(parts.dropFirst(3)) == whole)
    #expect(apply(change, 7, rows, units, firstSample: 20, position: 4) != whole)
    #expect(apply(change, 7, rows, units, firstSample: 21, position: 3) != whole)
    #expect(apply(change, 7, rows, units, at: .logits, firstSample: 20, position: 3) != whole)
  }

  /// Noise along the axes is noise of units; along others it lies in their span, and batches do not show.
  @Test func noiseAlongDirectionsStaysInTheirSpan() {
    let (samples, rows, units) = (7, 3, 5)
    let before = Array(values(samples, rows, units).dropFirst(3))
    let axes = Matrix<Float>(rows: 5, columns: 5, elements: (0..<25).map { $0 % 6 == 0 ? 1 : 0 })
    let deviations: [Float] = [1, 2, 3, 4, 5]
    let plain = apply(.noise(deviations: deviations, key: Self.key), samples, rows, units)
    #expect(
      apply(.noiseAlong(directions: axes, deviations: deviations, key: Self.key), samples, rows, units)
        == plain)
    let two = ReferenceIntervention.directions(2, units: units, key: Self.key)
    let change = Intervention.Change.noiseAlong(directions: two, deviations: [0.5, 2], key: Self.key)
    let changed = apply(change, samples, rows, units)
    for row in 0..<samples * rows {
      let noise = (0..<units).map { Double(changed[row * units + $0] - before[row * units + $0]) }
      let along = (0..<2).map { direction in
        (0..<units).reduce(0) { $0 + Double(two[direction, $1]) * noise[$1] }
      }
      #expect(along.allSatisfy { $0 != 0 })
      for unit in 0..<units {
        let inside = (0..<2).reduce(0) { $0 + along[$1] * Double(two[$1, unit]) }
        #expect(abs(inside - noise[unit]) < 1e-5)
      }
    }
    var parts = values(samples, rows, units)
    for part in [0..<3, 3..<7] {
      Intervention(change, at: Self.site).apply(
        to: &parts, from: 3 + part.lowerBound * rows * units, samples: part.count, rows: rows, units: units,
        at: .init(firstSample: part.lowerBound))
    }
    #expect(Array(parts.dropFirst(3)) == apply(change, samples, rows, units))
  }

  @Test func projectionsAreAlongTheDirections() {
    let (samples, rows, units) = (6, 3, 9)
    let directions = ReferenceIntervention.directions(4, units: units, key: Self.key)
    let centre = Self.key.child("centre").uniforms(units, from: -1, to: 1)
    let before = Array(values(samples, rows, units).dropFirst(3))
    let removed = apply(.remove(directions: directions, centre: centre), samples, rows, units)
    for row in 0..<samples * rows {
      let range = row * units..<(row + 1) * units
      func coordinates(_ values: [Float]) -> [Double] {
        (0..<4).map { direction in
          zip(range, 0..<units).reduce(0) {
            $0 + Double(directions[direction, $1.1]) * Double(values[$1.0] - centre[$1.1])
          }
        }
      }
      #expect(coordinates(removed).allSatisfy { abs($0) < 1e-6 })
      // What went is the part along the directions and nothing else.
      let along = coordinates(before)
      for (index, unit) in zip(range, 0..<units) {
        let part = (0..<4).reduce(0) { $0 + along[$1] * Double(directions[$1, unit]) }
        #expect(abs(Double(before[index]) - Double(removed[index]) - part) < 2e-6)
      }
    }
    // Twice is once.
    var twice = removed
    Intervention(.remove(directions: directions, centre: centre), at: Self.site).apply(
      to: &twice, samples: samples, rows: rows, units: units, at: .init(firstSample: 0))
    #expect(scaledDifference(twice, removed) < 1e-6)
  }

  @Test func noDirectionsRemoveNothing() {
    let none = Matrix<Float>(rows: 0, columns: 3)
    let removed = apply(.remove(directions: none, centre: [0, 0, 0]), 2, 1, 3)
    #expect(removed == Array(values(2, 1, 3).dropFirst(3)))
  }

  private static let refused: [(Intervention.Change, String)] = [
    (.clamp(units: [0, 1], values: [0]), "a clamp of 2 units to 1 values, but must be one value a unit"),
    (.clamp(units: [1], values: [.nan]), "a clamp to nan, but must be to finite values"),
    (.clamp(units: [-1], values: [0]), "on unit -1, but must be on units from 0 to 2"),
    (.resample(units: [0, 3], key: key), "on unit 3, but must be on units from 0 to 2"),
    (.noise(deviations: [1, 1], key: key), "noise for 2 units, but must be noise for 3"),
    (
      .noise(deviations: [1, -1, 1], key: key),
      "noise of deviation -1.0, but must be of finite deviations from 0 up"
    ),
    (
      .noiseAlong(
        directions: Matrix(rows: 1, columns: 3, elements: [1, 0, 0]), deviations: [1, 1], key: key),
      "noise for 2 of 1 directions in 3 units, but must be noise for every direction, in 3 units"
    ),
    (
      .noiseAlong(
        directions: Matrix(rows: 1, columns: 3, elements: [1, 0, 1]), deviations: [1], key: key),
      "of 1 directions that are not orthonormal, but must be of orthonormal directions"
    ),
    (
      .remove(directions: Matrix(rows: 1, columns: 3, elements: [1, 0, 0]), centre: [0]),
      "of directions in 3 units about a centre in 1, but must be of directions and a centre in 3"
    ),
    (
      .remove(directions: Matrix(rows: 2, columns: 3, elements: [1, 0, 0, 1, 0, 0]), centre: [0, 0, 0]),
      "of 2 directions that are not orthonormal, but must be of orthonormal directions"
    ),
  ]

  @Test func refusesSizesThatDoNotFit() throws {
    for (change, sentence) in Self.refused {
      let intervention = Intervention(change, at: Self.site)
      do {
        try intervention.validate(units: 3)
        Issue.record("\(change) was accepted")
      } catch {
        #expect(error.description == "an intervention at dense_l1 is \(sentence)")
      }
    }
    let fine = Matrix<Float>(rows: 2, columns: 3, elements: [1, 0, 0, 0, 0.6, 0.8])
    try Intervention(.remove(directions: fine, centre: [0, 1, 2]), at: Self.site).validate(units: 3)
    try Intervention(.clamp(units: [2], values: [-4]), at: Self.site).validate(units: 3)
  }
}
