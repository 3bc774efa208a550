import Foundation

/// A plain Float64 LSTM layer over a window, one loop a formula: the oracle of the fast one.
public struct ReferenceLSTM {
  let inputSize: Int
  /// The number of units.
  public let hiddenSize: Int
  /// [4·hidden][input], [4·hidden][hidden], [4·hidden]; gate order i f g o.
  var inputWeight: [Double]
  var recurrentWeight: [Double]
  var bias: [Double]

  /// Creates a layer from W_ih [4·hidden][input], W_hh [4·hidden][hidden] and the sum of both biases, gates i f g o.
  public init(
    inputSize: Int, hiddenSize: Int, inputWeight: [Double], recurrentWeight: [Double], bias: [Double]
  ) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.inputWeight = inputWeight
    self.recurrentWeight = recurrentWeight
    self.bias = bias
  }

  /// What the forward pass keeps for the backward pass; all [position][lane][unit].
  public struct Trace {
    /// The inputs.
    public var input: [[[Double]]] = []
    /// The activated gates.
    public var gates: [[[Double]]] = []
    /// h, whose slot 0 is the initial state.
    public var hidden: [[[Double]]] = []
    /// c, whose slot 0 is the initial state.
    public var cell: [[[Double]]] = []
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// Changes c or h of one position, [lane][unit], right after it is made.
  public typealias Change = (_ position: Int, _ states: inout [[Double]]) -> Void

  /// Runs the layer over `input`, [position][lane][input], from the given state, [lane][unit].
  public func forward(
    _ input: [[[Double]]], hidden: [[Double]], cell: [[Double]], changingCell: Change = { _, _ in },
    changingHidden: Change = { _, _ in }
  ) -> Trace {
    var trace = Trace(input: input, gates: [], hidden: [hidden], cell: [cell])
    for (position, x) in input.enumerated() {
      let (h, c) = (trace.hidden[trace.hidden.count - 1], trace.cell[trace.cell.count - 1])
      var (gates, newH, newC) = ([[Double]](), [[Double]](), [[Double]]())
      for lane in x.indices {
        var a = bias
        for row in 0..<4 * hiddenSize {
          for j in 0..<inputSize { a[row] += inputWeight[row * inputSize + j] * x[lane][j] }
          for j in 0..<hiddenSize { a[row] += recurrentWeight[row * hiddenSize + j] * h[lane][j] }
        }
        for row in 0..<4 * hiddenSize { a[row] = row / hiddenSize == 2 ? tanh(a[row]) : logistic(a[row]) }
        let n = hiddenSize
        let cell = (0..<n).map { a[n + $0] * c[lane][$0] + a[$0] * a[2 * n + $0] }
        gates.append(a)
        newC.append(cell)
      }
      changingCell(position, &newC)
      newH = x.indices.map { lane in
        (0..<hiddenSize).map { gates[lane][3 * hiddenSize + $0] * tanh(newC[lane][$0]) }
      }
      changingHidden(position, &newH)
      trace.gates.append(gates)
      trace.hidden.append(newH)
      trace.cell.append(newC)
    }
    return trace
  }

  /// The gradients of the parameters and of the input, given that of every h'.
  public func backward(
    _ trace: Trace, hiddenGradient: [[[Double]]]
  ) -> (inputWeight: [Double], recurrentWeight: [Double], bias: [Double], input: [[[Double]]]) {
    let n = hiddenSize
    var dInputWeight = [Double](repeating: 0, count: inputWeight.count)
    var dRecurrent = [Double](repeating: 0, count: recurrentWeight.count)
    var dBias = [Double](repeating: 0, count: bias.count)
    var dInput = trace.input
    let lanes = trace.input[0].count
    var dh = [[Double]](repeating: [Double](repeating: 0, count: n), count: lanes)
    var dc = dh
    for position in trace.input.indices.reversed() {
      for lane in 0..<lanes {
        let a = trace.gates[position][lane]
        let old = trace.cell[position][lane]
        var dA = [Double](repeating: 0, count: 4 * n)
        for u in 0..<n {
          let t = tanh(trace.cell[position + 1][lane][u])
          let gradient = dh[lane][u] + hiddenGradient[position][lane][u]
          let d = dc[lane][u] + gradient * a[3 * n + u] * (1 - t * t)
          dA[u] = d * a[2 * n + u] * a[u] * (1 - a[u])
          dA[n + u] = d * old[u] * a[n + u] * (1 - a[n + u])
          dA[2 * n + u] = d * a[u] * (1 - a[2 * n + u] * a[2 * n + u])
          dA[3 * n + u] = gradient * t * a[3 * n + u] * (1 - a[3 * n + u])
          dc[lane][u] = d * a[n + u]
        }
        dh[lane] = [Double](repeating: 0, count: n)
        dInput[position][lane] = [Double](repeating: 0, count: inputSize)
        for row in 0..<4 * n {
          dBias[row] += dA[row]
          for j in 0..<inputSize {
            dInputWeight[row * inputSize + j] += dA[row] * trace.input[position][lane][j]
            dInput[position][lane][j] += dA[row] * inputWeight[row * inputSize + j]
          }
          for j in 0..<n {
            dRecurrent[row * n + j] += dA[row] * trace.hidden[position][lane][j]
            dh[lane][j] += dA[row] * recurrentWeight[row * n + j]
          }
        }
      }
    }
    return (dInputWeight, dRecurrent, dBias, dInput)
  }
}
