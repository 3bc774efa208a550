/// The state that a recurrent network carries from one window to the next.
public struct RecurrentState: Equatable, Sendable {
  /// h of each layer, [lane][hidden].
  public var hidden: [[Float]]
  /// c of each LSTM layer, [lane][hidden]; of other cells nothing.
  public var cell: [[Float]]

  /// The zero state of `lanes` lanes.
  public init(_ configuration: LanguageModelConfiguration, lanes: Int) {
    hidden = configuration.hiddenSizes.map { [Float](repeating: 0, count: lanes * $0) }
    cell = configuration.cell.hasCellState ? hidden : hidden.map { _ in [] }
  }
}
