import Foundation
import Storage
import TestSupport
import Testing

@Suite("strata report")
struct ReportTests {
  /// A file that passes for plotly.js, so that the test needs no download.
  private func plotly(in folder: String) throws -> [String: String] {
    let path = folder + "/plotly.min.js"
    try LocalFileSystem().create(path, Array("/**\n* plotly.js v0.0.0\n*/\nwindow.Plotly={};".utf8))
    return ["STRATA_PLOTLY": path]
  }

  @Test("the page has the run's numbers, its configuration and how to run it again; its path is printed")
  func page() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      let outcome = try Program.run("report", run.run.path, environment: try plotly(in: folder))
      #expect(outcome.code == 0)
      #expect(outcome.output == run.run.reportPath + "\n")
      let page = String(decoding: try run.files.read(run.run.reportPath), as: UTF8.self)
      #expect(page.contains("<h1>small-run</h1>"))
      #expect(page.contains("12.18"))  // exp(2.5), the validation perplexity
      #expect(page.contains("9.49"))  // exp(2.25), the test perplexity
      #expect(page.contains("&quot;seed&quot; : 1"))
      #expect(page.contains("strata analyze sequence --over-training"))
      #expect(try run.files.exists(run.run.analysisPath + "/perplexity.csv"))
    }
  }

  @Test("a section that an analysis left is on the page, escaped")
  func section() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      try run.files.makeFolders(run.run.analysisPath)
      try run.files.create(
        run.run.analysisPath + "/layers.section.json",
        Array(
          """
          {"name": "layers", "title": "Layer by layer", "findings": ["Layers <i>differ</i>."],
           "warnings": ["Few samples."], "notes": [], "figures": []}
          """.utf8))
      let outcome = try Program.run("report", run.run.path, "--json", environment: try plotly(in: folder))
      #expect(outcome.code == 0)
      #expect(try outcome.json()["reports"] as? [String] == [run.run.reportPath])
      let page = String(decoding: try run.files.read(run.run.reportPath), as: UTF8.self)
      #expect(page.contains("Layers &lt;i&gt;differ&lt;/i&gt;."))
      #expect(page.contains("Few samples."))
    }
  }

  @Test("sections stand in the order of the page, others after them")
  func order() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      try run.files.makeFolders(run.run.analysisPath)
      for name in ["ablation", "layers", "convergence"] {
        try run.files.create(
          run.run.analysisPath + "/\(name).section.json",
          Array(
            """
            {"name": "\(name)", "title": "Section \(name)", "findings": [], "warnings": [], "notes": [], "figures": []}
            """.utf8))
      }
      let outcome = try Program.run("report", run.run.path, environment: try plotly(in: folder))
      #expect(outcome.code == 0)
      let page = String(decoding: try run.files.read(run.run.reportPath), as: UTF8.self)
      let titles = page.components(separatedBy: "\">Section ").dropFirst().map { $0.prefix { $0 != "<" } }
      #expect(titles.suffix(3) == ["convergence", "layers", "ablation"])
    }
  }

  @Test("a table of units is on the page; one that is none is refused")
  func units() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      try run.files.makeFolders(run.run.analysisPath)
      let path = run.run.analysisPath + "/units.json"
      let table = ResultTable(columns: [
        .string("site", ["h_l0", "h_l1"]), .int("unit", [0, 1]),
        .double("loss_rise", [0.25, nil], unit: "nats"),
      ])
      try run.files.create(path, table.json)
      let environment = try plotly(in: folder)
      #expect(try Program.run("report", run.run.path, environment: environment).code == 0)
      let page = String(decoding: try run.files.read(run.run.reportPath), as: UTF8.self)
      #expect(page.contains(">Table of units</h2>"))
      #expect(page.contains("2 units of 2 sites."))
      #expect(page.contains("<td>0.2500</td>"))

      try run.files.create(path, ResultTable(columns: [.int("unit", [0])]).json)
      let refused = try Program.run("report", run.run.path, environment: environment)
      #expect(refused.code == 3)
      #expect(refused.errors.contains("units.json: there is no column 'site'"))
    }
  }

  @Test("without plotly.js it says what to do")
  func noPlotly() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      let outcome = try Program.run(
        "report", run.run.path, environment: ["STRATA_PLOTLY": folder + "/absent.js"])
      #expect(outcome.code == 1)
      #expect(outcome.errors.contains("Scripts/bootstrap"))
    }
  }
}
