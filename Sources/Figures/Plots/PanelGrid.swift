/// Where the panels of a figure lie: axes, domains and panel titles, row by row from the top left.
struct PanelGrid {
  let titles: [String]
  let columns: Int
  let rows: Int

  /// The height of the drawing in pixels when its page does not set one.
  var height: Int { rows == 1 ? 420 : 320 * rows + 60 }

  init(titles: [String]) {
    let count = max(titles.count, 1)
    self.titles = titles
    columns = count == 4 ? 2 : min(count, 3)
    rows = (count + columns - 1) / columns
  }

  /// The suffix of the axes of panel `i` in plotly.js: "", "2", "3" and so on.
  static func suffix(_ i: Int) -> String { i == 0 ? "" : "\(i + 1)" }

  /// The layout members of all panels, given the two axes that they share; `matching` keeps their ranges equal where
  /// they follow the data.
  func layout(x: PlotlyJSON, y: PlotlyJSON, matching: Bool = false) -> [String: PlotlyJSON] {
    var layout: [String: PlotlyJSON] = [:]
    for i in titles.indices {
      let (column, row) = (i % columns, i / columns)
      layout["xaxis\(Self.suffix(i))"] = Self.placed(
        x, anchor: "y\(Self.suffix(i))", domain: Self.domain(column, of: columns, gap: 0.09))
      layout["yaxis\(Self.suffix(i))"] = Self.placed(
        y, anchor: "x\(Self.suffix(i))", domain: Self.domain(rows - 1 - row, of: rows, gap: 0.24))
    }
    if matching { layout.merge(matched(layout)) { $1 } }
    if titles.count > 1 { layout["annotations"] = .array(titles.indices.map(annotation)) }
    return layout
  }

  /// The axes with ranges that all panels share.
  private func matched(_ layout: [String: PlotlyJSON]) -> [String: PlotlyJSON] {
    var axes: [String: PlotlyJSON] = [:]
    for letter in ["x", "y"] {
      for i in titles.indices {
        let name = "\(letter)axis\(Self.suffix(i))"
        guard case .object(var members) = layout[name] else { continue }
        // Without this plotly.js 3.3 leaves such an axis at −1 to 4 where the other one has a range.
        if members["range"] == nil { members["autorange"] = true }
        if i > 0 { members["matches"] = .string(letter) }
        axes[name] = .object(members)
      }
    }
    return axes
  }

  private func annotation(_ i: Int) -> PlotlyJSON {
    [
      "text": .label(titles[i]), "showarrow": false, "font": ["size": 14], "x": 0.5, "y": 1,
      "xref": .string("x\(Self.suffix(i)) domain"), "yref": .string("y\(Self.suffix(i)) domain"),
      "xanchor": "center", "yanchor": "bottom",
    ]
  }

  private static func placed(_ axis: PlotlyJSON, anchor: String, domain: ClosedRange<Double>) -> PlotlyJSON {
    guard case .object(var members) = axis else { return axis }
    members["anchor"] = .string(anchor)
    members["domain"] = [.number(domain.lowerBound), .number(domain.upperBound)]
    return .object(members)
  }

  private static func domain(_ i: Int, of count: Int, gap: Double) -> ClosedRange<Double> {
    let size = (1 - gap * Double(count - 1)) / Double(count)
    let start = Double(i) * (size + gap)
    return start...min(start + size, 1)
  }
}
