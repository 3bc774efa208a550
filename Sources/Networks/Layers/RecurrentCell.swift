import Kernels

/// What a recurrent layer computes at each position.
public enum RecurrentCell: String, Codable, CaseIterable, Sendable {
  /// i, f, o = σ, g = tanh; c' = f∘c + i∘g, h' = o∘tanh c' (Hochreiter and Schmidhuber 1997, with forget gates).
  case lstm
  /// r, z = σ, n = tanh(W_in·x + b_in + r∘(W_hn·h + b_hn)); h' = (1 − z)∘n + z∘h (Cho et al. 2014, as PyTorch has it).
  case gru
  /// h' = tanh(W_ih·x + W_hh·h + biases) (Elman 1990).
  case tanh = "rnn_tanh"
  /// h' = max(W_ih·x + W_hh·h + biases, 0) (Le, Jaitly, Hinton 2015).
  case relu = "rnn_relu"
  /// h' = W_ih·x + W_hh·h + biases.
  case linear = "rnn_linear"

  /// The pre-activations of a unit.
  public var gates: Int {
    switch self {
    case .lstm: 4
    case .gru: 3
    case .tanh, .relu, .linear: 1
    }
  }

  /// What there is to see of a layer: its gates too where they are more than the state.
  public var siteKinds: [Site.Kind] {
    switch self {
    case .lstm: [.hidden, .cell, .gates]
    case .gru: [.hidden, .gates]
    case .tanh, .relu, .linear: [.hidden]
    }
  }

  /// What can be changed while a layer runs.
  public var stateKinds: [Site.Kind] { hasCellState ? [.hidden, .cell] : [.hidden] }

  /// Whether a layer carries a cell state beside the hidden one.
  public var hasCellState: Bool { self == .lstm }

  /// The name as it is written in a sentence.
  public var title: String {
    switch self {
    case .lstm: "LSTM"
    case .gru: "GRU"
    case .tanh: "tanh RNN"
    case .relu: "ReLU RNN"
    case .linear: "linear RNN"
    }
  }

  /// The function of a plain layer; nil of gated ones.
  var plain: PlainSequence.Function? {
    switch self {
    case .lstm, .gru: nil
    case .tanh: .tanh
    case .relu: .relu
    case .linear: .linear
    }
  }
}
