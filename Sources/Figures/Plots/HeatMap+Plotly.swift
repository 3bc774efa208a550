import Storage

extension HeatMap: Drawing {
  /// The plotly.js figure of a table.
  func plotly(_ table: ResultTable) throws -> PlotlyJSON {
    guard table.rowCount > 0 else { throw FigureError.noRows(figure: title) }
    let blank = Array(repeating: "", count: table.rowCount)
    let panelOf = try panel.map { try table.strings($0).map { $0 ?? "" } } ?? blank
    let panels = distinct(panelOf)
    let cells = ResultTable(columns: [
      try table.column(y.column), try table.column(x.column),
      .double(value.column, try table.doubles(value.column)),
    ])
    let grid = PanelGrid(titles: panels.map(displayName))
    var traces: [PlotlyJSON] = []
    for (p, name) in panels.enumerated() {
      let rows = cells.rows(at: panelOf.indices.filter { panelOf[$0] == name })
      traces.append(trace(try LabelledMatrix(table: rows, source: title), panel: p))
    }
    var layout = grid.layout(x: .object(Figure.axis(x)), y: .object(Figure.axis(y)))
    layout.merge(Figure.layout(title: title, height: grid.height, panels: panels.count, kind: "heatmap")) {
      $1
    }
    layout["coloraxis"] = colorAxis
    return ["data": .array(traces), "layout": .object(layout)]
  }

  private func trace(_ matrix: LabelledMatrix, panel: Int) -> PlotlyJSON {
    let small = matrix.rowLabels.count <= 12 && matrix.columnLabels.count <= 8
    var trace: [String: PlotlyJSON] = [
      "type": "heatmap", "coloraxis": "coloraxis",
      "x": .array(matrix.columnLabels.map { .label(displayName($0)) }),
      "y": .array(matrix.rowLabels.map { .label(displayName($0)) }),
      "z": .array(
        matrix.rowLabels.indices.map { i in
          .array(matrix.columnLabels.indices.map { j in .number(orNull: matrix[i, j]) })
        }),
      "hoverongaps": false,
      "hovertemplate": .string(
        "\(templateText(y.title)) %{y}<br>\(templateText(x.title)) %{x}<br>"
          + "<b>\(templateText(value.title)) %{z:.4~g}</b><extra></extra>"),
      "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
    ]
    if small { trace["texttemplate"] = "%{z:.2f}" }
    return .object(trace)
  }

  private var colorAxis: PlotlyJSON {
    let range = value.range ?? 0...1
    return [
      "cmin": .number(range.lowerBound), "cmax": .number(range.upperBound), "colorscale": ColorScale.plotly,
      "colorbar": [
        "title": ["text": .label(value.title), "side": "right"], "thickness": 14, "outlinewidth": 0,
        "xpad": 6, "ypad": 0,
      ],
    ]
  }
}
