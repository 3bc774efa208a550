private import Foundation

/// A named place in a network where activations can be read or changed.
///
/// Its spelling is the same in files, flags, figures and JSON keys: a kind and a layer counted from 0, such as `h_l0` or
/// `conv_l4`, or `logits`.
public struct Site: Hashable, Sendable, CustomStringConvertible {
  /// What stands at a site.
  public enum Kind: String, CaseIterable, Sendable {
    /// The hidden state of a recurrent layer.
    case hidden = "h"
    /// The cell state of an LSTM layer.
    case cell = "c"
    /// The activated gates of a layer: i f g o of an LSTM, four numbers a unit; r z n of a GRU, three.
    case gates
    /// The maps of a convolution, after batch normalisation and rectification.
    case convolution = "conv"
    /// The maps at the end of a residual block, after its rectification.
    case block
    /// The maps after pooling.
    case pool
    /// The units of a fully connected layer, after its rectification.
    case dense
    /// The unnormalised log-probabilities of the classes; one site, without a number.
    case logits
  }

  /// What stands there.
  public let kind: Kind
  /// The layer, counted from 0 at the input among those of its kind.
  public let layer: Int

  /// Creates a site; there are logits of layer 0 alone.
  public init(_ kind: Kind, layer: Int) {
    precondition(layer >= 0 && (kind != .logits || layer == 0), "layer \(layer) of \(kind.rawValue)")
    self.kind = kind
    self.layer = layer
  }

  /// The logits of an image network.
  public static let logits = Site(.logits, layer: 0)

  /// Reads a name such as `c_l1`; nil when it is not one.
  public init?(name: String) {
    if name == Kind.logits.rawValue {
      self = .logits
      return
    }
    guard let separator = name.range(of: "_l", options: .backwards),
      let kind = Kind(rawValue: String(name[..<separator.lowerBound])), kind != .logits,
      let layer = Int(name[separator.upperBound...]), layer >= 0
    else { return nil }
    self.init(kind, layer: layer)
    // One site has one spelling: not "h_l+0".
    guard self.name == name else { return nil }
  }

  /// The site's name, such as `h_l0`.
  public var name: String { kind == .logits ? kind.rawValue : "\(kind.rawValue)_l\(layer)" }

  /// The site's name.
  public var description: String { name }
}
