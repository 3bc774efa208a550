public import Storage

/// A matrix as colours, or one matrix a panel on a common scale.
///
/// Rows and columns are evenly spaced in the order of the table, whatever the distances between their labels.
///
/// ```swift
/// let plot = HeatMap(title: "Layer by layer", caption: "…", matrix: map)
/// let figure = try plot.figure(of: map.table)
/// ```
public struct HeatMap: Codable, Equatable, Sendable {
  /// The title.
  public var title: String
  /// What is shown and how to read it, in a sentence or two.
  public var caption: String
  /// The horizontal axis: the column of column labels.
  public var x: Axis
  /// The vertical axis: the column of row labels.
  public var y: Axis
  /// The column of values and what they are called.
  public var value: Axis
  /// The column that tells panels apart; nil for a single matrix.
  public var panel: String?

  /// Creates the description of a heat map; colours span 0 to 1 unless the value axis has another range.
  public init(title: String, caption: String, x: Axis, y: Axis, value: Axis, panel: String? = nil) {
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.value = value
    self.panel = panel
    if value.range == nil { self.value.range = 0...1 }
    self.x.scale = .category
    self.y.scale = .category
  }

  /// Draws the heat map of a table in long form: a row for each cell.
  public func figure(of table: ResultTable) throws -> Figure { try Figure(.heatMap(self), of: table) }

  /// Draws one matrix, with axes named as it names them.
  public static func figure(of matrix: LabelledMatrix, title: String, caption: String) throws -> Figure {
    try HeatMap(
      title: title, caption: caption, x: Axis(matrix.columnAxis), y: Axis(matrix.rowAxis),
      value: Axis(matrix.valueName)
    ).figure(of: matrix.table)
  }

  /// Draws matrices of the same axes side by side; `panelName` says what tells them apart, such as "site".
  public static func figure(
    of panels: [(name: String, matrix: LabelledMatrix)], panelName: String, title: String, caption: String
  ) throws -> Figure {
    guard let first = panels.first?.matrix else { throw FigureError.noRows(figure: title) }
    let plot = HeatMap(
      title: title, caption: caption, x: Axis(first.columnAxis), y: Axis(first.rowAxis),
      value: Axis(first.valueName), panel: panelName)
    return try plot.figure(of: table(of: panels, panelName: panelName))
  }

  /// Matrices of the same axes as one table in long form, with a first column that tells them apart.
  public static func table(
    of panels: [(name: String, matrix: LabelledMatrix)], panelName: String
  ) throws -> ResultTable {
    let cells = panels.map(\.matrix.table)
    guard let axes = cells.first?.names else { return ResultTable(columns: [.string(panelName)]) }
    var columns: [ResultTable.Column] = [
      .string(panelName, zip(panels, cells).flatMap { Array(repeating: $0.name, count: $1.rowCount) })
    ]
    for axis in axes.prefix(2) {
      // Labels that are integers in one matrix and text in another become text in all.
      if cells.allSatisfy({ $0[axis]?.kind == .int }) {
        columns.append(.int(axis, try cells.flatMap { try $0.ints(axis) }))
      } else {
        columns.append(.string(axis, try cells.flatMap { try $0.strings(axis) }))
      }
    }
    columns.append(.double(axes[2], try cells.flatMap { try $0.doubles(axes[2]) }))
    return ResultTable(columns: columns)
  }
}
