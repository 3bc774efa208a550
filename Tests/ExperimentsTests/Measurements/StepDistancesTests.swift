import Networks
import Similarity
import Tensors
import TestSupport
import Testing

@testable import Experiments

struct StepDistancesTests {
  private func states(
    units: Int, starts: Int = 1000, steps: Int = 20, blend: AutonomousRecurrence.Blend? = nil,
    seed: UInt64 = 1
  ) throws -> [Matrix<Double>] {
    let key = RandomKey(seed: seed)
    let linear = try AutonomousRecurrence(units: units, key: key)
    let recurrence = blend.map { linear.blended($0, key: key) } ?? linear
    return recurrence.states(
      from: AutonomousRecurrence.normalStates(starts, units: units, key: key), count: steps)
  }

  /// F8: by construction CCA and PWCCA distance of a linear recurrence are zero, while cosine and Euclidean are not.
  @Test(arguments: [10, 50, 200], [1, 2] as [UInt64])
  func linearRecurrencesHaveNoDistance(units: Int, seed: UInt64) throws {
    let steps = units == 200 ? 5 : 20
    let distances = try StepDistances(states(units: units, steps: steps, seed: seed))
    #expect(distances.steps == steps)
    for distance in [StepDistances.Distance.cca, .pwcca] {
      #expect(distances[distance].allSatisfy { $0 >= 0 && $0 < 1e-10 })
    }
    for step in 0..<steps - 1 {
      #expect(distances[.cosine][step] > 0.1 && distances[.euclidean][step] > 0.4)
      #expect(distances[.centredCosine][step] > 0.1)
    }
    let mean = distances[.cosine].dropLast().reduce(0, +) / Double(steps - 1)
    #expect(abs(mean - 1) < 0.3)
  }

  /// Every distance against the measures of a pair, and the baselines by hand.
  @Test func distancesAreThoseOfPairs() throws {
    let states = try states(units: 12, starts: 300, steps: 6, blend: .init(strength: 3, weightDeviation: 1))
    let distances = try StepDistances(states)
    let last = try PreparedRepresentation(MatrixRows(states[5], name: "last"))
    for step in 0..<6 {
      let own = try PreparedRepresentation(MatrixRows(states[step], name: "step"))
      let pair = try PairScores(own, last)
      #expect(abs(distances[.cca][step] - (1 - pair.cca)) < 1e-12)
      #expect(abs(distances[.pwcca][step] - (1 - pair.pwccaYX)) < 1e-12)
      #expect(step == 5 || abs(pair.pwccaXY - pair.pwccaYX) > 1e-4)
      let (cosine, euclidean) = byHand(states[step], states[5])
      #expect(isClose(distances[.cosine][step], cosine, tolerance: 1e-12, floor: 1e-12))
      #expect(isClose(distances[.euclidean][step], euclidean, tolerance: 1e-7, floor: 1e-7))
      let centred = byHand(centred(states[step]), centred(states[5]))
      #expect(isClose(distances[.centredCosine][step], centred.cosine, tolerance: 1e-10, floor: 1e-10))
    }
    #expect(isClose(distances.null, 1 - NullFormula(rows: 300, x: 12, y: 12).mean, tolerance: 1e-14))
    #expect(distances.warnings.isEmpty)
    #expect(try StepDistances(self.states(units: 20, starts: 300, steps: 2)).warnings.count == 1)
  }

  private func centred(_ matrix: Matrix<Double>) -> Matrix<Double> {
    var result = matrix
    for j in 0..<matrix.columns {
      let mean = (0..<matrix.rows).reduce(0) { $0 + matrix[$1, j] } / Double(matrix.rows)
      for i in 0..<matrix.rows { result[i, j] -= mean }
    }
    return result
  }

  private func byHand(_ x: Matrix<Double>, _ y: Matrix<Double>) -> (cosine: Double, euclidean: Double) {
    var sums = (cosine: 0.0, euclidean: 0.0)
    for i in 0..<x.rows {
      func length(_ m: Matrix<Double>) -> Double {
        (0..<m.columns).reduce(0) { $0 + m[i, $1] * m[i, $1] }.squareRoot()
      }
      let (a, b) = (length(x), length(y))
      sums.cosine += 1 - (0..<x.columns).reduce(0) { $0 + x[i, $1] / a * (y[i, $1] / b) }
      sums.euclidean += (0..<x.columns).reduce(0.0) { sum, j in
        let gap = x[i, j] / a - y[i, j] / b
        return sum + gap * gap
      }.squareRoot()
    }
    return (sums.cosine / Double(x.rows), sums.euclidean / Double(x.rows))
  }

  /// F9: near the distances that were measured elsewhere for steps 0, 10 and 18 of 20, with room for other draws.
  @Test(
    arguments: [
      (1, false, [0.27...0.40, 0.10...0.20, 0.01...0.03]),
      (100, false, [0.50...0.70, 0.15...0.30, 0.01...0.04]),
      (1, true, [0.01...0.06, 0.005...0.04, 0...0.006]),
    ] as [(Double, Bool, [ClosedRange<Double>])])
  func blendedRecurrences(strength: Double, isScaled: Bool, expected: [ClosedRange<Double>]) throws {
    let units = 50
    let deviation = isScaled ? 1 / Double(units).squareRoot() : 1
    let distances = try StepDistances(
      states(units: units, blend: .init(strength: strength, weightDeviation: deviation)))
    for (step, range) in zip([0, 10, 18], expected) { #expect(range.contains(distances[.cca][step])) }
    #expect((0..<19).allSatisfy { distances[.cosine][$0] > distances[.cca][$0] + 0.1 })
  }
}
