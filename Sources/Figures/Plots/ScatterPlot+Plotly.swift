import Storage

extension ScatterPlot: Drawing {
  /// How many rows have no place in the plot.
  func remark(on table: ResultTable) throws -> String? {
    let missing = table.rowCount - (try ScatterData(self, table).drawnCount)
    let isLogarithmic = x.scale == .log || y.scale == .log
    return missing == 0
      ? nil
      : "Not drawn: \(missing) of \(table.rowCount) rows, which lack one of the two values"
        + "\(isLogarithmic ? " or have one without a logarithm" : "")."
  }

  /// The plotly.js figure of a table.
  func plotly(_ table: ResultTable) throws -> PlotlyJSON {
    guard table.rowCount > 0 else { throw FigureError.noRows(figure: title) }
    let data = try ScatterData(self, table)
    let grid = PanelGrid(titles: data.panels.map(displayName))
    let style = MarkerStyle(seriesCount: data.series.count, points: data.drawnCount, colors: colors)
    var traces: [PlotlyJSON] = []
    for (p, panel) in data.panels.enumerated() {
      for (s, name) in data.series.enumerated() {
        guard let rows = data.rows[[panel, name]] else { continue }
        var trace = style.trace(s, name: series == nil ? y.title : displayName(name), panel: p)
        trace["showlegend"] = .bool(
          series != nil && data.panels.first { data.rows[[$0, name]] != nil } == panel)
        trace["x"] = .array(rows.map { data.x.values[$0] ?? .null })
        trace["y"] = .array(rows.map { data.y.values[$0] ?? .null })
        if !data.labels.isEmpty { trace["text"] = .array(rows.map { .label(data.labels[$0] ?? "") }) }
        trace["hovertemplate"] = .string(hover(displayName(name)))
        traces.append(.object(trace))
      }
      // Last, so that they lie above the points.
      traces += references.enumerated().compactMap { reference($1, number: $0, data, panel: p) }
    }
    var layout = grid.layout(x: axis(x, data.x, .vertical), y: axis(y, data.y, .horizontal), matching: true)
    let base = Figure.layout(title: title, height: grid.height, panels: grid.titles.count, kind: "scatter")
    layout.merge(base) { $1 }
    layout["hovermode"] = "closest"
    layout["legend"] = Figure.legend(
      panels: grid.titles.count, title: colors == .ordered ? "\(series ?? "")  " : "", isLarge: true)
    return ["data": .array(traces), "layout": .object(layout)]
  }

  /// What the pointer shows at a point: its name, its series and the two values.
  private func hover(_ name: String) -> String {
    let heading = [
      label == nil ? nil : "\(templateText(label ?? "")) %{text}", series.map { _ in templateText(name) },
    ]
    let values = [(x, "x"), (y, "y")].map { axis, letter in
      "\(templateText(axis.title)) %{\(letter)\(axis.scale == .category ? "" : ":.4~g")}"
    }
    let lines = heading.compactMap { $0 }.map { "<b>\($0)</b>" } + values
    return lines.joined(separator: "<br>") + "<extra></extra>"
  }

  /// A dashed line over one panel; nil where it would lie outside of the axes.
  private func reference(_ reference: Reference, number: Int, _ data: ScatterData, panel: Int) -> PlotlyJSON?
  {
    guard let (x, y) = ends(reference, data) else { return nil }
    let name = plotlyText(reference.name)
    return [
      "type": "scatter", "mode": "lines", "name": .string(name), "x": .array(x), "y": .array(y),
      "line": [
        "color": .string(ColorScale.reference.light.css), "width": 1.4,
        "dash": .string(["dash", "dot", "dashdot"][number % 3]),
      ],
      "legendgroup": .string("reference \(number)"), "legendrank": 2000, "showlegend": .bool(panel == 0),
      "hovertemplate": .string("\(templateText(reference.name))<extra></extra>"),
      "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
      "meta": ["dark": .string(ColorScale.reference.dark.css)],
    ]
  }

  /// The two ends of a line.
  private func ends(_ reference: Reference, _ data: ScatterData) -> ([PlotlyJSON], [PlotlyJSON])? {
    let (x, y) = (self.x.range ?? data.x.range, self.y.range ?? data.y.range)
    switch (reference.course, reference.value) {
    case (.horizontal, let value?) where self.y.shows(value):
      let labels = [data.x.categories.first, data.x.categories.last].compactMap { $0 }
      let across: [PlotlyJSON]? = x.map { [.number($0.lowerBound), .number($0.upperBound)] }
      return (across ?? labels.map { .label(displayName($0)) }, [.number(value), .number(value)])
    case (.vertical, let value?) where self.x.shows(value):
      return y.map { ([.number(value), .number(value)], [.number($0.lowerBound), .number($0.upperBound)]) }
    case (.diagonal, nil):
      guard let x, let y, x.overlaps(y) else { return nil }
      let common = x.clamped(to: y)
      let both: [PlotlyJSON] = [.number(common.lowerBound), .number(common.upperBound)]
      return (both, both)
    default: return nil
    }
  }

  /// An axis; `course` is that of the references that stand at one of its values.
  private func axis(_ axis: Axis, _ places: ScatterData.Places, _ course: Reference.Course) -> PlotlyJSON {
    var members = Figure.axis(axis)
    if axis.scale == .category {
      members["categoryorder"] = "array"
      members["categoryarray"] = .array(places.categories.map { .label(displayName($0)) })
    } else if axis.scale == .log {
      let at = references.filter { $0.course == course }.compactMap(\.value).filter(axis.shows)
      let ends = places.range.map { [$0.lowerBound, $0.upperBound] } ?? []
      LogarithmicTicks(ends + at)?.set(&members)
    }
    return .object(members)
  }
}

extension Axis {
  /// Whether a number can stand on the axis.
  fileprivate func shows(_ value: Double) -> Bool {
    value.isFinite && scale != .category && (scale == .linear || value > 0)
  }
}
