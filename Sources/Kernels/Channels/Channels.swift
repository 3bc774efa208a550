import CKernels

/// Passes over rows of channels, [row][channel], on the thread pool: what batch normalisation and rectification are made of.
///
/// Sums do not depend on the thread count: stretches of rows that the sizes alone decide are added in their order.
public enum Channels {
  /// The numbers of a block.
  private static let numbersOfBlock = 1 << 15
  /// The rows that are summed in Float32.
  private static let rowsOfStretch = 32

  /// The mean and the variance, over `rows`, of each channel; the variance divides by `rows`.
  ///
  /// - Parameters:
  ///   - x: [row][channel].
  ///   - rows: how many there are, at least 1.
  ///   - channels: the length of a row.
  public static func moments(
    of x: [Float], rows: Int, channels: Int
  ) -> (mean: [Double], variance: [Double]) {
    precondition(
      rows > 0 && channels > 0 && x.count >= rows * channels, "\(rows) rows of \(channels) channels")
    let pivot = Array(x[0..<channels])
    let sums = sums(rows: rows, channels: channels) { first, count, sums, squares in
      x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return }
        strata_channel_moments(count, channels, x + first * channels, pivot, sums, squares)
      }
    }
    let count = Double(rows)
    let mean = (0..<channels).map { Double(pivot[$0]) + sums.first[$0] / count }
    let variance = (0..<channels).map { channel in
      let distance = sums.first[channel] / count
      return max(sums.second[channel] / count - distance * distance, 0)
    }
    return (mean, variance)
  }

  /// y ← x·scale + shift by channels, or the greater of that and 0.
  ///
  /// - Parameters:
  ///   - x: [row][channel].
  ///   - rows: how many there are.
  ///   - scale: one for each channel.
  ///   - shift: one for each channel.
  ///   - rectify: whether what is below 0 becomes 0.
  ///   - y: filled.
  public static func affine(
    _ x: [Float], rows: Int, scale: [Float], shift: [Float], rectify: Bool, into y: inout [Float]
  ) {
    let channels = scale.count
    check(rows, channels, x, y)
    precondition(shift.count == channels, "\(shift.count) shifts for \(channels) channels")
    y.withUnsafeMutableBufferPointer { y in
      x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        forEachBlock(rows: rows, channels: channels) { first, count in
          strata_channel_affine(
            count, channels, x + first * channels, scale, shift, rectify ? 1 : 0, y + first * channels)
        }
      }
    }
  }

  /// The same in place: x ← x·scale + shift by channels, or the greater of that and 0.
  public static func affine(
    inPlace x: inout [Float], rows: Int, scale: [Float], shift: [Float], rectify: Bool
  ) {
    let channels = scale.count
    check(rows, channels, x, x)
    precondition(shift.count == channels, "\(shift.count) shifts for \(channels) channels")
    x.withUnsafeMutableBufferPointer { x in
      guard let x = x.baseAddress else { return }
      forEachBlock(rows: rows, channels: channels) { first, count in
        let block = x + first * channels
        strata_channel_affine(count, channels, block, scale, shift, rectify ? 1 : 0, block)
      }
    }
  }

  /// The sums over rows of the gradient that passes the rectifier, and of its product with x − mean.
  ///
  /// - Parameters:
  ///   - x: what ``affine(_:rows:scale:shift:rectify:into:)`` read.
  ///   - gradient: the gradient of what it made.
  ///   - rows: how many there are.
  ///   - scale: as then.
  ///   - shift: as then.
  ///   - mean: one for each channel.
  ///   - rectify: as then.
  public static func gradientSums(
    x: [Float], gradient: [Float], rows: Int, scale: [Float], shift: [Float], mean: [Float], rectify: Bool
  ) -> (gradient: [Double], product: [Double]) {
    let channels = scale.count
    check(rows, channels, x, gradient)
    precondition(
      shift.count == channels && mean.count == channels, "a shift and a mean for \(channels) channels")
    let sums = sums(rows: rows, channels: channels) { first, count, sums, products in
      x.withUnsafeBufferPointer { x in
        gradient.withUnsafeBufferPointer { gradient in
          guard let x = x.baseAddress, let gradient = gradient.baseAddress else { return }
          strata_channel_gradient_sums(
            count, channels, x + first * channels, gradient + first * channels, scale, shift, mean,
            rectify ? 1 : 0,
            sums, products)
        }
      }
    }
    return (sums.first, sums.second)
  }

  /// gradient ← scale·(the gradient that passes the rectifier) + linear·(x − mean) + constant, by channels.
  ///
  /// - Parameters:
  ///   - x: what ``affine(_:rows:scale:shift:rectify:into:)`` read.
  ///   - gradient: the gradient of what it made; replaced by that of `x`.
  ///   - rows: how many there are.
  ///   - scale: as then.
  ///   - shift: as then.
  ///   - mean: one for each channel.
  ///   - linear: one for each channel.
  ///   - constant: one for each channel.
  ///   - rectify: as then.
  public static func gradient(
    x: [Float], gradient: inout [Float], rows: Int, scale: [Float], shift: [Float], mean: [Float],
    linear: [Float],
    constant: [Float], rectify: Bool
  ) {
    let channels = scale.count
    check(rows, channels, x, gradient)
    precondition(
      [shift, mean, linear, constant].allSatisfy { $0.count == channels }, "numbers for \(channels) channels")
    gradient.withUnsafeMutableBufferPointer { gradient in
      x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let gradient = gradient.baseAddress else { return }
        forEachBlock(rows: rows, channels: channels) { first, count in
          strata_channel_gradient(
            count, channels, x + first * channels, gradient + first * channels, scale, shift, mean, linear,
            constant,
            rectify ? 1 : 0, gradient + first * channels)
        }
      }
    }
  }

  private static func check(_ rows: Int, _ channels: Int, _ x: [Float], _ y: [Float]) {
    precondition(
      channels > 0 && x.count >= rows * channels && y.count >= rows * channels,
      "\(rows) rows of \(channels) channels")
  }

  private static func forEachBlock(
    rows: Int, channels: Int, _ body: (_ first: Int, _ count: Int) -> Void
  ) {
    let length = max(1, numbersOfBlock / channels)
    Threads.parallel((rows + length - 1) / length) { block in
      body(block * length, min(length, rows - block * length))
    }
  }

  /// Two sums for each channel: of stretches of rows in Float32, added in Float64 in the order of the rows.
  private static func sums(
    rows: Int, channels: Int,
    _ body: (
      _ first: Int, _ count: Int, _ sums: UnsafeMutablePointer<Float>, _ others: UnsafeMutablePointer<Float>
    ) -> Void
  ) -> (first: [Double], second: [Double]) {
    let stretches = (rows + rowsOfStretch - 1) / rowsOfStretch
    var partial = [Float](repeating: 0, count: stretches * 2 * channels)
    partial.withUnsafeMutableBufferPointer { partial in
      guard let start = partial.baseAddress else { return }
      let each = max(1, numbersOfBlock / (channels * rowsOfStretch))
      Threads.parallel((stretches + each - 1) / each) { part in
        for stretch in part * each..<min((part + 1) * each, stretches) {
          let (first, target) = (stretch * rowsOfStretch, start + stretch * 2 * channels)
          body(first, min(rowsOfStretch, rows - first), target, target + channels)
        }
      }
    }
    var (first, second) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    for stretch in 0..<stretches {
      for channel in 0..<channels {
        first[channel] += Double(partial[stretch * 2 * channels + channel])
        second[channel] += Double(partial[(stretch * 2 + 1) * channels + channel])
      }
    }
    return (first, second)
  }
}
