import CKernels

/// Steps of optimisers on flat arrays, split over the thread pool.
public enum ParameterUpdate {
  /// g ← scale·gradient + decay·parameter; velocity ← momentum·velocity + g; parameter ← parameter − rate·velocity.
  ///
  /// PyTorch's SGD without dampening.
  public static func momentum(
    _ parameter: inout [Float], gradient: [Float], velocity: inout [Float], scale: Float, decay: Float,
    momentum: Float, rate: Float
  ) {
    precondition(
      gradient.count == parameter.count && velocity.count == parameter.count,
      "\(gradient.count), \(velocity.count) for \(parameter.count) numbers")
    let count = parameter.count
    parameter.withUnsafeMutableBufferPointer { parameter in
      velocity.withUnsafeMutableBufferPointer { velocity in
        gradient.withUnsafeBufferPointer { gradient in
          guard let p = parameter.baseAddress, let v = velocity.baseAddress, let g = gradient.baseAddress
          else { return }
          forEachBlock(count) { first, length in
            strata_momentum_step(length, g + first, scale, decay, momentum, rate, v + first, p + first)
          }
        }
      }
    }
  }

  /// g ← scale·gradient + decay·parameter; parameter ← parameter − rate·g.
  public static func descent(
    _ parameter: inout [Float], gradient: [Float], scale: Float, decay: Float, rate: Float
  ) {
    precondition(gradient.count == parameter.count, "\(gradient.count) for \(parameter.count) numbers")
    let count = parameter.count
    parameter.withUnsafeMutableBufferPointer { parameter in
      gradient.withUnsafeBufferPointer { gradient in
        guard let p = parameter.baseAddress, let g = gradient.baseAddress else { return }
        forEachBlock(count) { first, length in
          strata_descent_step(length, g + first, scale, decay, rate, p + first)
        }
      }
    }
  }

  /// One step of Adam: Kingma and Ba 2015, as PyTorch has it.
  ///
  /// - Parameters:
  ///   - parameter: what is trained.
  ///   - gradient: of the same length.
  ///   - mean: the running mean of gradients.
  ///   - square: the running mean of their squares.
  ///   - scale: what the gradient is multiplied by first.
  ///   - decay: the share of the parameter that is then added to it.
  ///   - betas: the weights of the past in the two means.
  ///   - epsilon: added to the root.
  ///   - rate: the learning rate.
  ///   - step: this update, counted from 1.
  public static func adam(
    _ parameter: inout [Float], gradient: [Float], mean: inout [Float], square: inout [Float], scale: Float,
    decay: Float, betas: (Double, Double), epsilon: Double, rate: Double, step: Int
  ) {
    precondition(
      gradient.count == parameter.count && mean.count == parameter.count && square.count == parameter.count,
      "\(gradient.count), \(mean.count), \(square.count) for \(parameter.count) numbers")
    let corrections = (remainder(betas.0, step), remainder(betas.1, step))
    let (rate, root) = (Float(rate / corrections.0), Float(1 / corrections.1.squareRoot()))
    let count = parameter.count
    parameter.withUnsafeMutableBufferPointer { parameter in
      mean.withUnsafeMutableBufferPointer { mean in
        square.withUnsafeMutableBufferPointer { square in
          gradient.withUnsafeBufferPointer { gradient in
            guard let p = parameter.baseAddress, let m = mean.baseAddress, let s = square.baseAddress,
              let g = gradient.baseAddress
            else { return }
            forEachBlock(count) { first, length in
              strata_adam_step(
                length, g + first, scale, decay, Float(betas.0), Float(betas.1), Float(1 - betas.0),
                Float(1 - betas.1), rate, root, Float(epsilon),
                m + first, s + first, p + first)
            }
          }
        }
      }
    }
  }

  /// 1 − β^step.
  private static func remainder(_ beta: Double, _ step: Int) -> Double {
    var (power, base, left) = (1.0, beta, step)
    while left > 0 {
      if left % 2 == 1 { power *= base }
      base *= base
      left /= 2
    }
    return 1 - power
  }

  private static func forEachBlock(_ count: Int, _ body: (_ first: Int, _ length: Int) -> Void) {
    let block = 65536
    Threads.parallel((count + block - 1) / block) { body($0 * block, min(block, count - $0 * block)) }
  }
}
