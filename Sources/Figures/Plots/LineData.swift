import Storage

/// The columns of a table as a line plot needs them: points grouped by panel and series.
struct LineData {
  /// The panels in order of appearance; one without a name when the plot has no panel column.
  let panels: [String]
  /// The series in order of appearance, over all panels.
  let series: [Series]
  /// The groups in order of appearance; the series themselves where the plot has no groups.
  let groups: [String]
  /// The rows of each series in each panel, in the order of the table.
  let rows: [Place: [Int]]
  /// Where each row stands on the horizontal axis.
  let x: [PlotlyJSON]
  /// The vertical values.
  let y: [Double?]
  /// Lower and upper ends of the intervals; empty without an interval.
  let lower, upper: [Double?]
  /// The values of reference columns.
  let references: [String: [Double?]]
  /// The labels of a category axis in order of appearance.
  let categories: [String]
  /// The ticks of a logarithmic axis.
  let ticks: LogarithmicTicks?

  private let xText: [String]

  /// One line of a panel: its name and its group, which is the same text where the plot has no groups.
  struct Series: Hashable {
    let name, group: String
  }

  /// A series in a panel.
  struct Place: Hashable {
    let panel: String
    let series: Series
  }

  init(_ plot: LinePlot, _ table: ResultTable) throws {
    let all = Array(0..<table.rowCount)
    xText = try table.strings(plot.x.column).map { $0 ?? "" }
    y = try table.doubles(plot.y.column)
    lower = try plot.interval.map { try table.doubles($0.lower) } ?? []
    upper = try plot.interval.map { try table.doubles($0.upper) } ?? []
    var references: [String: [Double?]] = [:]
    for column in plot.references.compactMap(\.column) { references[column] = try table.doubles(column) }
    self.references = references
    let panelOf = try plot.panel.map { try table.strings($0).map { $0 ?? "" } } ?? all.map { _ in "" }
    let seriesOf = try plot.series.map { try table.strings($0).map { $0 ?? "" } } ?? all.map { _ in "" }
    let placed: [Int]
    if plot.x.scale == .category {
      placed = all
      ticks = nil
      x = xText.map { .label(displayName($0)) }
    } else {
      let numbers = try table.doubles(plot.x.column)
      let ticks = plot.x.scale == .log ? LogarithmicTicks(numbers.compactMap { $0 }) : nil
      self.ticks = ticks
      // A logarithmic axis without a positive value shows nothing but zeros: they stand at 1.
      let zero = plot.x.scale == .log ? ticks?.zeroPosition ?? 1 : nil
      x = numbers.map { value in .number(orNull: value.map { v in zero.map { v > 0 ? v : $0 } ?? v }) }
      placed = all.filter { numbers[$0]?.isFinite == true }
    }
    panels = distinct(placed.map { panelOf[$0] })
    let groupOf = try plot.group.map { try table.strings($0).map { $0 ?? "" } } ?? seriesOf
    let lines = all.map { Series(name: seriesOf[$0], group: groupOf[$0]) }
    series = distinct(placed.map { lines[$0] })
    groups = distinct(placed.map { groupOf[$0] })
    categories = plot.x.scale == .category ? distinct(xText) : []
    rows = Dictionary(grouping: placed) { Place(panel: panelOf[$0], series: lines[$0]) }
    guard !placed.isEmpty else { throw FigureError.noRows(figure: plot.title) }
  }

  /// What the pointer shows at a row: position, value, interval.
  func hover(_ row: Int) -> PlotlyJSON {
    var texts: [PlotlyJSON] = [.label(displayName(xText[row])), .string(number(y[row]))]
    if !lower.isEmpty { texts.append(.string("\(number(lower[row])) to \(number(upper[row]))")) }
    return .array(texts)
  }

  private func number(_ value: Double?) -> String { value.map { shortNumber($0) } ?? "missing" }
}

/// The different values in the order in which they first appear.
func distinct<T: Hashable>(_ values: [T]) -> [T] {
  var seen: Set<T> = []
  return values.filter { seen.insert($0).inserted }
}
