import Storage

/// A description of a plot that can draw a table.
protocol Drawing {
  /// The title.
  var title: String { get }
  /// What is shown and how to read it.
  var caption: String { get }
  /// The plotly.js figure of a table.
  func plotly(_ table: ResultTable) throws -> PlotlyJSON
  /// What of this table the plot does not show, as a sentence; nil when it shows all.
  func remark(on table: ResultTable) throws -> String?
}

extension Drawing {
  func remark(on table: ResultTable) throws -> String? { nil }
}
