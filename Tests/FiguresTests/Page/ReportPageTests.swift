import Foundation
import Storage
import TestSupport
import Testing

@testable import Figures

@Suite struct ReportPageTests {
  /// A stand-in for plotly.js, which only a browser needs.
  static func script() throws -> PlotlyScript {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/plotly.min.js"
      try LocalFileSystem().create(path, Array("// plotly.js v0.0.0".utf8))
      return try PlotlyScript(reading: path, in: LocalFileSystem())
    }
  }

  static func html(_ page: ReportPage) throws -> String {
    String(decoding: try page.html(plotly: try script()), as: UTF8.self)
  }

  /// The text between the start of the element with `id="figures"` and its end.
  static func figureJSON(_ html: String) throws -> String {
    let start = try #require(html.firstRange(of: "id=\"figures\">")).upperBound
    let end = try #require(html[start...].firstRange(of: "</script>")).lowerBound
    return String(html[start..<end])
  }

  @Test(arguments: HostilePage.attacks) func hostileTextIsShownAndNeverRead(attack: String) throws {
    let html = try Self.html(try HostilePage.page(attack))
    let harmless = try Self.html(try HostilePage.page("harmless"))
    // Text that is only text leaves every tag of the page as it was.
    #expect(tags(html) == tags(harmless))
    #expect(!html.contains("\u{2028}") || attack.contains("\u{2028}"))
    #expect(!(try Self.figureJSON(html)).contains("\u{2028}"))
  }

  /// The tags of a page in order, with attribute names and without attribute values.
  private func tags(_ html: String) -> [String] {
    var tags: [String] = []
    var tag: String?
    var quoted = false
    for character in html {
      if let open = tag {
        if character == "\"" { quoted.toggle() }
        if character == ">", !quoted {
          tags.append(open)
          tag = nil
        } else if !quoted {
          tag = open + String(character)
        }
      } else if character == "<" {
        tag = ""
      }
    }
    return tags
  }

  @Test func figuresTravelAsJSON() throws {
    let page = try SampleReport.page
    let json = try Self.figureJSON(try Self.html(page))
    struct Stored: Decodable { let title: String, plotly: PlotlyJSON, csv: String }
    let stored = try JSONDecoder().decode([Stored].self, from: Data(json.utf8))
    #expect(stored.map(\.plotly) == page.figures.map(\.plotly))
    #expect(stored.map { Array($0.csv.utf8) } == page.figures.map(\.table.csv))
  }

  @Test func thePageAsksNothingOfAnybody() throws {
    let html = try Self.html(try SampleReport.page)
    for reference in [
      "http://", "https://", "//cdn", "src=", "@import", "url(", "<link", "<iframe", "fetch(",
    ] {
      #expect(!html.contains(reference), "\(reference)")
    }
    #expect(html.contains("default-src 'none'"))
    #expect(!html.contains("script-src 'unsafe-inline'"))
  }

  @Test func everyFigureHasATitleACaptionAndButtons() throws {
    let page = try SampleReport.page
    let html = try Self.html(page)
    for (i, figure) in page.figures.enumerated() {
      #expect(
        html.contains("id=\"figure-\(i + 1)\" role=\"img\" aria-label=\"\(escapedHTML(figure.title))\""))
      #expect(html.contains("data-figure=\"figure-\(i + 1)\" data-format=\"svg\""))
      #expect(html.contains(escapedHTML(figure.caption)))
    }
    #expect(html.components(separatedBy: "<h1>").count == 2)
  }

  @Test func tablesAreCutAndSaySo() throws {
    let html = try Self.html(
      ReportPage(
        title: "t", sections: [.init("s", [.table(SampleReport.convergence, caption: "c", limit: 3)])]))
    #expect(html.components(separatedBy: "<tr>").count == 5)
    #expect(html.contains("The first 3 of 57 rows"))
    #expect(html.contains("layer 0 (h_l0)"))
  }

  @Test func emphasisComesFromValuesOnly() {
    let text: RichText = "a \(strong: "<b>") \(code: "h_l0") \(emphasis: "x") \(0.5) <i>"
    #expect(
      text.html == "a <strong>&lt;b&gt;</strong> <code>h_l0</code> <em>x</em> 0.5 &lt;i&gt;")
    #expect(text.text == "a <b> h_l0 x 0.5 <i>")
  }

  @Test func bitsHaveACurveAndAColumnOfTheirOwn() throws {
    var record = MetricRecord(
      step: 1, epoch: 1, tokens: 700, wall: 1, split: "valid", loss: 2, perplexity: 7.4)
    #expect(try LearningCurves.bits([record], caption: "c") == nil)
    #expect(LearningCurves.table(of: [record]).columns.count == 6)
    record.bitsPerCharacter = 2.9
    let figure = try #require(try LearningCurves.bits([record], caption: "c"))
    #expect(figure.title == "Bits per character over training")
    #expect(figure.table.columns.last?.name == "bits_per_character")
    record.bitsPerCharacter = nil
    record.bitsPerByte = 3
    #expect(try LearningCurves.bits([record], caption: "c")?.title == "Bits per byte over training")
  }

  @Test func reproductionAndCurvesAreMadeFromARun() throws {
    let records = [
      MetricRecord(step: 1, epoch: 1, tokens: 700, wall: 1, split: "train", loss: 7, perplexity: 1096),
      MetricRecord(step: 2, epoch: 1, tokens: 1400, wall: 2, split: "valid", loss: 6, perplexity: 403),
    ]
    let section = ReportPage.Section.reproduction(
      commands: "strata train language", facts: [("seed", "7")], configuration: "{\n  \"seed\": 7\n}")
    let page = ReportPage(
      title: "t",
      sections: [
        .init("l", [.figure(try LearningCurves.loss(records, caption: "c"))]),
        .init("p", [.figure(try LearningCurves.perplexity(records, caption: "c"))]), section,
      ])
    let html = try Self.html(page)
    #expect(html.contains("strata train language"))
    #expect(page.figures.map(\.title) == ["Loss over training", "Perplexity over training"])
    #expect(page.figures[0].table.rowCount == 2)
  }
}
