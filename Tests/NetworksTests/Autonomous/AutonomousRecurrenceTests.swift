import Foundation
import Tensors
import TestSupport
import Testing

@testable import Networks

struct AutonomousRecurrenceTests {
  private let key = RandomKey(seed: 3)

  @Test func aLinearRecurrenceRotates() throws {
    let recurrence = try AutonomousRecurrence(units: 6, key: key)
    let start = AutonomousRecurrence.normalStates(9, units: 6, key: key)
    let states = recurrence.states(from: start, count: 4)
    #expect(states.count == 4 && states[0] == start)
    let cube = recurrence.rotation.multiplied(by: recurrence.rotation).multiplied(by: recurrence.rotation)
    for row in 0..<9 {
      for i in 0..<6 {
        let expected = (0..<6).reduce(0) { $0 + cube[i, $1] * start[row, $1] }
        #expect(abs(states[3][row, i] - expected) < 1e-13)
      }
    }
  }

  /// Every number of a blended step against the formula.
  @Test(arguments: [0, 0.5])
  func aBlendedRecurrenceIsTheFormula(bias: Double) throws {
    let linear = try AutonomousRecurrence(units: 5, key: key)
    let recurrence = linear.blended(
      .init(strength: 7, weightDeviation: 0.3, biasDeviation: bias), key: key)
    let part = try #require(recurrence.nonlinearity)
    #expect(part.bias.contains { $0 != 0 } == (bias > 0))
    var h = AutonomousRecurrence.normalStates(3, units: 5, key: key)
    let states = recurrence.states(from: h, count: 3)
    for step in 1..<3 {
      let before = h
      for row in 0..<3 {
        for i in 0..<5 {
          let rotated = (0..<5).reduce(0.0) { $0 + recurrence.rotation[i, $1] * before[row, $1] }
          let drive = (0..<5).reduce(0.0) { $0 + part.weight[i, $1] * before[row, $1] }
          h[row, i] = rotated + 7 / (1 + exp(-drive)) + part.bias[i]
          #expect(isClose(states[step][row, i], h[row, i], tolerance: 1e-12))
        }
      }
    }
  }

  /// Strong drives saturate; nothing overflows.
  @Test func strongNonlinearitiesStayFinite() throws {
    let recurrence = try AutonomousRecurrence(units: 10, key: key).blended(
      .init(strength: 1e6, weightDeviation: 1e3), key: key)
    let states = recurrence.states(
      from: AutonomousRecurrence.normalStates(5, units: 10, key: key), count: 20)
    #expect(states.allSatisfy { $0.elements.allSatisfy { $0.isFinite } })
  }

  /// Settings of one key are paired: rotation, starts and directions of the weights are the same.
  @Test func settingsArePaired() throws {
    let linear = try AutonomousRecurrence(units: 8, key: key)
    let one = linear.blended(.init(strength: 1, weightDeviation: 1), key: key)
    let half = linear.blended(.init(strength: 2, weightDeviation: 0.5), key: key)
    #expect(one.rotation == linear.rotation && half.rotation == linear.rotation)
    let weights = try #require(one.nonlinearity?.weight)
    #expect(half.nonlinearity?.weight == weights.scaled(by: 0.5))
    let deviation = (weights.inner(weights) / 64).squareRoot()
    #expect(deviation > 0.8 && deviation < 1.2)
    #expect(try AutonomousRecurrence(units: 8, key: RandomKey(seed: 4)) != linear)
  }
}
