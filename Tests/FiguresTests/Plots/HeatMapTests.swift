import Storage
import Testing

@testable import Figures

@Suite struct HeatMapTests {
  static let matrix = LabelledMatrix(
    rowAxis: "position", rowLabels: ["0", "1"], columnAxis: "step", columnLabels: ["0", "64", "<eos>"],
    valueName: "cca", values: [0, 0.5, nil, 0.25, 1, 0.75])

  @Test func cellsStandAtTheirLabels() throws {
    let figure = try HeatMap.figure(of: Self.matrix, title: "t", caption: "c")
    guard case .array(let traces) = figure.plotly["data"], let trace = traces.first else {
      Issue.record("no trace")
      return
    }
    #expect(trace["z"] == [[0, 0.5, nil], [0.25, 1, 0.75]])
    #expect(trace["x"] == ["0", "64", "&lt;eos&gt;"])
    #expect(trace["y"] == ["0", "1"])
    let layout = figure.plotly["layout"]
    #expect(layout?["coloraxis"]?["cmin"] == 0)
    #expect(layout?["coloraxis"]?["cmax"] == 1)
    #expect(layout?["xaxis"]?["type"] == "category")
    #expect(layout?["xaxis"]?["title"]?["text"] == "step")
    #expect(layout?["yaxis"]?["title"]?["text"] == "position")
  }

  @Test func panelsShareAScaleAndATable() throws {
    let figure = try HeatMap.figure(
      of: [("h_l0", Self.matrix), ("h_l1", Self.matrix)], panelName: "site", title: "t", caption: "c")
    #expect(figure.table.names == ["site", "position", "step", "cca"])
    #expect(figure.table.rowCount == 12)
    #expect(figure.table["position"]?.kind == .int)
    guard case .array(let traces) = figure.plotly["data"] else {
      Issue.record("no traces")
      return
    }
    #expect(traces.map { $0["coloraxis"] } == ["coloraxis", "coloraxis"])
    #expect(traces.map { $0["yaxis"] } == ["y", "y2"])
  }

  @Test func damagedMatricesAreRefused() throws {
    let plot = HeatMap(title: "t", caption: "c", x: Axis("step"), y: Axis("position"), value: Axis("cca"))
    let table = Self.matrix.table
    #expect(throws: TableError.cellCount(source: "t", row: "1", column: "<eos>", found: 0)) {
      try plot.figure(of: table.rows(at: Array(0..<5)))
    }
    #expect(throws: FigureError.noRows(figure: "t")) { try plot.figure(of: table.rows(at: [])) }
  }

  @Test func theColourScaleGrowsLighterAllAlong() {
    func luminance(_ color: ColorScale.RGB) -> Double {
      0.2126 * Double(color.red) + 0.7152 * Double(color.green) + 0.0722 * Double(color.blue)
    }
    let values = (0...100).map { luminance(ColorScale.sample(Double($0) / 100)) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func linesStandOutFromTheirGround() {
    func relative(_ color: ColorScale.RGB) -> Double {
      let parts = [color.red, color.green, color.blue].map { value -> Double in
        let c = Double(value) / 255
        return c <= 0.03928 ? c / 12.92 : power((c + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    func contrast(_ a: ColorScale.RGB, _ b: ColorScale.RGB) -> Double {
      let (x, y) = (relative(a), relative(b))
      return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }
    for pair in ColorScale.distinct + [ColorScale.reference] {
      #expect(contrast(pair.light, ColorScale.RGB(255, 255, 255)) >= 3)
      #expect(contrast(pair.dark, ColorScale.RGB(21, 23, 27)) >= 3)
    }
  }
}
