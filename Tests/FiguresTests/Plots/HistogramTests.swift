import Storage
import Testing

@testable import Figures

@Suite struct HistogramTests {
  static let table = ResultTable(columns: [
    .string("net", ["a", "a", "a", "b", "b", "b"]), .double("index", [0, 0.5, 1, nil, 1.25, 0.25]),
  ])

  static func plot(_ change: (inout Histogram) -> Void = { _ in }) -> Histogram {
    var plot = Histogram(
      title: "t", caption: "c.", x: Axis("index", scale: .log), bins: .init(0...1, count: 4), series: "net",
      counted: "units")
    change(&plot)
    return plot
  }

  func traces(_ figure: Figure) -> [PlotlyJSON] {
    guard case .array(let traces) = figure.plotly["data"] else { return [] }
    return traces
  }

  @Test func plotlyCountsTheValuesInTheGivenBins() throws {
    let figure = try Self.plot().figure(of: Self.table)
    let bars = traces(figure)
    #expect(bars.map { $0["type"] } == ["histogram", "histogram"])
    #expect(bars.map { $0["xbins"] } == Array(repeating: ["start": 0, "end": 1, "size": 0.25], count: 2))
    #expect(bars.map { $0["autobinx"] } == [false, false])
    #expect(bars.map { $0["histnorm"] } == ["", ""])
    #expect(bars[1]["x"] == [0.25])
    #expect(figure.plotly["layout"]?["barmode"] == "overlay")
    #expect(figure.plotly["layout"]?["xaxis"]?["type"] == "linear")
    #expect(figure.plotly["layout"]?["xaxis"]?["range"] == [-0.02, 1.02])
    #expect(figure.plotly["layout"]?["yaxis"]?["title"]?["text"] == "units")
    #expect(figure.table == Self.table)
  }

  @Test func theUpperEndCountsToTheLastBin() throws {
    guard case .array(let values) = traces(try Self.plot().figure(of: Self.table))[0]["x"],
      case .number(let last)? = values.last
    else {
      Issue.record("no values")
      return
    }
    #expect(values.dropLast() == [0, 0.5])
    #expect(last < 1 && last > 0.999_999)
  }

  @Test func whatIsNotCountedIsSaid() throws {
    #expect(
      try Self.plot().figure(of: Self.table).caption
        == "c. Not counted: 2 of 6 units, which have no value or one outside of the bins.")
    #expect(try Self.plot().figure(of: Self.table.rows(at: [0, 1])).caption == "c.")
  }

  @Test func sharesAreOfEachSeries() throws {
    let figure = try Self.plot { $0.share = true }.figure(of: Self.table)
    #expect(traces(figure).map { $0["histnorm"] } == ["probability", "probability"])
    #expect(figure.plotly["layout"]?["yaxis"]?["title"]?["text"] == "share of units")
  }

  @Test func seriesAreToldApartWithoutColour() throws {
    let bars = traces(try Self.plot().figure(of: Self.table))
    #expect(bars[0]["marker"]?["pattern"]?["shape"] != bars[1]["marker"]?["pattern"]?["shape"])
    #expect(bars[0]["marker"]?["opacity"] == 0.5)
  }

  @Test func panelsShareTheirAxes() throws {
    let figure = try Self.plot { ($0.panel, $0.series) = ("net", nil) }.figure(of: Self.table)
    let layout = figure.plotly["layout"]
    #expect(traces(figure).map { $0["yaxis"] } == ["y", "y2"])
    #expect(layout?["yaxis2"]?["matches"] == "y")
    // Without it plotly.js 3.3 shows −1 to 4, whatever the counts.
    #expect(layout?["yaxis"]?["autorange"] == true)
    #expect(layout?["yaxis2"]?["autorange"] == true)
  }

  @Test func aTableThatDoesNotFitIsRefused() {
    #expect(throws: FigureError.noRows(figure: "t")) {
      try Self.plot().figure(of: Self.table.rows(at: [3, 4]))
    }
    #expect(throws: TableError.missingColumn(column: "loss", available: Self.table.names)) {
      try Self.plot { $0.x = Axis("loss") }.figure(of: Self.table)
    }
  }
}
