import Storage

extension UnitListing {
  /// The listing as HTML: the first rows, and controls that the page's script brings to life.
  func html(id: String) -> String {
    let cut =
      unitCount > table.rowCount
      ? " The page has the first \(table.rowCount); the CSV file has them all." : ""
    let siteCount = sites.count == 1 ? "1 site" : "\(sites.count) sites"
    return """
      <div class="units" id="\(id)">
      <p>\(unitCount) units of \(siteCount).\(cut)</p>
      <div class="controls" data-part="filter" hidden><label>Site <select data-part="site">\
      <option value="">all sites</option>\(siteOptions)</select></label></div>
      \(chooser(id: "\(id)-plot"))
      \(tableHTML)
      <div class="controls pages" data-part="pages" hidden>\
      <button type="button" data-part="first" aria-label="First rows">«</button>\
      <button type="button" data-part="previous">Previous</button>\
      <span role="status" data-part="status"></span>\
      <button type="button" data-part="next">Next</button>\
      <button type="button" data-part="last" aria-label="Last rows">»</button></div>
      \(restHTML)
      </div>
      """
  }

  private var siteOptions: String {
    sites.enumerated().map { i, site in "<option value=\"\(i)\">\(escapedHTML(Self.display(site)))</option>" }
      .joined()
  }

  /// The figure of two columns that the reader chooses; nothing where there are no two columns of numbers.
  private func chooser(id: String) -> String {
    guard let axes = firstAxes else { return "" }
    func options(_ chosen: Int) -> String {
      numeric.map { i in
        let title = escapedHTML(Self.title(table.columns[i]))
        return "<option value=\"\(i)\"\(i == chosen ? " selected" : "")>\(title)</option>"
      }.joined()
    }
    return """
      <figure data-part="chooser" aria-labelledby="\(id)-title" hidden>
      <div class="figure-head"><h3 id="\(id)-title">Two numbers of each unit</h3><div class="buttons">\
      <button type="button" data-figure="\(id)" data-format="svg" aria-label="Save as SVG: two numbers of each \
      unit">SVG</button>\
      <button type="button" data-figure="\(id)" data-format="csv" aria-label="Save as CSV: the units as listed \
      below">CSV</button></div></div>
      <div class="controls"><label>Vertical <select data-part="y">\(options(axes.y))</select></label>\
      <label>Horizontal <select data-part="x">\(options(axes.x))</select></label></div>
      <div class="plot" id="\(id)" role="img" aria-labelledby="\(id)-title" aria-describedby="\(id)-caption"></div>
      <figcaption id="\(id)-caption" data-part="caption" aria-live="polite"></figcaption>
      </figure>
      """
  }

  private var tableHTML: String {
    let head = table.columns.map { column in
      let unit = column.unit.map { " <span class=\"unit\">(\(escapedHTML($0)))</span>" } ?? ""
      let title = column.description.map { " title=\"\(escapedHTML($0))\"" } ?? ""
      // Long names break where their words end.
      let name = escapedHTML(column.name).replacing("_", with: "_<wbr>")
      return "<th scope=\"col\"\(Self.style(column))\(title)>\(name)\(unit)</th>"
    }.joined()
    let rows = (0..<min(table.rowCount, Self.rowsAtATime)).map { i in
      let cells = table.columns.map { column in
        "<td\(Self.style(column))>\(Self.text(column[i]).map(escapedHTML) ?? Self.missing)</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Units">
      <table data-part="table"\(isKeyed ? " class=\"keyed\"" : "")><caption>Units</caption><thead><tr>\(head)</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  /// Whether each row begins with its site and its unit.
  private var isKeyed: Bool { table.names.starts(with: ["site", "unit"]) }

  private var restHTML: String {
    guard table.rowCount > Self.rowsAtATime else { return "" }
    return "<p class=\"rest\" data-part=\"rest\">The first \(Self.rowsAtATime) of \(unitCount) rows; "
      + "the CSV file has them all.</p>"
  }

  private static let missing = "<span class=\"missing\" title=\"missing\">–</span>"

  private static func style(_ column: ResultTable.Column) -> String {
    column.kind == .string ? " class=\"text\"" : ""
  }

  /// A cell's text, as the script writes it too; nil is a missing value.
  private static func text(_ value: ResultTable.Value) -> String? {
    switch value {
    case .double(let number): fourDigits(number)
    case .int(let integer): String(integer)
    case .string(let text): text
    case .missing: nil
    }
  }
}
