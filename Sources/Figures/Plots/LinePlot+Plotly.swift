import Storage

extension LinePlot {
  /// The plotly.js figure of a table.
  func plotly(_ table: ResultTable) throws -> PlotlyJSON {
    guard table.rowCount > 0 else { throw FigureError.noRows(figure: title) }
    let data = try LineData(self, table)
    let grid = PanelGrid(titles: data.panels.map(displayName))
    var traces: [PlotlyJSON] = []
    for (p, panel) in data.panels.enumerated() {
      let drawn = data.series.enumerated().compactMap { s, name in
        data.rows[[panel, name]].map { (index: s, name: name, rows: $0) }
      }
      for line in drawn where interval != nil { traces += bands(line.index, line.rows, data, panel: p) }
      traces += referenceTraces(drawn.map { ($0.index, $0.rows) }, data, panel: p)
      for line in drawn { traces.append(self.line(line.index, line.name, line.rows, data, panel: p)) }
    }
    var layout = grid.layout(x: xAxis(data), y: yAxis(data))
    let base = Figure.layout(title: title, height: grid.height, panels: grid.titles.count, kind: "line")
    layout.merge(base) { $1 }
    layout["hovermode"] = "closest"
    let aboveTitles: Double = grid.titles.count > 1 ? 1.1 : 1.03
    layout["legend"] = [
      "orientation": "h", "x": 0, "xanchor": "left", "y": .number(aboveTitles), "yanchor": "bottom",
      "traceorder": "normal",
      "title": ["text": .label(colors == .ordered ? "\(series ?? "")  " : ""), "font": ["size": 13]],
    ]
    return ["data": .array(traces), "layout": .object(layout)]
  }

  private func color(_ series: Int, _ data: LineData) -> ColorScale.Pair {
    colors == .distinct ? ColorScale.kind(series) : ColorScale.ordered(series, of: data.series.count)
  }

  /// A line through the points of one series.
  private func line(_ s: Int, _ name: String, _ rows: [Int], _ data: LineData, panel: Int) -> PlotlyJSON {
    let color = color(s, data)
    let title = series == nil ? y.title : displayName(name)
    let symbol = colors == .distinct ? ColorScale.symbols[s % ColorScale.symbols.count] : "circle"
    var hover = series == nil ? "" : "<b>\(plotlyText(title))</b><br>"
    hover += "\(plotlyText(x.title)) %{customdata[0]}<br>\(plotlyText(y.title)) %{customdata[1]}"
    if let interval { hover += "<br>\(plotlyText(interval.name)) %{customdata[2]}" }
    return [
      "type": "scatter", "mode": .string(rows.count > 80 ? "lines" : "lines+markers"), "name": .label(title),
      "x": .array(rows.map { data.x[$0] }), "y": .array(rows.map { .number(orNull: data.y[$0]) }),
      "customdata": .array(rows.map { data.hover($0) }), "hovertemplate": .string(hover + "<extra></extra>"),
      "line": ["color": .string(color.light.css), "width": 2.2],
      "marker": ["color": .string(color.light.css), "size": 6, "symbol": .string(symbol)],
      "legendgroup": .string("series \(s)"), "showlegend": .bool(panel == 0 && series != nil),
      "legendrank": .number(Double(s)),
      "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
      "meta": ["dark": .string(color.dark.css)],
    ]
  }

  /// Filled bands between lower and upper ends, one for each stretch without gaps.
  private func bands(_ s: Int, _ rows: [Int], _ data: LineData, panel: Int) -> [PlotlyJSON] {
    let color = color(s, data)
    let stretches = rows.split { data.lower[$0]?.isFinite != true || data.upper[$0]?.isFinite != true }
    return stretches.map { stretch in
      let back = stretch.reversed()
      return [
        "type": "scatter", "mode": "lines", "fill": "toself", "hoverinfo": "skip", "showlegend": false,
        "x": .array(stretch.map { data.x[$0] } + back.map { data.x[$0] }),
        "y": .array(
          stretch.map { .number(orNull: data.lower[$0]) } + back.map { .number(orNull: data.upper[$0]) }),
        "line": ["width": 0, "color": .string(color.light.css)],
        "fillcolor": .string(color.light.css(alpha: 0.16)), "legendgroup": .string("series \(s)"),
        "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
        "meta": ["dark": .string(color.dark.css), "dark_fill": .string(color.dark.css(alpha: 0.22))],
      ]
    }
  }

  /// The dashed lines of one panel, and in the first panel their entries in the legend.
  private func referenceTraces(
    _ drawn: [(index: Int, rows: [Int])], _ data: LineData, panel: Int
  ) -> [PlotlyJSON] {
    var traces: [PlotlyJSON] = []
    for (k, reference) in references.enumerated() {
      let dash = ["dash", "dot", "dashdot"][k % 3]
      let lines = reference.eachSeries ? drawn : Array(drawn.prefix(1))
      for (s, rows) in lines {
        let color = reference.eachSeries ? color(s, data) : ColorScale.reference
        let values = reference.column.map { column in rows.map { data.references[column]?[$0] ?? nil } }
        var trace = dashed(reference, dash: dash, color: color, panel: panel)
        trace["x"] = .array(rows.map { data.x[$0] })
        trace["y"] = .array((values ?? rows.map { _ in reference.value }).map { .number(orNull: $0) })
        trace["customdata"] = .array(rows.map { data.hover($0) })
        trace["legendgroup"] = .string(reference.eachSeries ? "series \(s)" : "reference \(k)")
        trace["showlegend"] = .bool(panel == 0 && !reference.eachSeries)
        traces.append(.object(trace))
      }
      if reference.eachSeries, panel == 0 {
        var entry = dashed(reference, dash: dash, color: ColorScale.reference, panel: 0)
        (entry["x"], entry["y"], entry["showlegend"]) = ([nil], [nil], true)
        traces.append(.object(entry))
      }
    }
    return traces
  }

  private func dashed(
    _ reference: Reference, dash: String, color: ColorScale.Pair, panel: Int
  ) -> [String: PlotlyJSON] {
    let name = plotlyText(reference.name)
    return [
      "type": "scatter", "mode": "lines", "name": .string(name),
      "line": ["color": .string(color.light.css), "width": 1.4, "dash": .string(dash)], "legendrank": 2000,
      "hovertemplate": .string(
        "\(name)<br>\(plotlyText(x.title)) %{customdata[0]}<br>%{y:.4~g}<extra></extra>"),
      "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
      "meta": ["dark": .string(color.dark.css)],
    ]
  }

  private func xAxis(_ data: LineData) -> PlotlyJSON {
    var axis = Figure.axis(x)
    if x.scale == .category {
      axis["categoryorder"] = "array"
      axis["categoryarray"] = .array(data.categories.map { .label(displayName($0)) })
    }
    data.ticks?.set(&axis)
    return .object(axis)
  }

  private func yAxis(_ data: LineData) -> PlotlyJSON {
    var axis = Figure.axis(y)
    if y.scale == .log {
      let drawn = data.y + data.lower + data.upper + references.map(\.value) + data.references.values.joined()
      // A value that has no logarithm is a gap here: unlike step 0 it is no place on the axis.
      LogarithmicTicks(drawn.compactMap { $0 }.filter { $0 > 0 })?.set(&axis)
    }
    return .object(axis)
  }
}
