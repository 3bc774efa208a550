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
    let extent = RecurrentExtent(positions: 1, lanes: x.count, hidden: 1)
    var gates: [Float] = []
    for value in x { gates += [value, 0, value, 0] }
    var hidden = [Float](repeating: 0, count: 2 * x.count)
    var cell = hidden
    var cellTanh = [Float](repeating: 0, count: x.count)
    var panels = PanelBuffer()
    LSTMSequence.forward(
      extent, recurrentWeight: [0, 0, 0, 0], gates: &gates, hidden: &hidden, cell: &cell, cellTanh: &cellTanh,
      panels: &panels)
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

  /// A window at once, in parts, and with h made again of c: the same bits.
  @Test(arguments: [(5, 3), (40, 1), (150, 4)]) func partsChangeNoBit(units: Int, lanes: Int) {
    let extent = RecurrentExtent(positions: 5, lanes: lanes, hidden: units)
    func spread(_ count: Int, _ scale: Float) -> [Float] {
      (0..<count).map { (Float(($0 * 7919) % 997) / 498 - 1) * scale }
    }
    let weight = spread(4 * units * units, 0.2)
    let start = (
      gates: spread(5 * 4 * extent.state, 2), hidden: spread(6 * extent.state, 1),
      cell: spread(6 * extent.state, 2), tanh: [Float](repeating: 0, count: 5 * extent.state)
    )
    var (whole, parts, panels) = (start, start, PanelBuffer())
    LSTMSequence.forward(
      extent, recurrentWeight: weight, gates: &whole.gates, hidden: &whole.hidden, cell: &whole.cell,
      cellTanh: &whole.tanh, panels: &panels)
    var packed = PanelBuffer()
    LSTMSequence.pack(extent, recurrentWeight: weight, into: &packed)
    for positions in [0..<1, 1..<4, 4..<5] {
      LSTMSequence.forward(
        extent, positions: positions, panels: packed, gates: &parts.gates, hidden: &parts.hidden,
        cell: &parts.cell, cellTanh: &parts.tanh)
      for position in positions {
        for i in position * extent.state..<(position + 1) * extent.state {
          parts.hidden[extent.state + i] = 7
          parts.tanh[i] = 7
        }
        LSTMSequence.remakeHidden(
          extent, position: position, gates: parts.gates, cell: parts.cell, cellTanh: &parts.tanh,
          hidden: &parts.hidden)
      }
    }
    #expect(parts == whole)
  }

  @Test func notANumberStaysVisible() {
    var gates: [Float] = [.nan, 0, 0, 0]
    var (hidden, cell, cellTanh): ([Float], [Float], [Float]) = ([0, 0], [0, 0], [0])
    var panels = PanelBuffer()
    LSTMSequence.forward(
      RecurrentExtent(positions: 1, lanes: 1, hidden: 1), recurrentWeight: [0, 0, 0, 0], gates: &gates,
      hidden: &hidden,
      cell: &cell, cellTanh: &cellTanh, panels: &panels)
    #expect(hidden[1].isNaN)
  }
}
