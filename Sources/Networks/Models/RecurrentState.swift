/// The state that a recurrent network carries from one window to the next.
public struct RecurrentState: Equatable, Sendable {
  /// h of each layer, [lane][hidden].
  public var hidden: [[Float]]
  /// c of each layer, [lane][hidden].
  public var cell: [[Float]]

  /// The zero state of `lanes` lanes.
  public init(_ configuration: LanguageModelConfiguration, lanes: Int) {
    let zero = [Float](repeating: 0, count: lanes * configuration.hiddenSize)
    hidden = Array(repeating: zero, count: configuration.layerCount)
    cell = hidden
  }
}
