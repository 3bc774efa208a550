import Foundation
import Networks
import Tensors
import TestSupport

/// The objective of a training step in plain Float64, for every cell and with given masks: for central differences.
struct ReferenceRecurrentModel {
  let configuration: LanguageModelConfiguration
  var parameters: [String: [Double]]
  var masks: DropoutMasks?

  init(_ model: LanguageModel, masks: DropoutMasks? = nil) {
    configuration = model.configuration
    self.masks = masks
    parameters = [:]
    for (name, tensor) in model.parameters { parameters[name] = tensor.elements.map(Double.init) }
  }

  private func value(_ name: String) -> [Double] { parameters[name] ?? [] }

  /// The states after a position, of every lane.
  private struct States {
    var hidden: [[Double]]
    var cell: [[Double]]
  }

  private func step(_ layer: Int, _ input: [Double], _ h: [Double], _ c: [Double]) -> (
    h: [Double], c: [Double]
  ) {
    let n = h.count
    let (wi, wh) = (value("rnn.weight_ih_l\(layer)"), value("rnn.weight_hh_l\(layer)"))
    let (bi, bh) = (value("rnn.bias_ih_l\(layer)"), value("rnn.bias_hh_l\(layer)"))
    let mask = masks.map { $0.weights[layer] } ?? []
    func fromInput(_ row: Int) -> Double {
      input.indices.reduce(bi[row]) { $0 + wi[row * input.count + $1] * input[$1] }
    }
    func fromState(_ row: Int) -> Double {
      h.indices.reduce(bh[row]) {
        let kept = mask.isEmpty ? 1 : Double(mask[row * n + $1])
        return $0 + wh[row * n + $1] * kept * h[$1]
      }
    }
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var (newH, newC) = (h, c)
    for unit in 0..<n {
      func gate(_ index: Int) -> Double { fromInput(index * n + unit) + fromState(index * n + unit) }
      switch configuration.cell {
      case .lstm:
        newC[unit] = logistic(gate(1)) * c[unit] + logistic(gate(0)) * Foundation.tanh(gate(2))
        newH[unit] = logistic(gate(3)) * Foundation.tanh(newC[unit])
      case .gru:
        let (r, z) = (logistic(gate(0)), logistic(gate(1)))
        let fresh = Foundation.tanh(fromInput(2 * n + unit) + r * fromState(2 * n + unit))
        newH[unit] = (1 - z) * fresh + z * h[unit]
      case .tanh: newH[unit] = Foundation.tanh(gate(0))
      case .relu: newH[unit] = max(0, gate(0))
      case .linear: newH[unit] = gate(0)
      }
    }
    return (newH, newC)
  }

  /// Every position's input of a layer after its masks, or the output after the last layer.
  private func masked(_ rows: [[[Double]]], before layer: Int) -> [[[Double]]] {
    guard let mask = masks?.units[layer], !mask.isEmpty else { return rows }
    return rows.map { position in
      position.enumerated().map { lane, row in
        row.indices.map { row[$0] * Double(mask[lane * row.count + $0]) }
      }
    }
  }

  /// The mean loss, and the objective with its penalties; `states` are those before the window.
  func objective(_ window: TokenWindow, targets: [Int32], state: RecurrentState) -> (
    loss: Double, objective: Double
  ) {
    let width = configuration.embeddingSize
    var rows = (0..<window.positions).map { position in
      (0..<window.lanes).map { lane in
        let word = Int(window.inputs[position * window.lanes + lane])
        let kept = masks.map { $0.words.isEmpty ? 1 : Double($0.words[word]) } ?? 1
        return value("encoder.weight")[word * width..<(word + 1) * width].map { $0 * kept }
      }
    }
    let settings = configuration.regularization ?? Regularization()
    var penalties = 0.0
    for layer in configuration.hiddenSizes.indices {
      let n = configuration.hiddenSizes[layer]
      rows = masked(rows, before: layer)
      for lane in 0..<window.lanes {
        var h = state.hidden[layer][lane * n..<(lane + 1) * n].map(Double.init)
        var c =
          configuration.cell == .lstm ? state.cell[layer][lane * n..<(lane + 1) * n].map(Double.init) : []
        for position in rows.indices {
          (h, c) = step(layer, rows[position][lane], h, c)
          rows[position][lane] = h
        }
      }
      penalties += (settings.concentrationPenalty ?? 0) * concentration(Array(rows.joined()))
    }
    let output = masked(rows, before: configuration.layerCount)
    let loss = meanLoss(output, targets)
    let squares = output.joined().joined().map { $0 * $0 }
    var changes: [Double] = []
    for (before, after) in zip(rows, rows.dropFirst()) {
      for (a, b) in zip(before.joined(), after.joined()) { changes.append((b - a) * (b - a)) }
    }
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    return (
      loss,
      loss + penalties + settings.activationPenalty * mean(squares) + settings.temporalPenalty * mean(changes)
    )
  }

  /// tr(C²) / tr(C)² of the covariance of rows, as the mean squared product of two centred rows over the square of their
  /// mean squared length.
  private func concentration(_ rows: [[Double]]) -> Double {
    let count = Double(rows.count)
    let mean = rows[0].indices.map { unit in rows.reduce(0) { $0 + $1[unit] } / count }
    let centred = rows.map { row in zip(row, mean).map { $0 - $1 } }
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let squares = centred.reduce(0.0) { sum, a in
      sum + centred.reduce(0.0) { $0 + product(a, $1) * product(a, $1) }
    }
    let length = centred.reduce(0.0) { $0 + product($1, $1) }
    return squares / (length * length)
  }

  private func meanLoss(_ output: [[[Double]]], _ targets: [Int32]) -> Double {
    let weight = value(configuration.tied ? "encoder.weight" : "decoder.weight")
    var total = 0.0
    for (row, target) in zip(output.joined(), targets) {
      var logits = value("decoder.bias")
      for word in logits.indices {
        for j in row.indices { logits[word] += weight[word * row.count + j] * row[j] }
      }
      let largest = logits.max() ?? 0
      total += largest + log(logits.reduce(0) { $0 + exp($1 - largest) }) - logits[Int(target)]
    }
    return total / Double(targets.count)
  }

  /// The gradient of the objective by central differences.
  func gradient(_ window: TokenWindow, targets: [Int32], state: RecurrentState) -> [String: [Double]] {
    let step = 1e-5
    var result: [String: [Double]] = [:]
    for (name, values) in parameters {
      result[name] = values.indices.map { index in
        var (up, down) = (self, self)
        up.parameters[name]?[index] += step
        down.parameters[name]?[index] -= step
        return
          (up.objective(window, targets: targets, state: state).objective
          - down.objective(window, targets: targets, state: state).objective) / (2 * step)
      }
    }
    return result
  }
}
