import Storage
import Testing

@testable import Figures

@Suite struct LinePlotTests {
  static let table = ResultTable(columns: [
    .int("step", [0, 1, 10, 0, 1, 10]), .string("site", ["h_l0", "h_l0", "h_l0", "h_l1", "h_l1", "h_l1"]),
    .double("cca", [0.25, nil, 1, 0.125, 0.5, 1]), .double("lower", [0.2, 0.3, nil, nil, 0.4, 1]),
    .double("upper", [0.3, 0.4, 1, 0.2, 0.6, 1]), .double("null", [0.1, 0.1, 0.1, 0.2, 0.2, 0.2]),
  ])

  static func plot(_ change: (inout LinePlot) -> Void = { _ in }) -> LinePlot {
    var plot = LinePlot(
      title: "t", caption: "c", x: Axis("step", scale: .log), y: Axis("cca", range: 0...1), series: "site")
    change(&plot)
    return plot
  }

  func traces(_ figure: Figure) -> [PlotlyJSON] {
    guard case .array(let traces) = figure.plotly["data"] else { return [] }
    return traces
  }

  @Test func eachSeriesIsALineWithGapsWhereValuesAreMissing() throws {
    let lines = traces(try Self.plot().figure(of: Self.table))
    #expect(lines.map { $0["name"] } == ["layer 0 (h_l0)", "layer 1 (h_l1)"])
    #expect(lines[0]["y"] == [0.25, nil, 1])
    #expect(lines[1]["y"] == [0.125, 0.5, 1])
    #expect(lines[0]["x"] == [.number(1.0 / 3), 1, 10])
    #expect(lines[0]["customdata"] == [["0", "0.25"], ["1", "missing"], ["10", "1"]])
    #expect(lines[0]["line"] != lines[1]["line"])
    #expect(lines[0]["marker"]?["symbol"] != lines[1]["marker"]?["symbol"])
  }

  @Test func axesAreLabelledAndFixed() throws {
    let layout = try Self.plot().figure(of: Self.table).plotly["layout"]
    #expect(layout?["xaxis"]?["title"]?["text"] == "step")
    #expect(layout?["xaxis"]?["ticktext"] == ["0", "1", "2", "5", "10"])
    #expect(layout?["yaxis"]?["title"]?["text"] == "cca")
    #expect(layout?["yaxis"]?["range"] == [-0.02, 1.02])
  }

  @Test func bandsStopAtGaps() throws {
    let plot = Self.plot { $0.interval = .init(lower: "lower", upper: "upper", name: "95 %") }
    let bands = traces(try plot.figure(of: Self.table)).filter { $0["fill"] == "toself" }
    #expect(bands.count == 2)
    #expect(bands[0]["y"] == [0.2, 0.3, 0.4, 0.3])
    #expect(bands[1]["y"] == [0.4, 1, 1, 0.6])
  }

  @Test func referencesAreDashedAndInTheLegendOnce() throws {
    let plot = Self.plot { $0.references = [.column("null", name: "null"), .value(0.7, name: "published")] }
    let all = traces(try plot.figure(of: Self.table))
    let nulls = all.filter { $0["name"] == "null" }
    #expect(nulls.map { $0["y"] } == [[0.1, 0.1, 0.1], [0.2, 0.2, 0.2], [nil]])
    #expect(nulls.map { $0["showlegend"] } == [false, false, true])
    #expect(nulls.allSatisfy { $0["line"]?["dash"] == "dash" })
    let published = all.filter { $0["name"] == "published" }
    #expect(published.map { $0["y"] } == [[0.7, 0.7, 0.7]])
    #expect(published.map { $0["showlegend"] } == [true])
  }

  @Test func panelsHaveAxesOfTheirOwnAndOneLegend() throws {
    let plot = Self.plot { ($0.panel, $0.series) = ("site", nil) }
    let figure = try plot.figure(of: Self.table)
    #expect(traces(figure).map { $0["xaxis"] } == ["x", "x2"])
    #expect(figure.plotly["layout"]?["yaxis2"]?["anchor"] == "x2")
    #expect(figure.plotly["layout"]?["meta"]?["panels"] == 2)
    guard case .array(let titles) = figure.plotly["layout"]?["annotations"] else {
      Issue.record("no panel titles")
      return
    }
    #expect(titles.map { $0["text"] } == ["layer 0 (h_l0)", "layer 1 (h_l1)"])
  }

  @Test func theLinesOfAGroupAreThinAndInTheLegendOnce() throws {
    let table = ResultTable(columns: [
      .double("noise", [0, 1, 0, 1, 0, 1]), .double("accuracy", [1, 0.5, 0.9, 0.4, 1, 0.25]),
      .int("ordering", [0, 0, 1, 1, 0, 0]), .string("network", ["a", "a", "a", "a", "b", "b"]),
    ])
    let plot = LinePlot(
      title: "t", caption: "c", x: Axis("noise"), y: Axis("accuracy"), series: "ordering", group: "network")
    let lines = traces(try plot.figure(of: table))
    #expect(lines.map { $0["y"] } == [[1, 0.5], [0.9, 0.4], [1, 0.25]])
    #expect(lines.map { $0["name"] } == ["a", "a", "b"])
    #expect(lines.map { $0["showlegend"] } == [true, false, true])
    #expect(lines[0]["line"] == lines[1]["line"])
    #expect(lines[0]["line"]?["color"] != lines[2]["line"]?["color"])
    #expect(lines.allSatisfy { $0["mode"] == "lines" && $0["line"]?["width"] == 1.1 })
  }

  @Test func aSeriesOfALaterPanelIsInTheLegend() throws {
    let plot = Self.plot { $0.panel = "site" }
    let lines = traces(try plot.figure(of: Self.table))
    #expect(lines.map { $0["name"] } == ["layer 0 (h_l0)", "layer 1 (h_l1)"])
    #expect(lines.map { $0["showlegend"] } == [true, true])
  }

  @Test func textInTemplatesIsNoTemplate() throws {
    let plot = Self.plot { $0.y.title = "%{x} <b>" }
    let hover = traces(try plot.figure(of: Self.table))[0]["hovertemplate"]
    #expect(
      hover
        == "<b>layer 0 (h_l0)</b><br>step %{customdata[0]}<br>&#37;{x} &lt;b&gt; %{customdata[1]}<extra></extra>"
    )
  }

  @Test func categoriesKeepTheOrderOfTheTable() throws {
    let plot = Self.plot { $0.x = Axis("step", scale: .category) }
    let figure = try plot.figure(of: Self.table)
    #expect(figure.plotly["layout"]?["xaxis"]?["categoryarray"] == ["0", "1", "10"])
    #expect(traces(figure)[0]["x"] == ["0", "1", "10"])
  }

  @Test func aTableThatDoesNotFitIsRefused() {
    #expect(throws: FigureError.noRows(figure: "t")) {
      try Self.plot().figure(of: Self.table.rows(at: []))
    }
    #expect(throws: TableError.missingColumn(column: "loss", available: Self.table.names)) {
      try Self.plot { $0.y = Axis("loss") }.figure(of: Self.table)
    }
  }
}
