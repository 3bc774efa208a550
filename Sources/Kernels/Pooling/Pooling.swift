import CKernels

/// Greatest and mean values over windows of images, and their gradients, on the thread pool.
public enum Pooling {
  /// output ← the greatest value of each window.
  ///
  /// - Parameters:
  ///   - shape: the sizes.
  ///   - input: the images.
  ///   - output: filled.
  ///   - places: which number of its image each one was, for the gradient; filled.
  public static func greatest(
    _ shape: PoolingShape, input: [Float], output: inout [Float], places: inout [Int32]
  ) {
    precondition(input.count >= shape.inputCount, "input of \(shape)")
    precondition(output.count >= shape.outputCount && places.count >= shape.outputCount, "output of \(shape)")
    output.withUnsafeMutableBufferPointer { output in
      places.withUnsafeMutableBufferPointer { places in
        input.withUnsafeBufferPointer { input in
          forEachPart(shape) { pooling, images in
            strata_max_pool(
              pooling, images.lowerBound, images.upperBound, input.baseAddress, output.baseAddress,
              places.baseAddress)
          }
        }
      }
    }
  }

  /// inputGradient ← the gradient of the input of ``greatest(_:input:output:places:)``.
  public static func greatestGradient(
    _ shape: PoolingShape, outputGradient: [Float], places: [Int32], inputGradient: inout [Float]
  ) {
    precondition(
      outputGradient.count >= shape.outputCount && places.count >= shape.outputCount, "gradient of \(shape)")
    precondition(inputGradient.count >= shape.inputCount, "gradient of the input of \(shape)")
    inputGradient.withUnsafeMutableBufferPointer { inputGradient in
      outputGradient.withUnsafeBufferPointer { outputGradient in
        places.withUnsafeBufferPointer { places in
          forEachPart(shape) { pooling, images in
            strata_max_pool_gradient(
              pooling, images.lowerBound, images.upperBound, outputGradient.baseAddress, places.baseAddress,
              inputGradient.baseAddress)
          }
        }
      }
    }
  }

  /// output ← the mean of each window, padding counted as zeros.
  public static func mean(_ shape: PoolingShape, input: [Float], output: inout [Float]) {
    precondition(
      input.count >= shape.inputCount && output.count >= shape.outputCount, "input or output of \(shape)")
    output.withUnsafeMutableBufferPointer { output in
      input.withUnsafeBufferPointer { input in
        forEachPart(shape) { pooling, images in
          strata_mean_pool(
            pooling, images.lowerBound, images.upperBound, input.baseAddress, output.baseAddress)
        }
      }
    }
  }

  /// inputGradient ← the gradient of the input of ``mean(_:input:output:)``.
  public static func meanGradient(
    _ shape: PoolingShape, outputGradient: [Float], inputGradient: inout [Float]
  ) {
    precondition(
      outputGradient.count >= shape.outputCount && inputGradient.count >= shape.inputCount,
      "gradients of \(shape)")
    inputGradient.withUnsafeMutableBufferPointer { inputGradient in
      outputGradient.withUnsafeBufferPointer { outputGradient in
        forEachPart(shape) { pooling, images in
          strata_mean_pool_gradient(
            pooling, images.lowerBound, images.upperBound, outputGradient.baseAddress,
            inputGradient.baseAddress)
        }
      }
    }
  }

  /// Calls `body` with ranges of images, a few for each thread.
  private static func forEachPart(
    _ shape: PoolingShape, _ body: (_ pooling: UnsafePointer<strata_pooling>, _ images: Range<Int>) -> Void
  ) {
    let pooling = strata_pooling(
      height: shape.height, width: shape.width, channels: shape.channels, rows: shape.outputHeight,
      columns: shape.outputWidth, window: shape.window, stride: shape.stride, padding: shape.padding)
    let parts = min(shape.images, 4 * Threads.count)
    withUnsafePointer(to: pooling) { pooling in
      Threads.parallel(parts) { part in
        body(pooling, shape.images * part / parts..<shape.images * (part + 1) / parts)
      }
    }
  }
}
