import Storage
import Testing

@testable import Figures

@Suite struct ScatterPlotTests {
  static let table = ResultTable(columns: [
    .string("site", ["conv_l0", "conv_l0", "conv_l0", "conv_l1", "conv_l1"]), .int("unit", [0, 1, 2, 0, 1]),
    .double("selectivity", [0.25, nil, 0.5, 0.75, 1]), .double("drop", [0.125, 0.5, .nan, 0, 0.25]),
  ])

  static func plot(_ change: (inout ScatterPlot) -> Void = { _ in }) -> ScatterPlot {
    var plot = ScatterPlot(
      title: "t", caption: "c.", x: Axis("selectivity"), y: Axis("drop"), series: "site", label: "unit")
    change(&plot)
    return plot
  }

  func traces(_ figure: Figure) -> [PlotlyJSON] {
    guard case .array(let traces) = figure.plotly["data"] else { return [] }
    return traces
  }

  @Test func pointsLackingAValueAreLeftOutAndCounted() throws {
    let figure = try Self.plot().figure(of: Self.table)
    let points = traces(figure)
    #expect(points.map { $0["name"] } == ["layer 0 (conv_l0)", "layer 1 (conv_l1)"])
    #expect(points.map { $0["x"] } == [[0.25], [0.75, 1]])
    #expect(points.map { $0["y"] } == [[0.125], [0, 0.25]])
    #expect(points.map { $0["text"] } == [["0"], ["0", "1"]])
    #expect(figure.caption == "c. Not drawn: 2 of 5 rows, which lack one of the two values.")
    #expect(figure.table == Self.table)
    let complete = try Self.plot().figure(of: Self.table.rows(at: [0, 3, 4]))
    #expect(complete.caption == "c.")
  }

  /// WebGL traces compile their programs with `Function`, which the content security policy of the page forbids.
  @Test func pointsAreNotDrawnByWebGL() throws {
    let points = traces(try Self.plot().figure(of: Self.table))
    #expect(points.allSatisfy { $0["type"] == "scatter" && $0["mode"] == "markers" })
  }

  @Test func aLogarithmicAxisLeavesOutWhatHasNoLogarithm() throws {
    let figure = try Self.plot { $0.y.scale = .log }.figure(of: Self.table)
    #expect(traces(figure).map { $0["y"] } == [[0.125], [0.25]])
    #expect(
      figure.caption
        == "c. Not drawn: 3 of 5 rows, which lack one of the two values or have one without a logarithm.")
    #expect(figure.plotly["layout"]?["yaxis"]?["ticktext"] == ["0.2"])
  }

  @Test func aCategoryAxisKeepsTheOrderOfTheTable() throws {
    let figure = try Self.plot {
      ($0.x, $0.series) = (Axis("site", scale: .category), nil)
      $0.references = [.horizontal(0.5, name: "half")]
    }.figure(of: Self.table)
    #expect(
      figure.plotly["layout"]?["xaxis"]?["categoryarray"] == ["layer 0 (conv_l0)", "layer 1 (conv_l1)"])
    #expect(traces(figure)[0]["y"] == [0.125, 0.5, 0, 0.25])
    #expect(traces(figure)[1]["x"] == ["layer 0 (conv_l0)", "layer 1 (conv_l1)"])
  }

  @Test func referencesCrossThePanel() throws {
    let figure = try Self.plot {
      $0.x.range = 0...1
      $0.references = [
        .horizontal(0.1, name: "null"), .vertical(0.5, name: "half"), .diagonal(name: "equal"),
      ]
    }.figure(of: Self.table)
    let lines = traces(figure).filter { $0["mode"] == "lines" }
    #expect(lines.map { $0["x"] } == [[0, 1], [0.5, 0.5], [0, 0.25]])
    #expect(lines.map { $0["y"] } == [[0.1, 0.1], [0, 0.25], [0, 0.25]])
    #expect(lines.map { $0["line"]?["dash"] } == ["dash", "dot", "dashdot"])
    #expect(lines.map { $0["name"] } == ["null", "half", "equal"])
    let logarithmic = try Self.plot {
      $0.y.scale = .log
      $0.references = [.horizontal(0, name: "none"), .horizontal(0.001, name: "little")]
    }.figure(of: Self.table)
    #expect(traces(logarithmic).filter { $0["mode"] == "lines" }.map { $0["name"] } == ["little"])
    #expect(
      logarithmic.plotly["layout"]?["yaxis"]?["ticktext"] == ["0.001", "0.01", "0.1"])
  }

  @Test func panelsHaveTheSameAxes() throws {
    let figure = try Self.plot { ($0.panel, $0.series) = ("site", nil) }.figure(of: Self.table)
    let layout = figure.plotly["layout"]
    #expect(traces(figure).map { $0["xaxis"] } == ["x", "x2"])
    #expect(layout?["xaxis2"]?["matches"] == "x")
    #expect(layout?["yaxis2"]?["matches"] == "y")
    #expect(layout?["yaxis"]?["matches"] == nil)
    #expect(layout?["yaxis"]?["autorange"] == true)
    let fixed = try Self.plot { ($0.panel, $0.x.range) = ("site", 0...1) }.figure(of: Self.table)
    #expect(fixed.plotly["layout"]?["xaxis2"]?["autorange"] == nil)
    #expect(traces(fixed).map { $0["showlegend"] } == [true, true])
  }

  @Test func manySeriesAreToldApart() throws {
    let styles = (0..<20).map {
      MarkerStyle(seriesCount: 20, points: 20, colors: .distinct).trace($0, name: "", panel: 0)
    }
    let looks = styles.map { "\($0["marker"]?["color"] ?? .null) \($0["marker"]?["symbol"] ?? .null)" }
    #expect(Set(looks).count == 20)
  }

  @Test func manyPointsAreSmallAndTransparent() {
    func opacity(_ points: Int) -> PlotlyJSON? {
      MarkerStyle(seriesCount: 1, points: points, colors: .ordered).trace(0, name: "", panel: 0)["marker"]?[
        "opacity"]
    }
    #expect([10, 1000, 20_000].map(opacity) == [0.85, 0.65, 0.5])
  }

  @Test func aTableThatDoesNotFitIsRefused() {
    #expect(throws: FigureError.noRows(figure: "t")) {
      try Self.plot().figure(of: Self.table.rows(at: [1, 2]))
    }
    #expect(throws: FigureError.noRows(figure: "t")) { try Self.plot().figure(of: Self.table.rows(at: [])) }
    #expect(throws: TableError.missingColumn(column: "loss", available: Self.table.names)) {
      try Self.plot { $0.y = Axis("loss") }.figure(of: Self.table)
    }
  }
}
