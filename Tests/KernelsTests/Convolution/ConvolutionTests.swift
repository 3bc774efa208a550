import Testing

@testable import Kernels

/// Convolutions and their gradients against plain Float64 loops.
struct ConvolutionTests {
  /// Images, height, width, inputs, outputs, filter, stride, padding.
  static let shapes = [
    ConvolutionShape(images: 2, height: 5, width: 7, inputs: 3, outputs: 4, filter: 3, padding: 1),
    ConvolutionShape(
      images: 3, height: 8, width: 8, inputs: 16, outputs: 20, filter: 3, stride: 2, padding: 1),
    ConvolutionShape(images: 1, height: 9, width: 6, inputs: 5, outputs: 17, filter: 3, stride: 2),
    ConvolutionShape(images: 2, height: 6, width: 6, inputs: 33, outputs: 16, filter: 1),
    ConvolutionShape(images: 2, height: 7, width: 7, inputs: 16, outputs: 3, filter: 1, stride: 2),
    ConvolutionShape(
      images: 1, height: 15, width: 13, inputs: 3, outputs: 8, filter: 7, stride: 2, padding: 3),
    ConvolutionShape(images: 1, height: 4, width: 4, inputs: 2, outputs: 2, filter: 1, stride: 3),
    // The largest filter.
    ConvolutionShape(images: 2, height: 26, width: 28, inputs: 1, outputs: 3, filter: 26),
    // More than one block of taps, of patches and of pixels.
    ConvolutionShape(images: 1, height: 4, width: 4, inputs: 160, outputs: 24, filter: 3, padding: 1),
    ConvolutionShape(images: 3, height: 16, width: 16, inputs: 48, outputs: 10, filter: 3, padding: 1),
    ConvolutionShape(images: 1, height: 3, width: 3, inputs: 800, outputs: 5, filter: 1),
    ConvolutionShape(images: 1, height: 3, width: 3, inputs: 800, outputs: 5, filter: 1, stride: 2),
    ConvolutionShape(images: 1, height: 3, width: 3, inputs: 7500, outputs: 2, filter: 3, padding: 1),
  ]

  private static func values(_ count: Int, _ salt: Int) -> [Float] {
    (0..<count).map { Float(($0 * 7919 + salt * 104_729) % 2003) / 1001 - 1 }
  }

  /// Calls `body` with the places of each product of an input and a weight in their arrays and in the output's.
  private static func forEachProduct(
    _ shape: ConvolutionShape, _ body: (_ input: Int, _ weight: Int, _ output: Int) -> Void
  ) {
    for image in 0..<shape.images {
      for row in 0..<shape.outputHeight {
        for column in 0..<shape.outputWidth {
          let pixel = (image * shape.outputHeight + row) * shape.outputWidth + column
          for y in 0..<shape.filter {
            for x in 0..<shape.filter {
              let (r, c) = (row * shape.stride + y - shape.padding, column * shape.stride + x - shape.padding)
              guard (0..<shape.height).contains(r), (0..<shape.width).contains(c) else { continue }
              let corner = ((image * shape.height + r) * shape.width + c) * shape.inputs
              for output in 0..<shape.outputs {
                let filter = ((output * shape.filter + y) * shape.filter + x) * shape.inputs
                for input in 0..<shape.inputs {
                  body(corner + input, filter + input, pixel * shape.outputs + output)
                }
              }
            }
          }
        }
      }
    }
  }

  private static func agrees(_ values: [Float], _ sums: [Double], _ magnitudes: [Double]) -> Bool {
    values.count == sums.count
      && values.indices.allSatisfy { abs(Double(values[$0]) - sums[$0]) <= 2e-6 * magnitudes[$0] }
  }

  @Test(arguments: shapes) func agreesWithPlainLoops(shape: ConvolutionShape) {
    let (input, weight) = (Self.values(shape.inputCount, 1), Self.values(shape.weightCount, 2))
    let gradient = Self.values(shape.outputCount, 3)
    func zeros(_ count: Int) -> ([Double], [Double]) {
      ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    }
    var (output, outputSize) = zeros(shape.outputCount)
    var (inputGradient, inputSize) = zeros(shape.inputCount)
    var (weightGradient, weightSize) = zeros(shape.weightCount)
    Self.forEachProduct(shape) { i, w, o in
      let (x, f, g) = (Double(input[i]), Double(weight[w]), Double(gradient[o]))
      output[o] += x * f
      outputSize[o] += abs(x * f)
      inputGradient[i] += g * f
      inputSize[i] += abs(g * f)
      weightGradient[w] += g * x
      weightSize[w] += abs(g * x)
    }

    var packed = PackedMatrix()
    // What an array held before must not show.
    var values = [Float](repeating: 9, count: shape.outputCount)
    Convolution.forward(shape, input: input, weight: weight, output: &values, packed: &packed)
    #expect(Self.agrees(values, output, outputSize), "output")
    var panels = PanelBuffer()
    values = [Float](repeating: 9, count: shape.inputCount)
    Convolution.inputGradient(
      shape, outputGradient: gradient, weight: weight, inputGradient: &values, packed: &packed,
      panels: &panels)
    #expect(Self.agrees(values, inputGradient, inputSize), "gradient of the input")
    values = [Float](repeating: 9, count: shape.weightCount)
    Convolution.weightGradient(
      shape, input: input, outputGradient: gradient, weightGradient: &values, panels: &panels)
    #expect(Self.agrees(values, weightGradient, weightSize), "gradient of the weights")
  }
}
