import CKernels

/// Convolutions (cross-correlations, as in PyTorch) and their gradients, on the thread pool.
///
/// Images are [image][row][column][channel], weights [output][row][column][input]. Every number is summed in an order that
/// the sizes alone decide.
public enum Convolution {
  /// The numbers of a block of the depth, for the gradient of the weights.
  private static let pixelsOfBlock = Int(strata_greatest_depth)

  /// output ← input ⋆ weight.
  ///
  /// - Parameters:
  ///   - shape: the sizes.
  ///   - input: the images.
  ///   - weight: the filters.
  ///   - output: filled.
  ///   - packed: scratch for the packed weights, grown as needed.
  public static func forward(
    _ shape: ConvolutionShape, input: [Float], weight: [Float], output: inout [Float],
    packed: inout PackedMatrix
  ) {
    precondition(
      input.count >= shape.inputCount && weight.count == shape.weightCount, "input or weight of \(shape)")
    precondition(output.count >= shape.outputCount, "output of \(shape)")
    packed.pack(transposed: weight, depth: shape.patch, columns: shape.outputs, leading: shape.patch)
    if shape.isProduct {
      PackedProduct.multiply(
        rows: shape.outputPixels, a: input, lda: shape.inputs, b: packed, c: &output, ldc: shape.outputs)
      return
    }
    let taps = taps(of: shape)
    taps.withUnsafeBufferPointer { taps in
      var patches = strata_patches(
        height: shape.height, width: shape.width, channels: shape.inputs, rows: shape.outputHeight,
        columns: shape.outputWidth, stride: shape.stride, taps: taps.baseAddress, tap_count: taps.count)
      output.withUnsafeMutableBufferPointer { output in
        let grid = strata_grid(
          start: output.baseAddress, image_stride: shape.outputHeight * shape.outputWidth * shape.outputs,
          row_stride: shape.outputWidth * shape.outputs, column_stride: shape.outputs)
        packed.panels.read { run(&patches, input, shape.outputPixels, $0, shape.outputs, grid) }
      }
    }
  }

  /// inputGradient ← the gradient of the input, given that of the output.
  ///
  /// Pixels of the input whose row and column leave the same remainders by the stride see the same taps: each such phase is
  /// a convolution of the output's gradient.
  ///
  /// - Parameters:
  ///   - shape: the sizes.
  ///   - outputGradient: the gradient of the output.
  ///   - weight: the filters.
  ///   - inputGradient: filled.
  ///   - packed: scratch for the packed weights of a product, grown as needed.
  ///   - panels: scratch for the packed weights of other convolutions, grown as needed.
  public static func inputGradient(
    _ shape: ConvolutionShape, outputGradient: [Float], weight: [Float], inputGradient: inout [Float],
    packed: inout PackedMatrix, panels: inout PanelBuffer
  ) {
    precondition(
      outputGradient.count >= shape.outputCount && weight.count == shape.weightCount,
      "gradient or weight of \(shape)")
    precondition(inputGradient.count >= shape.inputCount, "gradient of the input of \(shape)")
    if shape.isProduct {
      packed.pack(weight, depth: shape.outputs, columns: shape.inputs, leading: shape.inputs)
      PackedProduct.multiply(
        rows: shape.outputPixels, a: outputGradient, lda: shape.outputs, b: packed, c: &inputGradient,
        ldc: shape.inputs)
      return
    }
    panels.grow(
      to: PackedProduct.panelCount(shape.inputs) * PackedProduct.panelWidth * shape.filter * shape.filter
        * shape.outputs)
    inputGradient.withUnsafeMutableBufferPointer { target in
      guard let start = target.baseAddress else { return }
      for row in 0..<min(shape.stride, shape.height) {
        for column in 0..<min(shape.stride, shape.width) {
          panels.write { phase(shape, row, column, outputGradient, weight, start, $0) }
        }
      }
    }
  }

  private static func phase(
    _ shape: ConvolutionShape, _ row: Int, _ column: Int, _ outputGradient: [Float], _ weight: [Float],
    _ inputGradient: UnsafeMutablePointer<Float>, _ panels: UnsafeMutablePointer<Float>
  ) {
    let (down, right) = (phaseTaps(shape, row), phaseTaps(shape, column))
    let (rows, columns) = (
      (shape.height - row + shape.stride - 1) / shape.stride,
      (shape.width - column + shape.stride - 1) / shape.stride
    )
    let grid = strata_grid(
      start: inputGradient + (row * shape.width + column) * shape.inputs,
      image_stride: shape.height * shape.width * shape.inputs,
      row_stride: shape.stride * shape.width * shape.inputs, column_stride: shape.stride * shape.inputs)
    var taps: [strata_tap] = []
    var filterPlaces: [Int] = []
    for y in down {
      for x in right {
        taps.append(strata_tap(row: y.offset, column: x.offset))
        filterPlaces.append(y.place * shape.filter + x.place)
      }
    }
    guard !taps.isEmpty else {
      // A stride beyond the filter leaves pixels that no output sees.
      for pixel in 0..<shape.images * rows * columns {
        let (image, rest) = pixel.quotientAndRemainder(dividingBy: rows * columns)
        let place =
          image * grid.image_stride + rest / columns * grid.row_stride + rest % columns * grid.column_stride
        for channel in 0..<shape.inputs { grid.start[place + channel] = 0 }
      }
      return
    }
    let width = PackedProduct.panelWidth
    let depth = taps.count * shape.outputs
    weight.withUnsafeBufferPointer { weight in
      guard let weight = weight.baseAddress else { return }
      Threads.parallel(PackedProduct.panelCount(shape.inputs)) { panel in
        for (index, place) in filterPlaces.enumerated() {
          strata_pack_panel(
            shape.outputs, min(width, shape.inputs - panel * width),
            weight + place * shape.inputs + panel * width,
            shape.patch, 1, panels + (panel * depth + index * shape.outputs) * width)
        }
      }
    }
    taps.withUnsafeBufferPointer { taps in
      var patches = strata_patches(
        height: shape.outputHeight, width: shape.outputWidth, channels: shape.outputs, rows: rows,
        columns: columns,
        stride: 1, taps: taps.baseAddress, tap_count: taps.count)
      run(&patches, outputGradient, shape.images * rows * columns, panels, shape.inputs, grid)
    }
  }

  /// The filter's rows that reach pixels of a phase, and which output they come from, in outputs from the pixel's own,
  /// ascending.
  private static func phaseTaps(_ shape: ConvolutionShape, _ remainder: Int) -> [(place: Int, offset: Int)] {
    (0..<shape.filter).reversed().compactMap { place in
      let distance = remainder + shape.padding - place
      guard distance % shape.stride == 0 else { return nil }
      return (place, distance / shape.stride)
    }
  }

  /// weightGradient ← the gradient of the weights, given that of the output.
  ///
  /// - Parameters:
  ///   - shape: the sizes.
  ///   - input: the images.
  ///   - outputGradient: the gradient of the output.
  ///   - weightGradient: filled.
  ///   - panels: scratch for packed patches, grown as needed.
  public static func weightGradient(
    _ shape: ConvolutionShape, input: [Float], outputGradient: [Float], weightGradient: inout [Float],
    panels: inout PanelBuffer
  ) {
    precondition(
      input.count >= shape.inputCount && outputGradient.count >= shape.outputCount,
      "input or gradient of \(shape)")
    precondition(weightGradient.count == shape.weightCount, "gradient of the weights of \(shape)")
    let width = PackedProduct.panelWidth
    let count = PackedProduct.panelCount(shape.patch)
    panels.grow(to: count * width * pixelsOfBlock)
    let taps = taps(of: shape)
    // As many parts as there are threads, each with panels of its own that it fills and multiplies.
    let parts = min(Threads.count, count)
    taps.withUnsafeBufferPointer { taps in
      let patches = strata_patches(
        height: shape.height, width: shape.width, channels: shape.inputs, rows: shape.outputHeight,
        columns: shape.outputWidth, stride: shape.stride, taps: taps.baseAddress, tap_count: taps.count)
      weightGradient.withUnsafeMutableBufferPointer { target in
        panels.write { panels in
          Threads.parallel(parts) { part in
            add(
              shape, patches, input, outputGradient, target, panels,
              count * part / parts..<count * (part + 1) / parts)
          }
        }
      }
    }
  }

  /// Some panels of the gradient of the weights, from all pixels.
  private static func add(
    _ shape: ConvolutionShape, _ patches: strata_patches, _ input: UnsafePointer<Float>,
    _ outputGradient: UnsafePointer<Float>, _ target: UnsafeMutableBufferPointer<Float>,
    _ panels: UnsafeMutablePointer<Float>, _ range: Range<Int>
  ) {
    guard let start = target.baseAddress else { return }
    let width = PackedProduct.panelWidth
    var patches = patches
    for first in stride(from: 0, to: shape.outputPixels, by: pixelsOfBlock) {
      let pixels = min(pixelsOfBlock, shape.outputPixels - first)
      strata_pack_patches(
        &patches, input, first, pixels, range.lowerBound, range.upperBound, panels, pixelsOfBlock * width)
      PackedProduct.multiply(
        rows: shape.outputs, columns: min(shape.patch, range.upperBound * width) - range.lowerBound * width,
        depth: pixels,
        FactorLayout.columns(leading: shape.outputs).factor(outputGradient + first * shape.outputs),
        panels + range.lowerBound * pixelsOfBlock * width, panelStride: pixelsOfBlock * width,
        strata_target(start: start + range.lowerBound * width, row_stride: shape.patch, panel_stride: width),
        accumulate: first > 0)
    }
  }

  private static func taps(of shape: ConvolutionShape) -> [strata_tap] {
    (0..<shape.filter * shape.filter).map {
      strata_tap(row: $0 / shape.filter - shape.padding, column: $0 % shape.filter - shape.padding)
    }
  }

  /// Computes all outputs in parts, a few for each thread.
  private static func run(
    _ patches: inout strata_patches, _ input: UnsafePointer<Float>, _ count: Int,
    _ panels: UnsafePointer<Float>,
    _ outputs: Int, _ grid: strata_grid
  ) {
    let threads = Threads.count
    let parts = threads == 1 ? 1 : max(1, min(4 * threads, count / 96))
    withUnsafePointer(to: patches) { patches in
      Threads.parallel(parts) { part in
        let first = count * part / parts
        strata_convolve(
          Int32(ProductPrecision.float32.kernel), patches, input, first, count * (part + 1) / parts - first,
          panels,
          outputs, grid)
      }
    }
  }
}
