import Storage

extension LinePlot: Drawing {
  /// The plotly.js figure of a table.
  func plotly(_ table: ResultTable) throws -> PlotlyJSON {
    guard table.rowCount > 0 else { throw FigureError.noRows(figure: title) }
    let data = try LineData(self, table)
    let grid = PanelGrid(titles: data.panels.map(displayName))
    var traces: [PlotlyJSON] = []
    var inLegend: Set<Int> = []
    for (p, panel) in data.panels.enumerated() {
      let drawn = data.series.compactMap { series in
        data.rows[.init(panel: panel, series: series)].map {
          (group: data.groups.firstIndex(of: series.group) ?? 0, name: series.name, rows: $0)
        }
      }
      for line in drawn where interval != nil { traces += bands(line.group, line.rows, data, panel: p) }
      traces += referenceTraces(drawn.map { ($0.group, $0.rows) }, data, panel: p)
      for line in drawn {
        var trace = self.line(line.group, line.name, line.rows, data, panel: p)
        if group != nil { trace["opacity"] = 0.7 }
        trace["showlegend"] = .bool(series != nil && inLegend.insert(line.group).inserted)
        traces.append(.object(trace))
      }
    }
    var layout = grid.layout(x: xAxis(data), y: yAxis(data))
    let base = Figure.layout(title: title, height: grid.height, panels: grid.titles.count, kind: "line")
    layout.merge(base) { $1 }
    layout["hovermode"] = "closest"
    layout["legend"] = Figure.legend(
      panels: grid.titles.count, title: colors == .ordered ? "\(group ?? series ?? "")  " : "",
      isLarge: group != nil)
    return ["data": .array(traces), "layout": .object(layout)]
  }

  private func color(_ group: Int, _ data: LineData) -> ColorScale.Pair {
    colors == .distinct ? ColorScale.kind(group) : ColorScale.ordered(group, of: data.groups.count)
  }

  /// A line through the points of one series, but for its place in the legend.
  private func line(
    _ g: Int, _ name: String, _ rows: [Int], _ data: LineData, panel: Int
  ) -> [String: PlotlyJSON] {
    let color = color(g, data)
    let title = series == nil ? y.title : displayName(name)
    let symbol = colors == .distinct ? ColorScale.symbol(g) : "circle"
    let isThin = group != nil
    var hover = series == nil ? "" : "<b>\(templateText(title))</b><br>"
    hover += "\(templateText(x.title)) %{customdata[0]}<br>\(templateText(y.title)) %{customdata[1]}"
    if let interval { hover += "<br>\(templateText(interval.name)) %{customdata[2]}" }
    return [
      "type": "scatter", "mode": .string(rows.count > 80 || isThin ? "lines" : "lines+markers"),
      "name": .label(isThin ? displayName(data.groups[g]) : title),
      "x": .array(rows.map { data.x[$0] }), "y": .array(rows.map { .number(orNull: data.y[$0]) }),
      "customdata": .array(rows.map { data.hover($0) }), "hovertemplate": .string(hover + "<extra></extra>"),
      "line": ["color": .string(color.light.css), "width": .number(isThin ? 1.1 : 2.2)],
      "marker": ["color": .string(color.light.css), "size": 6, "symbol": .string(symbol)],
      "legendgroup": .string("series \(g)"), "legendrank": .number(Double(g)),
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
        "\(templateText(reference.name))<br>\(templateText(x.title)) %{customdata[0]}<br>%{y:.4~g}<extra></extra>"
      ),
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
