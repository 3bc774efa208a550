import Foundation
import Storage
import Testing

@testable import Figures

@Suite struct UnitListingTests {
  /// 60 units of two sites; the second site's units come in between those of the first.
  static let table: ResultTable = {
    var table = ResultTable(columns: [
      .string("site"), .int("unit"), .int("preferred_class"), .double("loss_rise", unit: "nats"),
      .double("index", description: "a number"), .string("partner"),
    ])
    for i in 0..<60 {
      table.append([
        .string(i % 3 == 2 ? "conv_l10" : "conv_l2"), .int(i), i == 1 ? .missing : .int(i % 10),
        i == 0 ? .missing : .double(Double(i) / 60),
        [.double(.nan), .double(.infinity), .double(0.5)][i % 3],
        i % 2 == 0 ? .missing : .string("x\(i)"),
      ])
    }
    return table
  }()

  static func html(_ listing: UnitListing) throws -> String {
    try ReportPageTests.html(ReportPage(title: "t", sections: [.init("Units", [.units(listing)])]))
  }

  @Test func theFirstRowsAreThereWithoutAScript() throws {
    let html = try Self.html(try UnitListing(Self.table, source: "units.json"))
    #expect(html.components(separatedBy: "<tr>").count == 1 + 1 + 50)
    #expect(html.contains("60 units of 2 sites."))
    #expect(
      html.contains(
        "<tr><td class=\"text\">conv_l2</td><td>0</td><td>0</td>"
          + "<td><span class=\"missing\" title=\"missing\">–</span></td><td>not a number</td>"
          + "<td class=\"text\"><span class=\"missing\" title=\"missing\">–</span></td></tr>"))
    #expect(html.contains("<td>0.01667</td><td>∞</td><td class=\"text\">x1</td>"))
    #expect(html.contains("<th scope=\"col\">loss_<wbr>rise <span class=\"unit\">(nats)</span></th>"))
    #expect(html.contains("<th scope=\"col\" title=\"a number\">index</th>"))
    #expect(html.contains("The first 50 of 60 rows; the CSV file has them all."))
  }

  @Test func controlsAreHiddenUntilTheScriptRuns() throws {
    let html = try Self.html(try UnitListing(Self.table, source: "units.json"))
    for part in ["filter", "pages", "chooser"] {
      let start = try #require(html.firstRange(of: "data-part=\"\(part)\"")).upperBound
      #expect(html[start...].prefix { $0 != ">" }.hasSuffix(" hidden"), "\(part)")
    }
    #expect(html.contains("<option value=\"1\">layer 10 (conv_l10)</option>"))
  }

  @Test func theScriptGetsAllRows() throws {
    let json = try UnitListing(Self.table, source: "units.json").json
    guard case .array(let columns)? = json["columns"] else {
      Issue.record("no columns")
      return
    }
    #expect(columns.map { $0["name"] } == Self.table.names.map { .string($0) })
    #expect(columns.map { $0["kind"] } == ["string", "int", "int", "double", "double", "string"])
    #expect(columns[3]["title"] == "loss_rise (nats)")
    for column in columns {
      guard case .array(let values)? = column["values"] else {
        Issue.record("no values")
        return
      }
      #expect(values.count == 60)
    }
    guard case .array(let rises)? = columns[3]["values"], case .array(let indices)? = columns[4]["values"]
    else {
      return
    }
    #expect(rises.prefix(2) == [nil, .number(1.0 / 60)])
    #expect(indices.prefix(3) == ["NaN", "Infinity", 0.5])
    guard case .array(let marks)? = json["marks"] else { return }
    #expect(marks.map { $0["site"] } == ["conv_l2", "conv_l10"])
  }

  @Test func measuredNumbersAreDrawnFirst() throws {
    #expect(try UnitListing(Self.table, source: "").json["axes"] == [3, 4])
    let integers = ResultTable(columns: [
      .string("site", ["a"]), .int("unit", [0]), .double("nothing", [nil]), .int("class", [3]),
    ])
    #expect(try UnitListing(integers, source: "").json["axes"] == [3, 1])
    let names = ResultTable(columns: [.string("site", ["a"]), .string("unit", ["b"]), .double("x", [1])])
    let listing = try UnitListing(names, source: "")
    #expect(listing.json["axes"] == nil)
    #expect(!(try Self.html(listing)).contains("data-part=\"chooser\" aria"))
  }

  @Test func aLongTableIsCutAndSaysSo() throws {
    let count = UnitListing.limit + 1
    let table = ResultTable(columns: [
      .string("site", Array(repeating: "a", count: count)), .int("unit", Array(0..<count)),
    ])
    let listing = try UnitListing(table, source: "")
    #expect(listing.table.rowCount == 20_000)
    #expect(listing.unitCount == 20_001)
    #expect(try Self.html(listing).contains("20001 units of 1 site. The page has the first 20000;"))
  }

  @Test func aTableWithoutUnitsIsRefused() throws {
    func refusal(_ table: ResultTable) -> FigureError? {
      do {
        _ = try UnitListing(table, source: "units.json")
        return nil
      } catch { return error }
    }
    let (site, unit) = (ResultTable.Column.string("site", ["a"]), ResultTable.Column.int("unit", [0]))
    #expect(
      refusal(ResultTable(columns: [unit]))
        == .notUnits(source: "units.json", problem: "there is no column 'site'"))
    #expect(
      refusal(ResultTable(columns: [site]))
        == .notUnits(source: "units.json", problem: "there is no column 'unit'"))
    #expect(
      refusal(ResultTable(columns: [.int("site", [1]), unit]))
        == .notUnits(source: "units.json", problem: "the column 'site' holds numbers, not the names of sites")
    )
    #expect(
      refusal(ResultTable(columns: [site, unit]).rows(at: []))?.description
        == "units.json: there are no rows; write the table of units again, with the columns 'site' and 'unit'"
    )
  }
}
