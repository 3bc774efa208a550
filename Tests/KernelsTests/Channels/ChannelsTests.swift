import Testing

@testable import Kernels

/// Passes over channels against plain Float64 loops.
struct ChannelsTests {
  private static func values(_ count: Int, _ salt: Int, offset: Float = 0) -> [Float] {
    (0..<count).map { Float(($0 * 7919 + salt * 104_729) % 2003) / 1001 - 1 + offset }
  }

  private static func isClose(_ x: [Double], _ y: [Double], _ tolerance: Double) -> Bool {
    let size = y.map(abs).max() ?? 0
    return x.count == y.count && zip(x, y).allSatisfy { abs($0 - $1) <= tolerance * max(size, 1) }
  }

  /// The last has several blocks, the last of them short.
  static let sizes = [(1, 1), (7, 3), (40, 16), (1000, 100)]

  /// Far from zero, where a difference of squares would lose all digits.
  @Test(arguments: sizes) func momentsAreThoseOfTheFormula(rows: Int, channels: Int) {
    let x = Self.values(rows * channels, 1, offset: 1000)
    let moments = Channels.moments(of: x, rows: rows, channels: channels)
    for channel in 0..<channels {
      let column = (0..<rows).map { Double(x[$0 * channels + channel]) }
      let mean = column.reduce(0, +) / Double(rows)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      #expect(abs(moments.mean[channel] - mean) < 1e-6 && abs(moments.variance[channel] - variance) < 1e-6)
    }
  }

  @Test(arguments: sizes, [false, true]) func forwardAndBackward(size: (Int, Int), rectify: Bool) {
    let (rows, channels) = size
    let (x, gradient) = (Self.values(rows * channels, 1), Self.values(rows * channels, 2))
    let (scale, shift) = (Self.values(channels, 3), Self.values(channels, 4))
    let (mean, linear, constant) = (
      Self.values(channels, 5), Self.values(channels, 6), Self.values(channels, 7)
    )
    var y = [Float](repeating: 9, count: x.count)
    Channels.affine(x, rows: rows, scale: scale, shift: shift, rectify: rectify, into: &y)
    let sums = Channels.gradientSums(
      x: x, gradient: gradient, rows: rows, scale: scale, shift: shift, mean: mean, rectify: rectify)
    var xGradient = gradient
    Channels.gradient(
      x: x, gradient: &xGradient, rows: rows, scale: scale, shift: shift, mean: mean, linear: linear,
      constant: constant, rectify: rectify)

    var (values, gradients) = ([Double](), [Double]())
    var (passedSum, product) = (
      [Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)
    )
    for index in x.indices {
      let channel = index % channels
      let value = Double(x[index]) * Double(scale[channel]) + Double(shift[channel])
      let passed = !rectify || y[index] > 0 ? Double(gradient[index]) : 0
      let distance = Double(x[index]) - Double(mean[channel])
      values.append(rectify ? max(value, 0) : value)
      gradients.append(
        Double(scale[channel]) * passed + Double(linear[channel]) * distance + Double(constant[channel]))
      passedSum[channel] += passed
      product[channel] += passed * distance
    }
    #expect(Self.isClose(y.map(Double.init), values, 1e-6))
    #expect(Self.isClose(xGradient.map(Double.init), gradients, 1e-6))
    #expect(Self.isClose(sums.gradient, passedSum, 1e-5) && Self.isClose(sums.product, product, 1e-5))
  }

  @Test func whatIsNoNumberStaysNone() {
    var y: [Float] = [0, 0]
    Channels.affine([.nan, 1], rows: 1, scale: [1, 1], shift: [0, .nan], rectify: true, into: &y)
    #expect(y.allSatisfy { $0.isNaN })
  }
}
