import Foundation
import Networks
import Tensors
import TestSupport

/// A plain Float64 language model of LSTM layers of one width, built of ``ReferenceLSTM``: embedding, layers, softmax; the mean loss of a window.
struct ReferenceLanguageModel {
  let configuration: LanguageModelConfiguration
  var parameters: [String: [Double]]

  init(_ model: LanguageModel) {
    configuration = model.configuration
    parameters = [:]
    for (name, tensor) in model.parameters { parameters[name] = tensor.elements.map(Double.init) }
  }

  private func value(_ name: String) -> [Double] { parameters[name] ?? [] }

  private var outputName: String { configuration.tied ? "encoder.weight" : "decoder.weight" }

  private func layer(_ index: Int) -> ReferenceLSTM {
    ReferenceLSTM(
      inputSize: configuration.inputSize(ofLayer: index), hiddenSize: configuration.outputSize,
      inputWeight: value("rnn.weight_ih_l\(index)"), recurrentWeight: value("rnn.weight_hh_l\(index)"),
      bias: zip(value("rnn.bias_ih_l\(index)"), value("rnn.bias_hh_l\(index)")).map(+))
  }

  private func embed(_ window: TokenWindow) -> [[[Double]]] {
    let width = configuration.embeddingSize
    return (0..<window.positions).map { position in
      (0..<window.lanes).map { lane in
        let token = Int(window.inputs[position * window.lanes + lane])
        return Array(value("encoder.weight")[token * width..<(token + 1) * width])
      }
    }
  }

  private func rows(_ flat: [Float]) -> [[Double]] {
    stride(from: 0, to: flat.count, by: configuration.outputSize).map {
      flat[$0..<$0 + configuration.outputSize].map(Double.init)
    }
  }

  /// The passes of all layers; `change` is called with every position's c and h right after they are made.
  func traces(
    _ window: TokenWindow, _ state: RecurrentState,
    changing change: (_ site: Site, _ position: Int, _ states: inout [[Double]]) -> Void = { _, _, _ in }
  ) -> [ReferenceLSTM.Trace] {
    var input = embed(window)
    var result: [ReferenceLSTM.Trace] = []
    for index in 0..<configuration.layerCount {
      let trace = layer(index).forward(
        input, hidden: rows(state.hidden[index]), cell: rows(state.cell[index]),
        changingCell: { change(Site(.cell, layer: index), $0, &$1) },
        changingHidden: { change(Site(.hidden, layer: index), $0, &$1) })
      input = Array(trace.hidden.dropFirst())
      result.append(trace)
    }
    return result
  }

  /// softmax(W·h + b) of one hidden state.
  func probabilities(_ h: [Double]) -> [Double] {
    let weight = value(outputName)
    var logits = value("decoder.bias")
    for token in logits.indices {
      for j in h.indices { logits[token] += weight[token * h.count + j] * h[j] }
    }
    let largest = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - largest) }
    let total = exponentials.reduce(0, +)
    return exponentials.map { $0 / total }
  }

  /// The mean loss of the window, in nats.
  func loss(_ window: TokenWindow, targets: [Int32], state: RecurrentState) -> Double {
    guard let top = traces(window, state).last else { return .nan }
    var total = 0.0
    for position in 0..<window.positions {
      for lane in 0..<window.lanes {
        let index = position * window.lanes + lane
        total -= log(probabilities(top.hidden[position + 1][lane])[Int(targets[index])])
      }
    }
    return total / Double(targets.count)
  }

  /// The gradient of the mean loss with respect to every parameter, by the chain rule.
  func gradient(_ window: TokenWindow, targets: [Int32], state: RecurrentState) -> [String: [Double]] {
    let traces = traces(window, state)
    let (n, width) = (configuration.outputSize, configuration.embeddingSize)
    var result = parameters.mapValues { [Double](repeating: 0, count: $0.count) }
    let weight = value(outputName)
    let zero = [[Double]](repeating: [Double](repeating: 0, count: n), count: window.lanes)
    var above = [[[Double]]](repeating: zero, count: window.positions)
    for position in 0..<window.positions {
      for lane in 0..<window.lanes {
        let h = traces[traces.count - 1].hidden[position + 1][lane]
        var d = probabilities(h)
        d[Int(targets[position * window.lanes + lane])] -= 1
        for token in d.indices {
          let scaled = d[token] / Double(targets.count)
          result["decoder.bias"]?[token] += scaled
          for j in 0..<n {
            result[outputName]?[token * n + j] += scaled * h[j]
            above[position][lane][j] += scaled * weight[token * n + j]
          }
        }
      }
    }
    for index in (0..<configuration.layerCount).reversed() {
      let part = layer(index).backward(traces[index], hiddenGradient: above)
      result["rnn.weight_ih_l\(index)"] = part.inputWeight
      result["rnn.weight_hh_l\(index)"] = part.recurrentWeight
      result["rnn.bias_ih_l\(index)"] = part.bias
      result["rnn.bias_hh_l\(index)"] = part.bias
      above = part.input
    }
    for position in 0..<window.positions {
      for lane in 0..<window.lanes {
        let token = Int(window.inputs[position * window.lanes + lane])
        for j in 0..<width { result["encoder.weight"]?[token * width + j] += above[position][lane][j] }
      }
    }
    return result
  }
}
