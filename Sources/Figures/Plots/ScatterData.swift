import Storage

/// The columns of a table as a scatter plot needs them: the rows that have both values, by panel and series.
struct ScatterData {
  /// The panels in order of appearance; one without a name when the plot has no panel column.
  let panels: [String]
  /// The series in order of appearance, over all panels.
  let series: [String]
  /// The drawn rows of each pair of panel and series, in the order of the table.
  let rows: [[String]: [Int]]
  /// Where rows stand; nil where the table or the logarithm has no value.
  let x, y: Places
  /// The names of points; empty without a column of them.
  let labels: [String?]
  /// How many rows are drawn.
  let drawnCount: Int

  /// The places of rows along one axis.
  struct Places {
    /// What plotly.js takes; nil for a row that has no place.
    let values: [PlotlyJSON?]
    /// The labels of a category axis in order of appearance.
    let categories: [String]
    /// The lowest and the highest number among the drawn rows; nil of categories.
    private(set) var range: ClosedRange<Double>?

    init(_ axis: Axis, _ table: ResultTable) throws {
      if axis.scale == .category {
        let texts = try table.strings(axis.column)
        values = texts.map { $0.map { .label(displayName($0)) } }
        categories = distinct(texts.compactMap { $0 })
      } else {
        let lowest = axis.scale == .log ? Double.leastNonzeroMagnitude : -.infinity
        let numbers = try table.doubles(axis.column).map { value in
          value.flatMap { $0.isFinite && $0 >= lowest ? $0 : nil }
        }
        values = numbers.map { $0.map { .number($0) } }
        categories = []
      }
    }

    /// Fits the range to the drawn rows.
    fileprivate mutating func fit(to rows: [Int]) {
      let numbers = rows.compactMap { row -> Double? in
        guard case .number(let number)? = values[row] else { return nil }
        return number
      }
      range = numbers.min().flatMap { low in numbers.max().map { low...$0 } }
    }
  }

  init(_ plot: ScatterPlot, _ table: ResultTable) throws {
    let all = Array(0..<table.rowCount)
    var (x, y) = (try Places(plot.x, table), try Places(plot.y, table))
    let placed = all.filter { x.values[$0] != nil && y.values[$0] != nil }
    guard !placed.isEmpty else { throw FigureError.noRows(figure: plot.title) }
    let panelOf = try plot.panel.map { try table.strings($0).map { $0 ?? "" } } ?? all.map { _ in "" }
    let seriesOf = try plot.series.map { try table.strings($0).map { $0 ?? "" } } ?? all.map { _ in "" }
    x.fit(to: placed)
    y.fit(to: placed)
    (self.x, self.y) = (x, y)
    labels = try plot.label.map { try table.strings($0) } ?? []
    drawnCount = placed.count
    panels = distinct(placed.map { panelOf[$0] })
    // A series keeps its colour when all of its rows are left out elsewhere.
    series = distinct(seriesOf)
    rows = Dictionary(grouping: placed) { [panelOf[$0], seriesOf[$0]] }
  }
}
