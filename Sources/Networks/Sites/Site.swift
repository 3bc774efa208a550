private import Foundation

/// A named place in a network where activations can be read.
///
/// Its spelling is the same in files, flags, figures and JSON keys: a kind and a layer counted from 0, such as `h_l0`.
public struct Site: Hashable, Sendable, CustomStringConvertible {
  /// What is read at a site.
  public enum Kind: String, CaseIterable, Sendable {
    /// The hidden state of an LSTM layer.
    case hidden = "h"
    /// The cell state of an LSTM layer.
    case cell = "c"
    /// The activated gates of an LSTM layer, in the order i f g o; four numbers a unit.
    case gates
  }

  /// What is read.
  public let kind: Kind
  /// The layer, counted from 0 at the input.
  public let layer: Int

  /// Creates a site.
  public init(_ kind: Kind, layer: Int) {
    self.kind = kind
    self.layer = layer
  }

  /// Reads a name such as `c_l1`; nil when it is not one.
  public init?(name: String) {
    guard let separator = name.range(of: "_l", options: .backwards),
      let kind = Kind(rawValue: String(name[..<separator.lowerBound])),
      let layer = Int(name[separator.upperBound...]), layer >= 0
    else { return nil }
    self.init(kind, layer: layer)
    // One site has one spelling: not "h_l+0".
    guard self.name == name else { return nil }
  }

  /// The site's name, such as `h_l0`.
  public var name: String { "\(kind.rawValue)_l\(layer)" }

  /// The site's name.
  public var description: String { name }
}
