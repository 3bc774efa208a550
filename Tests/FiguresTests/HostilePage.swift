import Figures
import Storage

/// A page in which every text that may come from a corpus or a file name is hostile.
enum HostilePage {
  static let attacks = [
    "</script><script>document.documentElement.dataset.pwned = 1</script>",
    "<!--<script>", "]]>", "\" onmouseover=\"document.documentElement.dataset.pwned = 1\" x=\"",
    "' onload='x", "<img src=x onerror=\"document.documentElement.dataset.pwned = 1\">",
    "<a href=\"javascript:document.documentElement.dataset.pwned=1\">x</a>", "\u{2028}\u{2029}", "&lt;&amp;",
    "<unk>",
    "a\u{0}b\u{1B}c", "\\u003c/script>", "{{x}} ${x} `x`", "%{x}",
  ]

  static func page(_ text: String) throws -> ReportPage {
    let table = ResultTable(columns: [
      .string(text + "1", [text, "b"], description: text), .int("step", [1, 2], unit: text),
      .double(text + "2", [0.25, 0.5]),
    ])
    let line = try LinePlot(
      title: text, caption: text, x: Axis("step", title: text), y: Axis(text + "2", title: text),
      series: text + "1",
      panel: text + "1", references: [.value(0.5, name: text)]
    ).figure(of: table)
    let map = try HeatMap.figure(
      of: LabelledMatrix(
        rowAxis: text + "1", rowLabels: [text, "b"], columnAxis: text + "2", columnLabels: [text, "c"],
        valueName: text + "3", values: [0, 1, nil, 0.5]), title: text, caption: text)
    let scatter = try ScatterPlot(
      title: text, caption: text, x: Axis("step", title: text), y: Axis(text + "2", title: text),
      series: text + "1", panel: text + "1", label: text + "1", references: [.horizontal(0.5, name: text)]
    ).figure(of: table)
    let histogram = try Histogram(
      title: text, caption: text, x: Axis(text + "2", title: text), bins: .init(0...1, count: 4),
      series: text + "1", panel: text + "1", counted: text
    ).figure(of: table)
    let units = ResultTable(columns: [
      .string("site", [text, "b"]), .string("unit", [text, "1"]),
      .string(text + "1", [text, nil], unit: text, description: text),
      .double(text + "2", [0.25, 0.5], unit: text, description: text), .int(text + "3", [1, 2]),
    ])
    return ReportPage(
      title: text, subtitle: text,
      summary: [.text(RichText(text)), .warning(RichText(text)), .finding("\(strong: text)\(code: text)")],
      sections: [
        .init(
          text,
          [
            .figure(line), .figure(map), .figure(scatter), .figure(histogram), .heading(text),
            .list([RichText(text)]),
          ]),
        .init(text, [.table(table, caption: text), .keyValues([(text, text)])]),
        .init(text, [.units(try UnitListing(units, source: text))]),
        .init(text, [.definitions([(text, RichText(text))]), .code(text)]),
      ])
  }
}
