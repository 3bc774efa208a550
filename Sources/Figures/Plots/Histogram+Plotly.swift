import Storage

extension Histogram: Drawing {
  /// How many rows are in no bin.
  func remark(on table: ResultTable) throws -> String? {
    let left = try table.doubles(x.column).count { place($0) == nil }
    return left == 0
      ? nil
      : "Not counted: \(left) of \(table.rowCount) \(counted), which have no value or one outside of the bins."
  }

  /// The plotly.js figure of a table.
  func plotly(_ table: ResultTable) throws -> PlotlyJSON {
    let values = try table.doubles(x.column).map(place)
    let all = Array(0..<table.rowCount)
    let panelOf = try panel.map { try table.strings($0).map { $0 ?? "" } } ?? all.map { _ in "" }
    let seriesOf = try series.map { try table.strings($0).map { $0 ?? "" } } ?? all.map { _ in "" }
    let counted = all.filter { values[$0] != nil }
    guard !counted.isEmpty else { throw FigureError.noRows(figure: title) }
    let rows = Dictionary(grouping: counted) { [panelOf[$0], seriesOf[$0]] }
    let panels = distinct(counted.map { panelOf[$0] })
    let names = distinct(seriesOf)
    var traces: [PlotlyJSON] = []
    for (p, panel) in panels.enumerated() {
      for (s, name) in names.enumerated() {
        guard let rows = rows[[panel, name]] else { continue }
        var trace = trace(s, name, of: names.count, panel: p)
        trace["x"] = .array(rows.map { .number(orNull: values[$0]) })
        trace["showlegend"] = .bool(
          series != nil && !traces.contains { $0["legendgroup"] == trace["legendgroup"] })
        traces.append(.object(trace))
      }
    }
    return ["data": .array(traces), "layout": .object(layout(panels))]
  }

  /// Where a value is counted; nil for none.
  ///
  /// plotly.js leaves a value at the upper end of the last bin out; it is moved a hair into the bin.
  private func place(_ value: Double?) -> Double? {
    guard let value, bins.range.contains(value) else { return nil }
    return min(value, bins.range.upperBound - 1e-6 * bins.size)
  }

  private func trace(_ s: Int, _ name: String, of count: Int, panel: Int) -> [String: PlotlyJSON] {
    let color = colors == .distinct ? ColorScale.kind(s) : ColorScale.ordered(s, of: count)
    let title = series == nil ? counted : displayName(name)
    let values = "\(templateText(x.title)) %{x}<br>\(templateText(countTitle)) %{y:.4~g}<extra></extra>"
    return [
      "type": "histogram", "name": .label(title), "autobinx": false,
      "xbins": [
        "start": .number(bins.range.lowerBound), "end": .number(bins.range.upperBound),
        "size": .number(bins.size),
      ],
      "histnorm": share ? "probability" : "",
      "marker": [
        "color": .string(color.light.css), "opacity": .number(count == 1 ? 0.85 : 0.5),
        "line": ["color": .string(color.light.css), "width": 1],
        // With the colour, so that overlapping series are told apart without it.
        "pattern": [
          "shape": .string(["", "/", "\\", "x", "-", "|"][s % 6]), "fillmode": "overlay", "size": 6,
          "solidity": 0.2,
        ],
      ],
      "hovertemplate": .string((series == nil ? "" : "<b>\(templateText(title))</b><br>") + values),
      "legendgroup": .string("series \(s)"), "legendrank": .number(Double(s)),
      "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
      "meta": ["dark": .string(color.dark.css)],
    ]
  }

  private var countTitle: String { share ? "share of \(counted)" : counted }

  private func layout(_ panels: [String]) -> [String: PlotlyJSON] {
    let grid = PanelGrid(titles: panels.map(displayName))
    var layout = grid.layout(
      x: .object(Figure.axis(x)), y: .object(Figure.axis(Axis("", title: countTitle))), matching: true)
    let base = Figure.layout(title: title, height: grid.height, panels: panels.count, kind: "histogram")
    layout.merge(base) { $1 }
    layout["barmode"] = "overlay"
    layout["bargap"] = 0
    layout["hovermode"] = "closest"
    layout["legend"] = Figure.legend(
      panels: panels.count, title: colors == .ordered ? "\(series ?? "")  " : "")
    return layout
  }
}
