import Testing

@testable import Kernels

/// Pooling and its gradients against plain loops.
struct PoolingTests {
  static let shapes = [
    PoolingShape(images: 3, height: 4, width: 6, channels: 5, window: 2, stride: 2),
    PoolingShape(images: 2, height: 7, width: 7, channels: 3, window: 3, stride: 2, padding: 1),
    PoolingShape(images: 2, height: 5, width: 5, channels: 2, window: 3, stride: 1),
    PoolingShape(images: 1, height: 4, width: 4, channels: 8, window: 4, stride: 4),
  ]

  private static func values(_ count: Int, _ salt: Int) -> [Float] {
    (0..<count).map { Float(($0 * 7919 + salt * 104_729) % 2003) / 1001 - 1 }
  }

  /// The places in the input of each output's window, in reading order.
  private static func windows(_ shape: PoolingShape) -> [[Int]] {
    var result: [[Int]] = []
    for image in 0..<shape.images {
      for row in 0..<shape.outputHeight {
        for column in 0..<shape.outputWidth {
          for channel in 0..<shape.channels {
            var places: [Int] = []
            for y in 0..<shape.window {
              for x in 0..<shape.window {
                let (r, c) = (
                  row * shape.stride + y - shape.padding, column * shape.stride + x - shape.padding
                )
                guard (0..<shape.height).contains(r), (0..<shape.width).contains(c) else { continue }
                places.append(((image * shape.height + r) * shape.width + c) * shape.channels + channel)
              }
            }
            result.append(places)
          }
        }
      }
    }
    return result
  }

  @Test(arguments: shapes) func greatest(shape: PoolingShape) {
    // Few different numbers, so that there are ties.
    let input = Self.values(shape.inputCount, 1).map { ($0 * 3).rounded() }
    let gradient = Self.values(shape.outputCount, 2)
    var output = [Float](repeating: 9, count: shape.outputCount)
    var places = [Int32](repeating: 0, count: shape.outputCount)
    Pooling.greatest(shape, input: input, output: &output, places: &places)
    var inputGradient = [Float](repeating: 9, count: shape.inputCount)
    Pooling.greatestGradient(shape, outputGradient: gradient, places: places, inputGradient: &inputGradient)

    var expected = [Float](repeating: 0, count: shape.inputCount)
    for (index, window) in Self.windows(shape).enumerated() {
      let most = window.map { input[$0] }.max() ?? 0
      #expect(output[index] == most)
      if let winner = window.first(where: { input[$0] == most }) { expected[winner] += gradient[index] }
    }
    #expect(inputGradient == expected)
  }

  @Test(arguments: shapes) func mean(shape: PoolingShape) {
    let (input, gradient) = (Self.values(shape.inputCount, 1), Self.values(shape.outputCount, 2))
    var output = [Float](repeating: 9, count: shape.outputCount)
    Pooling.mean(shape, input: input, output: &output)
    var inputGradient = [Float](repeating: 9, count: shape.inputCount)
    Pooling.meanGradient(shape, outputGradient: gradient, inputGradient: &inputGradient)

    let share = 1 / Double(shape.window * shape.window)
    var expected = [Double](repeating: 0, count: shape.inputCount)
    for (index, window) in Self.windows(shape).enumerated() {
      let sum = window.reduce(0) { $0 + Double(input[$1]) }
      #expect(abs(Double(output[index]) - sum * share) < 1e-6)
      for place in window { expected[place] += share * Double(gradient[index]) }
    }
    #expect(zip(inputGradient, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 })
  }

  @Test func whatIsNoNumberWins() {
    let shape = PoolingShape(images: 1, height: 2, width: 2, channels: 1, window: 2, stride: 2)
    for place in 0..<4 {
      var input: [Float] = [1, 2, 3, 4]
      input[place] = .nan
      var (output, places): ([Float], [Int32]) = ([0], [0])
      Pooling.greatest(shape, input: input, output: &output, places: &places)
      #expect(output[0].isNaN && places == [Int32(place)])
    }
  }
}
