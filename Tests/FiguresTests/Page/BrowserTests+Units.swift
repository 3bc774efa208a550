import Foundation
import Storage
import Testing

@testable import Figures

extension BrowserTests {
  /// What the tests of the listing's script do on the page: steps that set `seen`, which is then read from outside.
  private static func reader(_ steps: String) -> String {
    """
    (async () => {
      const part = (name) => document.querySelector(`[data-part="${name}"]`);
      const heads = [...part("table").tHead.rows[0].cells];
      const column = (i) => [...part("table").tBodies[0].rows].map((row) => row.cells[i].textContent);
      const choose = (name, value) => {
        part(name).value = value;
        part(name).dispatchEvent(new Event("change", { bubbles: true }));
      };
      const plot = document.getElementById("units-1-plot");
      const points = () => plot.data.map((trace) => [trace.name, trace.x.length]);
      const seen = {};
      try {
        while (!document.documentElement.dataset.drawn) await new Promise((done) => setTimeout(done, 50));
        \(steps)
      } catch (error) { seen.error = String(error); }
      document.getElementById("main").dataset.seen = encodeURIComponent(JSON.stringify(seen));
    })();
    """
  }

  /// What the steps saw on a page with the units.
  private func seen(_ table: ResultTable, _ steps: String) throws -> [String: PlotlyJSON] {
    let page = ReportPage(
      title: "t", sections: [.init("Units", [.units(try UnitListing(table, source: "units.json"))])])
    let document = try document(of: page, reader: Self.reader(steps))
    let start = try #require(document.firstRange(of: "data-seen=\"")).upperBound
    let text = try #require(String(document[start...].prefix { $0 != "\"" }).removingPercentEncoding)
    let seen = try JSONDecoder().decode([String: PlotlyJSON].self, from: Data(text.utf8))
    #expect(seen["error"] == nil)
    return seen
  }

  @Test func columnsSortWithMissingValuesLast() throws {
    let seen = try seen(
      UnitListingTests.table,
      """
      const click = (i) => heads[i].querySelector("button").click();
      seen.focusable = heads.every((head) => head.querySelector("button").tabIndex === 0);
      seen.rest = part("rest");
      click(3);
      seen.up = column(1).slice(0, 3);
      seen.upStatus = part("status").textContent;
      seen.upSort = heads.map((head) => head.getAttribute("aria-sort"));
      part("last").click();
      seen.upEnd = column(1).slice(-2);
      click(3);
      seen.down = column(1).slice(0, 3);
      seen.downSort = heads[3].getAttribute("aria-sort");
      seen.downStatus = part("status").textContent;
      part("next").click();
      seen.downEnd = column(1).slice(-2);
      click(4);
      seen.infinity = [column(1).slice(0, 2), column(4).slice(0, 2)];
      part("next").click();
      seen.notNumbers = column(4).slice(-2);
      click(0);
      seen.sites = [column(0)[0], part("status").textContent, heads[4].hasAttribute("aria-sort")];
      """)
    #expect(seen["focusable"] == true)
    #expect(seen["rest"] == .null)
    #expect(seen["up"] == ["1", "2", "3"])
    #expect(seen["upStatus"] == "Rows 1–50 of 60, by loss_rise, ascending")
    #expect(seen["upSort"] == [nil, nil, nil, "ascending", nil, nil])
    #expect(seen["upEnd"] == ["59", "0"])
    #expect(seen["down"] == ["59", "58", "57"])
    #expect(seen["downSort"] == "descending")
    #expect(seen["downStatus"] == "Rows 1–50 of 60, by loss_rise, descending")
    #expect(seen["downEnd"] == ["1", "0"])
    #expect(seen["infinity"] == [["2", "5"], ["0.5000", "0.5000"]])
    #expect(seen["notNumbers"] == ["not a number", "not a number"])
    // Numbers in names count as numbers: conv_l2 stands before conv_l10.
    #expect(seen["sites"] == ["conv_l2", "Rows 1–50 of 60, by site, ascending", false])
  }

  @Test func sitesFilterTheTableAndTheFigure() throws {
    let seen = try seen(
      UnitListingTests.table,
      """
      seen.start = [part("status").textContent, points(), plot.layout.yaxis.title.text];
      choose("y", "2");
      choose("x", "1");
      await new Promise((done) => setTimeout(done, 50));
      seen.all = [points(), plot.layout.xaxis.title.text, plot.layout.yaxis.title.text, part("caption").textContent];
      choose("site", "1");
      await new Promise((done) => setTimeout(done, 50));
      seen.one = [part("status").textContent, points(), column(0)[0], part("next").disabled, plot.data[0].text[0]];
      seen.drawn = plot.querySelectorAll("path.point").length;
      """)
    #expect(
      seen["start"] == [
        "Rows 1–50 of 60", [["layer 10 (conv_l10)", 20]], "index",
      ])
    #expect(
      seen["all"] == [
        [["layer 2 (conv_l2)", 39], ["layer 10 (conv_l10)", 20]], "unit", "preferred_class",
        .string(
          "preferred_class against unit: a point for each of 59 units. "
            + "Not drawn: 1 of 60 units, which lack one of the two numbers."),
      ])
    #expect(
      seen["one"] == ["Rows 1–20 of 20", [["layer 10 (conv_l10)", 20]], "conv_l10", true, "2"])
    #expect(seen["drawn"] == 20)
  }

  @Test func rowsAreWrittenAsThePageBringsThemAndSavedAsCSV() throws {
    var table = UnitListingTests.table
    let texts = ["a,b", "\"", "=1", "", "nan", " x", "1e5", "é\nf", nil, "<b>&"]
    table.append(column: .string("text, \"quoted\"", (0..<60).map { texts[$0 % texts.count] }))
    table.append(
      column: .double("small", (0..<60).map { pow(10, Double($0) / 4 - 7) * ($0 % 2 == 0 ? 1 : -1) }))
    let seen = try seen(
      table,
      """
      let blob;
      URL.createObjectURL = (value) => { blob = value; return "about:blank"; };
      HTMLAnchorElement.prototype.click = () => {};
      document.querySelector('[data-figure="units-1-plot"][data-format="csv"]').click();
      seen.csv = await blob.text();
      seen.rows = part("table").tBodies[0].innerHTML;
      """)
    guard case .string(let csv)? = seen["csv"], case .string(let rows)? = seen["rows"] else {
      Issue.record("no CSV or no rows")
      return
    }
    let html = try UnitListingTests.html(try UnitListing(table, source: "units.json"))
    let start = try #require(html.firstRange(of: "<tbody>\n")).upperBound
    let end = try #require(html[start...].firstRange(of: "\n</tbody>")).lowerBound
    // A browser writes these two characters as they are.
    let brought = String(html[start..<end]).replacing("</tr>\n", with: "</tr>")
      .replacing("&quot;", with: "\"")
    let lines = [rows, brought].map { $0.components(separatedBy: "</tr>") }
    #expect(lines[0].count == 51)
    #expect(zip(lines[0], lines[1]).first { $0 != $1 }.map { "\($0) for \($1)" } == nil)
    let kinds = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.kind) })
    let read = try ResultTable(csv: Array(csv.utf8), source: "page", kinds: kinds)
    // NaN differs from itself: the tables are compared as the text that they make.
    #expect(
      read.csv == ResultTable(columns: table.columns.map { .init(name: $0.name, values: $0.values) }).csv)
  }
}
