/// How the points of series look: the more of them, the smaller and the more transparent.
///
/// Points are drawn as SVG. The WebGL kinds of plotly.js compile programs from text at run time, which the page's
/// content security policy forbids; they also could not be saved as SVG or printed sharply.
struct MarkerStyle {
  let seriesCount: Int
  let points: Int
  let colors: LinePlot.Colors

  /// The members of a trace of points but for its data, its text and its place in the legend.
  func trace(_ series: Int, name: String, panel: Int) -> [String: PlotlyJSON] {
    let color = colors == .distinct ? ColorScale.kind(series) : ColorScale.ordered(series, of: seriesCount)
    return [
      "type": "scatter", "mode": "markers", "name": .label(name),
      "marker": [
        "color": .string(color.light.css), "size": .number(size), "opacity": .number(opacity),
        "symbol": .string(colors == .distinct ? ColorScale.symbol(series) : "circle"),
      ],
      "legendgroup": .string("series \(series)"), "legendrank": .number(Double(series)),
      "xaxis": .string("x\(PanelGrid.suffix(panel))"), "yaxis": .string("y\(PanelGrid.suffix(panel))"),
      "meta": ["dark": .string(color.dark.css)],
    ]
  }

  /// The diameter in pixels.
  private var size: Double { points <= 300 ? 7 : points <= 3000 ? 5.5 : 4.5 }

  private var opacity: Double { points <= 300 ? 0.85 : points <= 3000 ? 0.65 : 0.5 }
}
