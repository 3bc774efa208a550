import Storage

extension UnitListing {
  /// The listing as the page's script reads it: columns, and a drawing of two of them but for its data and titles.
  var json: PlotlyJSON {
    let places = Dictionary(uniqueKeysWithValues: table.names.enumerated().map { ($1, $0) })
    let style = MarkerStyle(seriesCount: sites.count, points: table.rowCount, colors: .distinct)
    var members: [String: PlotlyJSON] = [
      "rowsAtATime": .number(Double(Self.rowsAtATime)), "columns": .array(table.columns.map(Self.json)),
      "site": .number(Double(places["site"] ?? 0)), "unit": .number(Double(places["unit"] ?? 0)),
      "marks": .array(
        sites.enumerated().map { i, site in
          let trace = style.trace(i, name: Self.display(site), panel: 0)
          return ["site": .string(site), "name": .string(Self.display(site)), "trace": .object(trace)]
        }),
    ]
    if let axes = firstAxes {
      members["axes"] = [.number(Double(axes.x)), .number(Double(axes.y))]
      members["layout"] = layout
    }
    return .object(members)
  }

  /// How a site is called on the page.
  static func display(_ site: String) -> String { site.isEmpty ? "without a site" : displayName(site) }

  /// What a column is called along an axis, with its unit.
  static func title(_ column: ResultTable.Column) -> String {
    column.name + (column.unit.map { " (\($0))" } ?? "")
  }

  private var layout: PlotlyJSON {
    let grid = PanelGrid(titles: [""])
    let axis = PlotlyJSON.object(Figure.axis(Axis("")))
    var layout = grid.layout(x: axis, y: axis)
    layout.merge(Figure.layout(title: "", height: grid.height, panels: 1, kind: "scatter")) { $1 }
    layout["hovermode"] = "closest"
    layout["legend"] = Figure.legend(panels: 1, title: "", isLarge: true)
    layout["showlegend"] = true
    return .object(layout)
  }

  private static func json(_ column: ResultTable.Column) -> PlotlyJSON {
    let values: [PlotlyJSON] =
      switch column.values {
      case .double(let values):
        // JSON lacks NaN and infinities; JavaScript reads these names.
        values.map { value in
          value.map { v in
            v.isFinite ? .number(v) : .string(v.isNaN ? "NaN" : v > 0 ? "Infinity" : "-Infinity")
          } ?? .null
        }
      case .int(let values): values.map { $0.map { .number(Double($0)) } ?? .null }
      case .string(let values): values.map { $0.map { .string($0) } ?? .null }
      }
    return [
      "name": .string(column.name), "title": .string(title(column)), "kind": .string(column.kind.rawValue),
      "values": .array(values),
    ]
  }
}
