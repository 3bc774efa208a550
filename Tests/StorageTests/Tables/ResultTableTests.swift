import Storage
import Testing

@Suite struct ResultTableTests {
  static var sample: ResultTable {
    ResultTable(columns: [
      .int("step", [0, 10, nil], unit: "steps"),
      .double("pwcca", [0.1 + 0.2, nil, 1], description: "similarity to the final state"),
      .string("token", ["=SUM(A1)", nil, "a,\"b\"\r\nc"]),
      .string("site", ["", "12", " h_l0 "]),
    ])
  }

  @Test func rowsAreAppendedInOrder() throws {
    var table = ResultTable(columns: [.int("step"), .double("loss"), .string("site")])
    table.append([1, 2, "h_l0"])
    table.append([2, .missing, "h_l1"])
    #expect(table.rowCount == 2)
    #expect(table.row(0) == [.int(1), .double(2), .string("h_l0")])
    #expect(table.row(1) == [.int(2), .missing, .string("h_l1")])
    #expect(try table.doubles("step") == [1, 2])
    #expect(try table.strings("loss") == ["2.0", nil])
    #expect(try table.rows(where: "site") { $0 == "h_l1" }.row(0) == table.row(1))
  }

  @Test func aColumnThatIsNotThereIsNamed() {
    #expect(throws: TableError.missingColumn(column: "cca", available: ["step"])) {
      try ResultTable(columns: [.int("step")]).doubles("cca")
    }
    #expect(throws: TableError.wrongKind(column: "site", row: nil, expected: .double, found: "text")) {
      try ResultTable(columns: [.string("site")]).doubles("site")
    }
  }

  @Test func theCSVIsTheOneOfTheStandard() {
    let expected = [
      "step,pwcca,token,site",
      "0,0.30000000000000004,\"=SUM(A1)\",\"\"",
      "10,,,\"12\"",
      ",1.0,\"a,\"\"b\"\"\r\nc\",\" h_l0 \"",
    ]
    #expect(String(decoding: Self.sample.csv, as: UTF8.self) == expected.joined(separator: "\r\n") + "\r\n")
  }

  @Test func csvReadsBackValuesAndKinds() throws {
    let table = try ResultTable(csv: Self.sample.csv, source: "t.csv")
    for (read, written) in zip(table.columns, Self.sample.columns) {
      #expect(read.name == written.name)
      #expect(read.values == written.values)
    }
    #expect(table.csv == Self.sample.csv)
  }

  @Test func jsonReadsBackEverything() throws {
    #expect(try ResultTable(json: Self.sample.json, source: "t.json") == Self.sample)
  }

  @Test(arguments: [
    .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0.1, 1 / 3, -2.5e-7, 1e16,
    123_456_789.123, -0.0,
    .infinity, -.infinity,
  ]) func numbersKeepEveryBit(value: Double) throws {
    let table = ResultTable(columns: [.double("x", [value])])
    let fromCSV = try ResultTable(csv: table.csv, source: "t.csv").doubles("x")
    let fromJSON = try ResultTable(json: table.json, source: "t.json").doubles("x")
    #expect(fromCSV.first??.bitPattern == value.bitPattern)
    #expect(fromJSON.first??.bitPattern == value.bitPattern)
  }

  @Test func notANumberSurvivesBothForms() throws {
    let table = ResultTable(columns: [.double("x", [.nan, nil])])
    for read in [
      try ResultTable(csv: table.csv, source: "t.csv"), try ResultTable(json: table.json, source: "t.json"),
    ] {
      let values = try read.doubles("x")
      #expect(values[0]?.isNaN == true)
      #expect(values[1] == nil)
    }
  }

  @Test func largeIntegersAreNotRounded() throws {
    let table = ResultTable(columns: [.int("tokens", [Int.max, Int.min, 1 << 53 + 1])])
    #expect(try ResultTable(csv: table.csv, source: "t.csv") == table)
    #expect(try ResultTable(json: table.json, source: "t.json") == table)
  }

  @Test(arguments: [
    "=1+1", "+1", "-1", "@x", "nan", "inf", "3", "1e5", "", "\tx", "\"", "é\u{2028}", "</script>",
  ])
  func textIsKeptAsItIs(text: String) throws {
    let table = ResultTable(columns: [.string("token", [text, nil])])
    #expect(try ResultTable(csv: table.csv, source: "t.csv") == table)
    #expect(try ResultTable(json: table.json, source: "t.json") == table)
  }

  @Test func kindsCanBeAskedFor() throws {
    let csv = Array("id,x\n1,2\n,\n".utf8)
    let table = try ResultTable(csv: csv, source: "t.csv", kinds: ["id": .string, "x": .double])
    #expect(table["id"]?.values == .string(["1", nil]))
    #expect(table["x"]?.values == .double([2, nil]))
    #expect(throws: TableError.wrongKind(column: "x", row: 1, expected: .int, found: "'a'")) {
      try ResultTable(csv: Array("x\n1\na\n".utf8), source: "t.csv", kinds: ["x": .int])
    }
  }

  @Test func jsonOfAnotherShapeIsRefusedWithItsKey() {
    let json = #"{"schema":{"fields":[{"name":"x","type":"integer"}]},"data":[{"x":1},{"x":"a"}]}"#
    #expect {
      try ResultTable(json: Array(json.utf8), source: "t.json")
    } throws: { error in
      guard case .malformedJSON("t.json", let key, _)? = error as? TableError else { return false }
      return key == "data.1.x"
    }
    let twice =
      #"{"schema":{"fields":[{"name":"x","type":"integer"},{"name":"x","type":"string"}]},"data":[]}"#
    #expect(throws: TableError.duplicateColumn(source: "t.json", column: "x")) {
      try ResultTable(json: Array(twice.utf8), source: "t.json")
    }
  }
}
