import Storage

extension ReportPage.Block {
  /// The block as HTML; `id` names it if the block is a figure or a listing of units.
  func html(id: String) -> String {
    switch self {
    case .text(let text): "<p>\(text.html)</p>"
    case .heading(let text): "<h3>\(escapedHTML(text))</h3>"
    case .list(let items): "<ul>\(items.map { "<li>\($0.html)</li>" }.joined())</ul>"
    case .warning(let text): "<p class=\"warning\" role=\"note\"><strong>Warning.</strong> \(text.html)</p>"
    case .finding(let text): "<p class=\"finding\">\(text.html)</p>"
    case .figure(let figure): Self.html(figure, id: id)
    case .table(let table, let caption, let limit): Self.html(table, caption: caption, limit: limit)
    case .units(let listing): listing.html(id: id)
    case .keyValues(let pairs):
      Self.list(pairs.map { (escapedHTML($0.name), escapedHTML($0.value)) }, style: "facts")
    case .definitions(let terms):
      Self.list(terms.map { (escapedHTML($0.term), $0.meaning.html) }, style: "definitions")
    case .code(let text):
      "<pre tabindex=\"0\"><code>\(escapedHTML(text))</code></pre>"
    }
  }

  private static func html(_ figure: Figure, id: String) -> String {
    let title = escapedHTML(figure.title)
    return """
      <figure aria-labelledby="\(id)-title">
      <div class="figure-head"><h3 id="\(id)-title">\(title)</h3><div class="buttons">\
      <button type="button" data-figure="\(id)" data-format="svg" aria-label="Save as SVG: \(title)">SVG</button>\
      <button type="button" data-figure="\(id)" data-format="csv" aria-label="Save as CSV: \(title)">CSV</button>\
      </div></div>
      <div class="plot" id="\(id)" role="img" aria-label="\(title)" aria-describedby="\(id)-caption"></div>
      <figcaption id="\(id)-caption">\(escapedHTML(figure.caption))</figcaption>
      </figure>
      """
  }

  private static func html(_ table: ResultTable, caption: String, limit: Int) -> String {
    let head = table.columns.map { column in
      let unit = column.unit.map { " <span class=\"unit\">(\(escapedHTML($0)))</span>" } ?? ""
      let title = column.description.map { " title=\"\(escapedHTML($0))\"" } ?? ""
      return "<th scope=\"col\"\(column.kind == .string ? " class=\"text\"" : "")\(title)>"
        + "\(escapedHTML(column.name))\(unit)</th>"
    }.joined()
    let shown = min(table.rowCount, limit)
    let columns = table.columns.map { column in
      let style = column.kind == .string ? " class=\"text\"" : ""
      return texts(column, count: shown).map { text in
        "<td\(style)>\(text.map(escapedHTML) ?? "<span class=\"missing\" title=\"missing\">–</span>")</td>"
      }
    }
    let rows = (0..<shown).map { i in "<tr>\(columns.map { $0[i] }.joined())</tr>" }.joined(separator: "\n")
    let rest =
      shown < table.rowCount
      ? "<p class=\"rest\">The first \(shown) of \(table.rowCount) rows; the CSV file has them all.</p>" : ""
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(escapedHTML(caption))">
      <table><caption>\(escapedHTML(caption))</caption><thead><tr>\(head)</tr></thead><tbody>
      \(rows)
      </tbody></table></div>
      \(rest)
      """
  }

  /// The first values of a column as text; nil is a missing value.
  private static func texts(_ column: ResultTable.Column, count: Int) -> [String?] {
    switch column.values {
    case .double(let values): alignedNumbers(Array(values.prefix(count)))
    case .int(let values): values.prefix(count).map { $0.map(String.init) }
    case .string(let values): values.prefix(count).map { $0.map(displayName) }
    }
  }

  private static func list(_ pairs: [(String, String)], style: String) -> String {
    "<dl class=\"\(style)\">\(pairs.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined())</dl>"
  }
}
