private import Foundation
public import Tensors

/// A recurrent network without input, on Float64 states: h' = W_rot·h + α·σ(W_rand·h) + b.
///
/// These are the toy networks of Morcos, Raghu and Bengio 2018, figure A2: W_rot is a random rotation and σ the logistic
/// function. Without the second part the recurrence is linear, and every state is an invertible linear map of every
/// other. The paper draws W_rand from N(0, 1), with α up to 100, and states neither the number of units nor b.
///
/// ```swift
/// let key = RandomKey(seed: 1)
/// let linear = try AutonomousRecurrence(units: 50, key: key)
/// let blended = linear.blended(.init(strength: 10, weightDeviation: 1), key: key)
/// let states = blended.states(from: AutonomousRecurrence.normalStates(1000, units: 50, key: key), count: 20)
/// ```
public struct AutonomousRecurrence: Equatable, Sendable {
  /// W_rot, units × units.
  public let rotation: Matrix<Double>
  /// The part beside the rotation; nil where the recurrence is linear.
  public let nonlinearity: Nonlinearity?

  /// The part α·σ(W_rand·h) + b.
  public struct Nonlinearity: Equatable, Sendable {
    /// α.
    public let strength: Double
    /// W_rand, units × units.
    public let weight: Matrix<Double>
    /// b, one number a unit.
    public let bias: [Double]

    /// Creates it from its parts.
    public init(strength: Double, weight: Matrix<Double>, bias: [Double]) {
      precondition(
        weight.rows == bias.count && weight.columns == bias.count,
        "a weight of \(weight.rows) × \(weight.columns) with \(bias.count) biases")
      self.strength = strength
      self.weight = weight
      self.bias = bias
    }
  }

  /// How strong a nonlinearity is, before its weights are drawn.
  public struct Blend: Equatable, Sendable {
    /// α.
    public let strength: Double
    /// The standard deviation of the entries of W_rand: 1 as published, or 1/√units, which leaves σ near its middle.
    public let weightDeviation: Double
    /// The standard deviation of b; 0 for none.
    public let biasDeviation: Double

    /// Creates a description.
    public init(strength: Double, weightDeviation: Double, biasDeviation: Double = 0) {
      self.strength = strength
      self.weightDeviation = weightDeviation
      self.biasDeviation = biasDeviation
    }
  }

  /// Creates a recurrence from its parts.
  public init(rotation: Matrix<Double>, nonlinearity: Nonlinearity? = nil) {
    precondition(
      rotation.rows == rotation.columns, "a rotation of \(rotation.rows) × \(rotation.columns)")
    precondition(
      nonlinearity.map { $0.bias.count == rotation.rows } ?? true,
      "a nonlinearity of \(nonlinearity?.bias.count ?? 0) units on \(rotation.rows)")
    self.rotation = rotation
    self.nonlinearity = nonlinearity
  }

  /// Draws a linear recurrence.
  ///
  /// - Throws: `TensorsError` where a decomposition fails.
  public init(units: Int, key: RandomKey) throws(TensorsError) {
    self.init(rotation: try Matrix.randomRotation(units, key: key.child("rotation")))
  }

  /// The number of units.
  public var units: Int { rotation.rows }

  /// The same rotation with a nonlinearity beside it, whose weights of one key differ in scale alone.
  public func blended(_ blend: Blend, key: RandomKey) -> AutonomousRecurrence {
    func drawn(_ count: Int, _ deviation: Double, _ purpose: String) -> [Double] {
      key.child(purpose).normals(count).map { deviation * $0 }
    }
    return AutonomousRecurrence(
      rotation: rotation,
      nonlinearity: Nonlinearity(
        strength: blend.strength,
        weight: Matrix(
          rows: units, columns: units, elements: drawn(units * units, blend.weightDeviation, "weight")),
        bias: drawn(units, blend.biasDeviation, "bias")))
  }

  /// Standard normal states, one a row, for a recurrence to start from.
  public static func normalStates(_ count: Int, units: Int, key: RandomKey) -> Matrix<Double> {
    Matrix(rows: count, columns: units, elements: key.child("states").normals(count * units))
  }

  /// The states of many runs at each of `count` steps, the first of which is `start`.
  ///
  /// - Parameters:
  ///   - start: run × unit.
  ///   - count: how many steps, at least one.
  /// - Returns: for each step run × unit.
  public func states(from start: Matrix<Double>, count: Int) -> [Matrix<Double>] {
    precondition(start.columns == units, "states of \(start.columns) units for \(units)")
    precondition(count > 0, "\(count) steps")
    var result = [start]
    while result.count < count { result.append(next(result[result.count - 1])) }
    return result
  }

  /// The state after each of the states in the rows.
  private func next(_ states: Matrix<Double>) -> Matrix<Double> {
    var next = states.multiplied(by: rotation, transposeOther: true)
    guard let nonlinearity else { return next }
    let inputs = states.multiplied(by: nonlinearity.weight, transposeOther: true)
    var values = next.elements.mutableSpan
    let drive = inputs.elements.span
    let bias = nonlinearity.bias.span
    for row in 0..<states.rows {
      for unit in bias.indices {
        let i = row * bias.count + unit
        values[i] += nonlinearity.strength / (1 + exp(-drive[i])) + bias[unit]
      }
    }
    return next
  }
}
