import Foundation
import Testing

@testable import Kernels

struct LSTMSequenceTests {
  /// σ and tanh of the vector kernels against Float64, in units in the last place, over their whole range.
  @Test func activationsAreWithinAFewUlp() {
    var x = (0..<17_700).map { Float($0) * Float(0.0113) - 100 }
    x += (0..<40).map { Float(sign: .plus, exponent: -$0, significand: 1.37) }
    x += (0..<40).map { -Float(sign: .plus, exponent: -$0, significand: 1.71) }
    // A step of one unit a lane whose recurrent weights are 0: gate i shows σ(x) and gate g tanh(x).
    let extent = LSTMExtent(positions: 1, lanes: x.count, hidden: 1)
    var gates: [Float] = []
    for value in x { gates += [value, 0, value, 0] }
    var hidden = [Float](repeating: 0, count: 2 * x.count)
    var cell = hidden
    var cellTanh = [Float](repeating: 0, count: x.count)
    LSTMSequence.forward(
      extent, recurrentWeight: [0, 0, 0, 0], gates: &gates, hidden: &hidden, cell: &cell, cellTanh: &cellTanh)
    for (i, value) in x.enumerated() {
      let logistic: Double = 1 / (1 + exp(-Double(value)))
      let squashed: Double = tanh(Double(value))
      if value > -86 { #expect(ulps(gates[4 * i], logistic) <= 3, "σ(\(value))") }
      #expect(ulps(gates[4 * i + 2], squashed) <= 4, "tanh(\(value))")
    }
  }

  /// The distance of a Float32 from the true value, in units in the last place of the truth.
  private func ulps(_ value: Float, _ truth: Double) -> Double {
    abs(Double(value) - truth) / Double(Float(truth).ulp)
  }

  /// Numbers spread over ±`scale`, the same at every call.
  private func spread(_ count: Int, _ scale: Float) -> [Float] {
    (0..<count).map { i in (Float(i * 7919 % 997) / 498 - 1) * scale }
  }

  @Test func notANumberStaysVisible() {
    var gates: [Float] = [.nan, 0, 0, 0]
    var (hidden, cell, cellTanh): ([Float], [Float], [Float]) = ([0, 0], [0, 0], [0])
    LSTMSequence.forward(
      LSTMExtent(positions: 1, lanes: 1, hidden: 1), recurrentWeight: [0, 0, 0, 0], gates: &gates,
      hidden: &hidden,
      cell: &cell, cellTanh: &cellTanh)
    #expect(hidden[1].isNaN)
  }

  /// The bits of a window do not depend on the number of threads.
  @Test func bitsDoNotDependOnThreads() {
    func run(_ threads: Int) -> [Float] {
      Threads.setCount(threads)
      let extent = LSTMExtent(positions: 3, lanes: 4, hidden: 150)
      let weight = spread(4 * 150 * 150, 0.1)
      var gates = spread(3 * 4 * 600, 1)
      var hidden = [Float](repeating: 0.1, count: 4 * 4 * 150)
      var cell = hidden
      var cellTanh = [Float](repeating: 0, count: 3 * 4 * 150)
      LSTMSequence.forward(
        extent, recurrentWeight: weight, gates: &gates, hidden: &hidden, cell: &cell, cellTanh: &cellTanh)
      var gradient = Array(hidden.dropFirst(600))
      var scratch = [Float](repeating: 0, count: 600)
      LSTMSequence.backward(
        extent, recurrentWeight: weight, gates: &gates, cell: cell, cellTanh: cellTanh,
        hiddenGradient: &gradient,
        cellGradient: &scratch)
      return hidden + gradient + gates
    }
    let one = run(1)
    #expect(run(2) == one)
    #expect(run(3) == one)
  }
}
