import Foundation
import Storage
import TestSupport
import Testing

@testable import Figures

/// What the tests of pages in a browser need: `chromium` on the PATH and plotly.js from the set-up.
private enum Browser {
  static let environment = ProcessInfo.processInfo.environment

  /// The path of the browser.
  static let path: String? = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/chromium" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Whether there is a file that should be plotly.js; whether it is, the tests say.
  static var hasPlotly: Bool {
    do {
      _ = try plotly()
      return true
    } catch FigureError.plotlyNotFound {
      return false
    } catch { return true }
  }

  static func plotly() throws -> PlotlyScript {
    try PlotlyScript.find(
      executable: "\(Fixture.packagePath)/.build/debug/strata", environment: environment,
      in: LocalFileSystem())
  }
}

/// Pages in a real browser; where something is missing for that, the suite shows as skipped.
@Suite(
  .serialized, .enabled(if: Browser.path != nil, "no chromium on the PATH"),
  .enabled(if: Browser.hasPlotly, "no plotly.js; run Scripts/bootstrap"))
struct BrowserTests {
  /// The document of a page after its scripts have run, and after `reader`, a script that does what a reader would.
  func document(of page: ReportPage, reader: String? = nil) throws -> String {
    let files = LocalFileSystem()
    let browser = try #require(Browser.path)
    let script = try Browser.plotly()
    return try TemporaryDirectory.with { folder in
      try page.write(to: "\(folder)/report.html", plotly: script, in: files)
      if let reader {
        let html = String(decoding: try files.read("\(folder)/report.html"), as: UTF8.self)
        // The page's policy lets no other script run than its own, so that this one needs it out of the way.
        let open = html.replacing(
          "http-equiv=\"Content-Security-Policy\"", with: "name=\"policy\"", maxReplacements: 1
        )
        .replacing("</body>", with: "<script>\(reader)</script></body>")
        try files.create("\(folder)/report.html", Array(open.utf8))
      } else if let copy = Browser.environment["STRATA_SAMPLE_REPORT"] {
        try page.write(to: copy, plotly: script, in: files)
      }
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "timeout", "60", browser, "--headless", "--no-sandbox", "--disable-gpu",
        "--user-data-dir=\(folder)/profile",
        "--virtual-time-budget=5000", "--dump-dom", "file://\(folder)/report.html",
      ]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let text = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "chromium ended with \(process.terminationStatus)")
      // What follows the visible part is the page's data and scripts, megabytes that hold nothing to look at.
      let end = try #require(text.firstRange(of: Data("</main>".utf8))).lowerBound
      return String(decoding: text[..<end], as: UTF8.self)
    }
  }

  @Test func hostileTextIsDrawnAndNotRun() throws {
    let attack = HostilePage.attacks[0] + HostilePage.attacks[5] + "<unk>"
    let page = try HostilePage.page(attack)
    let document = try document(of: page)
    let drawn = document.components(separatedBy: "js-plotly-plot").count - 1
    let (isDone, isRun) = (document.contains("data-drawn=\"true\""), document.contains("data-pwned"))
    let isShown = document.contains("data-unformatted=\"\(escapedHTML(plotlyText(attack)))\"")
    #expect(isDone && isShown && !isRun, "done \(isDone), shown \(isShown), run \(isRun)")
    #expect(drawn >= page.figures.count)
  }

  /// Draws the sample page; `STRATA_SAMPLE_REPORT=FILE` keeps it for a person to look at.
  @Test func everyFigureOfAReportIsDrawn() throws {
    let page = try SampleReport.page
    let document = try document(of: page)
    for i in 1...page.figures.count {
      let start = try #require(document.firstRange(of: "id=\"figure-\(i)\"")).upperBound
      let isDrawn = document[start...].prefix(4000).contains("main-svg")
      #expect(isDrawn, "figure \(i)")
    }
  }
}
