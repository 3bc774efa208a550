import Foundation
import Storage

extension ReportPage {
  /// The page as HTML in UTF-8.
  ///
  /// The content security policy lets nothing be loaded, sent or framed, and only the page's own two scripts run.
  public func html(plotly: PlotlyScript) throws -> [UInt8] {
    let own = Array(reportScript.utf8)
    let hashes = try [plotly.source, own].map { "'sha256-\(try Self.base64Digest($0))'" }
    var bytes = Array(head(scriptHashes: hashes).utf8)
    bytes += Array(bodyText.utf8)
    bytes += Array("<script type=\"application/json\" id=\"figures\">".utf8)
    bytes += encodedJSON(figures.map(PageFigure.init), forHTML: true)
    bytes += Array("</script>\n<script type=\"application/json\" id=\"units\">".utf8)
    bytes += encodedJSON(listings.map(\.json), forHTML: true)
    bytes += Array("</script>\n<script>".utf8)
    bytes += plotly.source
    bytes += Array("</script>\n<script>".utf8)
    bytes += own
    bytes += Array("</script>\n</body>\n</html>\n".utf8)
    return bytes
  }

  /// All figures, in the order in which they stand on the page.
  var figures: [Figure] {
    allBlocks.compactMap { block in
      guard case .figure(let figure) = block else { return nil }
      return figure
    }
  }

  /// All listings of units, in the order in which they stand on the page.
  private var listings: [UnitListing] {
    allBlocks.compactMap { block in
      guard case .units(let listing) = block else { return nil }
      return listing
    }
  }

  private var allBlocks: [Block] { summary + sections.flatMap(\.blocks) }

  /// The SHA-256 of a script in the form of a content security policy.
  private static func base64Digest(_ script: [UInt8]) throws -> String {
    let digits = Array(try Digest.sha256(script))
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    return Data(bytes).base64EncodedString()
  }

  private func head(scriptHashes: [String]) -> String {
    let policy = [
      "default-src 'none'", "script-src \(scriptHashes.joined(separator: " "))", "style-src 'unsafe-inline'",
      "img-src data: blob:", "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(escapedHTML(title))</title>
      <style>\(reportStyle)</style>
      </head>

      """
  }

  private var bodyText: String {
    var (figureCount, listingCount) = (0, 0)
    func blocks(_ blocks: [Block]) -> String {
      blocks.map { block in
        if case .figure = block { figureCount += 1 }
        guard case .units = block else { return block.html(id: "figure-\(figureCount)") }
        listingCount += 1
        return block.html(id: "units-\(listingCount)")
      }.joined(separator: "\n")
    }
    let summaryHTML = blocks(summary)
    let sectionHTML = sections.enumerated().map { i, section in
      """
      <section aria-labelledby="section-\(i + 1)">
      <h2 id="section-\(i + 1)">\(escapedHTML(section.title))</h2>
      \(blocks(section.blocks))
      </section>
      """
    }.joined(separator: "\n")
    return """
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      <header>
      <h1>\(escapedHTML(title))</h1>
      \(subtitle.isEmpty ? "" : "<p class=\"subtitle\">\(escapedHTML(subtitle))</p>")
      </header>
      \(contents)
      <noscript><p class="warning">Figures need JavaScript; the numbers behind them lie in the CSV files \
      beside this page.</p></noscript>
      <main id="main">
      \(summaryHTML.isEmpty ? "" : "<div class=\"summary\">\n\(summaryHTML)\n</div>")
      \(sectionHTML)
      </main>
      <footer><p>Made by Strata. Figures are drawn by plotly.js (MIT licence), which this file carries inside.</p></footer>

      """
  }

  private var contents: String {
    guard sections.count > 2 else { return "" }
    let items = sections.enumerated().map { i, section in
      "<li><a href=\"#section-\(i + 1)\">\(escapedHTML(section.title))</a></li>"
    }
    return "<nav aria-label=\"Contents\"><ul>\(items.joined())</ul></nav>"
  }
}

/// A figure as the page's script reads it.
private struct PageFigure: Encodable {
  let title: String
  let plotly: PlotlyJSON
  let csv: String

  init(_ figure: Figure) {
    title = figure.title
    plotly = figure.plotly
    csv = String(decoding: figure.table.csv, as: UTF8.self)
  }
}
