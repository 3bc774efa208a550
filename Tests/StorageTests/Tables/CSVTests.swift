import Storage
import Testing

@Suite struct CSVTests {
  func read(_ text: String) throws(TableError) -> [[String]] {
    try CSV.records(in: Array(text.utf8), source: "t.csv").map { $0.fields.map(\.text) }
  }

  @Test func lineEndsAndMarksOfOtherProgramsAreUnderstood() throws {
    #expect(try read("a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
    #expect(try read("a,b\n1,2") == [["a", "b"], ["1", "2"]])
    #expect(try read("\u{FEFF}a,b\n,\n") == [["a", "b"], ["", ""]])
    #expect(try read("\"a\"\"b\",\"x\r\ny\"\r\n") == [["a\"b", "x\r\ny"]])
    #expect(try read("").isEmpty)
  }

  @Test func recordsKnowTheirLine() throws {
    let records = try CSV.records(in: Array("a\r\n\"x\ny\"\r\nb\r\n".utf8), source: "t.csv")
    #expect(records.map(\.line) == [1, 2, 4])
  }

  @Test func damagedFilesAreRefusedWithTheLine() {
    #expect(throws: TableError.unterminatedQuote(source: "t.csv", line: 2)) { try read("a\n\"b\nc") }
    #expect(throws: TableError.strayQuote(source: "t.csv", line: 2)) { try read("a\nb\"c\n") }
    #expect(throws: TableError.strayQuote(source: "t.csv", line: 1)) { try read("\"a\"b\n") }
    #expect(throws: TableError.notUTF8(source: "t.csv", byte: 2)) {
      try CSV.records(in: [0x61, 0x0A, 0xFF], source: "t.csv")
    }
    #expect(throws: TableError.fieldCount(source: "t.csv", line: 3, expected: 2, found: 1)) {
      try ResultTable(csv: Array("a,b\n1,2\n3\n".utf8), source: "t.csv")
    }
    #expect(throws: TableError.noHeader(source: "t.csv")) { try ResultTable(csv: [], source: "t.csv") }
    #expect(throws: TableError.duplicateColumn(source: "t.csv", column: "a")) {
      try ResultTable(csv: Array("a,a\n".utf8), source: "t.csv")
    }
  }

  @Test func everyErrorIsOneSentence() {
    let errors: [TableError] = [
      .notUTF8(source: "t.csv", byte: 3), .unterminatedQuote(source: "t.csv", line: 1),
      .strayQuote(source: "t.csv", line: 1), .fieldCount(source: "t.csv", line: 1, expected: 2, found: 3),
      .noHeader(source: "t.csv"), .duplicateColumn(source: "t.csv", column: "a"),
      .missingColumn(column: "a", available: ["b"]),
      .wrongKind(column: "a", row: 1, expected: .int, found: "'x'"),
      .malformedJSON(source: "t.json", key: "data.0", problem: "no"),
      .cellCount(source: "t.csv", row: "a", column: "b", found: 2),
      .matrixSize(source: "t.json", part: "rows", expected: 1, found: 2),
    ]
    for error in errors {
      #expect(!error.description.contains("\n"))
      #expect(!error.description.hasSuffix("."))
    }
  }
}
