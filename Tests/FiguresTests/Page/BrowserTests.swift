import Foundation
import Storage
import TestSupport
import Testing

@testable import Figures

/// Pages in a real browser, where there is one: `chromium` on the PATH and plotly.js from the set-up.
@Suite(.serialized) struct BrowserTests {
  /// The document of a page after its scripts have run; nil, with a printed reason, where that cannot be tried.
  func document(of page: ReportPage) throws -> String? {
    let environment = ProcessInfo.processInfo.environment
    let files = LocalFileSystem()
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let browser = folders.map { "\($0)/chromium" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let browser else {
      print("BrowserTests skipped: no chromium on the PATH")
      return nil
    }
    let script: PlotlyScript
    do {
      script = try PlotlyScript.find(executable: ".build/debug/strata", environment: environment, in: files)
    } catch FigureError.plotlyNotFound {
      print("BrowserTests skipped: no plotly.js; run Scripts/bootstrap")
      return nil
    }
    return try TemporaryDirectory.with { folder in
      try page.write(to: "\(folder)/report.html", plotly: script, in: files)
      if let copy = environment["STRATA_SAMPLE_REPORT"] {
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
    guard let document = try document(of: page) else { return }
    let drawn = document.components(separatedBy: "js-plotly-plot").count - 1
    let (isDone, isRun) = (document.contains("data-drawn=\"true\""), document.contains("data-pwned"))
    let isShown = document.contains("data-unformatted=\"\(escapedHTML(plotlyText(attack)))\"")
    #expect(isDone && isShown && !isRun, "done \(isDone), shown \(isShown), run \(isRun)")
    #expect(drawn >= page.figures.count)
  }

  /// Draws the sample page; `STRATA_SAMPLE_REPORT=FILE` keeps it for a person to look at.
  @Test func everyFigureOfAReportIsDrawn() throws {
    let page = try SampleReport.page
    guard let document = try document(of: page) else { return }
    for i in 1...page.figures.count {
      let start = try #require(document.firstRange(of: "id=\"figure-\(i)\"")).upperBound
      let isDrawn = document[start...].prefix(4000).contains("main-svg")
      #expect(isDrawn, "figure \(i)")
    }
  }
}
