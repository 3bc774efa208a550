public import Storage

/// A figure: the description of a plot, the table that it draws, and the plotly.js value of the two.
public struct Figure: Equatable, Sendable {
  /// The description of a plot, of one kind or another.
  public enum Plot: Codable, Equatable, Sendable {
    /// Lines over one axis.
    case line(LinePlot)
    /// Matrices as colours.
    case heatMap(HeatMap)
    /// Points of two values each.
    case scatter(ScatterPlot)
    /// How often values occur.
    case histogram(Histogram)

    var drawing: any Drawing {
      switch self {
      case .line(let plot): plot
      case .heatMap(let plot): plot
      case .scatter(let plot): plot
      case .histogram(let plot): plot
      }
    }
  }

  /// The description.
  public let plot: Plot
  /// The numbers.
  public let table: ResultTable
  /// The figure as plotly.js takes it: an object with `data` and `layout`.
  public let plotly: PlotlyJSON
  /// What is shown and how to read it, and what of the table is not shown.
  public let caption: String

  /// Draws a table as the description says.
  public init(_ plot: Plot, of table: ResultTable) throws {
    self.plot = plot
    self.table = table
    let drawing = plot.drawing
    plotly = try drawing.plotly(table)
    caption = [drawing.caption, try drawing.remark(on: table)].compactMap { $0 }.filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// The title.
  public var title: String { plot.drawing.title }
}

extension Figure {
  /// The layout members that all figures share; `meta` tells the page what it needs to place the figure.
  static func layout(title: String, height: Int, panels: Int, kind: String) -> [String: PlotlyJSON] {
    [
      "title": [
        "text": .label(title), "font": ["size": 17], "x": 0, "xref": "paper", "xanchor": "left", "y": 1,
        "yref": "container", "yanchor": "top", "pad": ["t": 14],
      ],
      "height": .number(Double(height)), "autosize": true,
      "margin": ["l": 64, "r": 24, "t": .number(panels > 1 && kind != "heatmap" ? 104 : 84), "b": 56],
      "font": [
        "family": "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif", "size": 13,
        "color": "rgb(34,34,34)",
      ],
      "paper_bgcolor": "rgb(255,255,255)",
      "plot_bgcolor": kind == "heatmap" ? "rgb(217,217,217)" : "rgb(255,255,255)",
      "meta": ["panels": .number(Double(panels)), "kind": .string(kind)],
    ]
  }

  /// The legend above the panels; `isLarge` shows small or thin marks in it larger than they are.
  static func legend(panels: Int, title: String, isLarge: Bool = false) -> PlotlyJSON {
    [
      "orientation": "h", "x": 0, "xanchor": "left", "y": panels > 1 ? 1.1 : 1.03, "yanchor": "bottom",
      "traceorder": "normal", "itemsizing": isLarge ? "constant" : "trace",
      "title": ["text": .label(title), "font": ["size": 13]],
    ]
  }

  /// The layout of one axis.
  static func axis(_ axis: Axis) -> [String: PlotlyJSON] {
    var members: [String: PlotlyJSON] = [
      "title": ["text": .label(axis.title), "standoff": 8], "automargin": true, "ticks": "outside",
      "ticklen": 4, "gridcolor": "rgb(228,228,228)", "linecolor": "rgb(120,120,120)",
      "tickcolor": "rgb(120,120,120)", "showline": true, "zeroline": false,
    ]
    switch axis.scale {
    case .linear: members["type"] = "linear"
    case .log: members["type"] = "log"
    case .category: (members["type"], members["showgrid"]) = ("category", false)
    }
    if let range = axis.range, axis.scale == .linear {
      // A little room, so that lines and markers at 0 and 1 are not cut.
      let room = 0.02 * (range.upperBound - range.lowerBound)
      members["range"] = [.number(range.lowerBound - room), .number(range.upperBound + room)]
    }
    return members
  }
}
