import Foundation
import Testing

@testable import Kernels

/// Steps of optimisers against loops in Float64.
struct ParameterUpdateTests {
  /// Numbers over ±`scale`, the same at every call; `salt` makes others.
  private func spread(_ count: Int, _ scale: Float, salt: Int) -> [Float] {
    (0..<count).map { (Float(($0 * 7919 + salt) % 9973) / 4986 - 1) * scale }
  }

  /// The largest difference over the largest magnitude.
  private func difference(_ a: [Float], _ b: [Double]) -> Double {
    let scale = b.reduce(1e-30) { max($0, abs($1)) }
    return zip(a, b).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / scale
  }

  /// None, one, a few that fill no vector, and more than two blocks of 65,536.
  private static let counts = [0, 1, 37, 2 * 65_536 + 77]

  @Test(arguments: counts, [(Float(0), Float(0), Float(1)), (0.9, 0.01, 0.3)])
  func momentum(count: Int, settings: (momentum: Float, decay: Float, scale: Float)) {
    let (momentum, decay, scale) = settings
    var parameter = spread(count, 2, salt: 1)
    var velocity = spread(count, 0.5, salt: 2)
    var (p, v) = (parameter.map(Double.init), velocity.map(Double.init))
    for step in 0..<3 {
      let gradient = spread(count, 1, salt: 10 + step)
      ParameterUpdate.momentum(
        &parameter, gradient: gradient, velocity: &velocity, scale: scale, decay: decay, momentum: momentum,
        rate: 0.05)
      for i in 0..<count {
        let g = Double(scale) * Double(gradient[i]) + Double(decay) * p[i]
        v[i] = Double(momentum) * v[i] + g
        p[i] -= Double(Float(0.05)) * v[i]
      }
    }
    #expect(difference(parameter, p) < 1e-6)
    #expect(difference(velocity, v) < 1e-6)
  }

  @Test(arguments: counts, [(Float(0), Float(1)), (0.01, 0.3)])
  func adam(count: Int, settings: (decay: Float, scale: Float)) {
    let (decay, scale) = settings
    let (betas, epsilon, rate) = ((0.9, 0.999), 1e-8, 0.01)
    var parameter = spread(count, 2, salt: 1)
    var mean = [Float](repeating: 0, count: count)
    var square = mean
    var (p, m, s) = (parameter.map(Double.init), mean.map(Double.init), mean.map(Double.init))
    for step in 1...4 {
      let gradient = spread(count, 1, salt: 10 + step)
      ParameterUpdate.adam(
        &parameter, gradient: gradient, mean: &mean, square: &square, scale: scale, decay: decay,
        betas: betas, epsilon: epsilon, rate: rate, step: step)
      for i in 0..<count {
        let g = Double(scale) * Double(gradient[i]) + Double(decay) * p[i]
        m[i] = betas.0 * m[i] + (1 - betas.0) * g
        s[i] = betas.1 * s[i] + (1 - betas.1) * g * g
        let (mHat, sHat) = (m[i] / (1 - pow(betas.0, Double(step))), s[i] / (1 - pow(betas.1, Double(step))))
        p[i] -= rate * mHat / (sHat.squareRoot() + epsilon)
      }
    }
    #expect(difference(parameter, p) < 1e-6)
    #expect(difference(mean, m) < 1e-6)
    // 1 − 0.999 in Float32 is off by 5e-5 of itself.
    #expect(difference(square, s) < 1e-4)
  }

  /// ε is added to the root of the corrected square, and late steps need no correction.
  @Test func epsilonAndLateSteps() {
    for (epsilon, step, expected) in [
      (1.0, 1, -0.5), (1e-8, 1, -1), (1e-8, 1_000_000, -0.1 / 0.001.squareRoot()),
    ] {
      var (parameter, mean, square): ([Float], [Float], [Float]) = ([0], [0], [0])
      ParameterUpdate.adam(
        &parameter, gradient: [1], mean: &mean, square: &square, scale: 1, decay: 0, betas: (0.9, 0.999),
        epsilon: epsilon, rate: 1, step: step)
      #expect(abs(Double(parameter[0]) - expected) < 1e-4, "ε \(epsilon), step \(step)")
    }
  }

  /// A gradient of zeros leaves a parameter at rest, and one that is infinite does not spread.
  @Test func everyNumberIsByItself() {
    var (parameter, mean, square): ([Float], [Float], [Float]) = ([1, 1, 1], [0, 0, 0], [0, 0, 0])
    ParameterUpdate.adam(
      &parameter, gradient: [0, .infinity, 1], mean: &mean, square: &square, scale: 1, decay: 0,
      betas: (0.9, 0.999), epsilon: 1e-8, rate: 0.5, step: 1)
    #expect(parameter[0] == 1 && parameter[1].isNaN && abs(parameter[2] - 0.5) < 1e-4)
    var velocity: [Float] = [0, 0, 0]
    parameter = [1, 1, 1]
    ParameterUpdate.momentum(
      &parameter, gradient: [0, .infinity, 1], velocity: &velocity, scale: 1, decay: 0, momentum: 0.9,
      rate: 0.5)
    #expect(parameter == [1, -.infinity, 0.5] && velocity == [0, .infinity, 1])
  }
}
