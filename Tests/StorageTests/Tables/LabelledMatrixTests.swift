import Kernels
import Storage
import Tensors
import Testing

@Suite struct LabelledMatrixTests {
  static var sample: LabelledMatrix {
    LabelledMatrix(
      rowAxis: "position", rowLabels: ["0", "19"], columnAxis: "step", columnLabels: ["0", "128", "64"],
      valueName: "pwcca", values: Matrix(rows: 2, columns: 3, elements: [0.25, 0.5, 1, .nan, 1.0 / 3, 1]))
  }

  @Test func cellsAreAddressedByRowAndColumn() {
    var matrix = Self.sample
    #expect(matrix[0, 1] == 0.5)
    #expect(matrix[1, 0] == nil)
    matrix[1, 0] = 0.75
    #expect(matrix.transposed[0, 1] == 0.75)
    #expect(matrix.transposed.transposed == matrix)
  }

  @Test func theCSVIsTheLongForm() throws {
    let expected =
      "position,step,pwcca\r\n0,0,0.25\r\n0,128,0.5\r\n0,64,1.0\r\n19,0,\r\n19,128,0.3333333333333333\r\n19,64,1.0\r\n"
    #expect(String(decoding: Self.sample.csv, as: UTF8.self) == expected)
    #expect(try LabelledMatrix(csv: Self.sample.csv, source: "m.csv") == Self.sample)
  }

  @Test func jsonReadsBackEverything() throws {
    #expect(try LabelledMatrix(json: Self.sample.json, source: "m.json") == Self.sample)
  }

  @Test(arguments: [["layer 0 (h_l0)", "=x"], ["0.5", "1.0"], ["007", "7"], ["1", "1.5"], ["", " "]])
  func labelsAreKeptAsTheyAre(labels: [String]) throws {
    let matrix = LabelledMatrix(
      rowAxis: "layer", rowLabels: labels, columnAxis: "other", columnLabels: labels, valueName: "cca",
      values: [1, 0.5, nil, 1])
    #expect(try LabelledMatrix(csv: matrix.csv, source: "m.csv") == matrix)
    #expect(try LabelledMatrix(json: matrix.json, source: "m.json") == matrix)
  }

  @Test func damagedMatricesAreRefused() {
    #expect(throws: TableError.cellCount(source: "m.csv", row: "1", column: "0", found: 0)) {
      try LabelledMatrix(csv: Array("a,b,v\n0,0,1\n0,1,1\n1,1,1\n".utf8), source: "m.csv")
    }
    #expect(throws: TableError.cellCount(source: "m.csv", row: "0", column: "0", found: 2)) {
      try LabelledMatrix(csv: Array("a,b,v\n0,0,1\n0,0,1\n".utf8), source: "m.csv")
    }
    let json =
      #"{"row_axis":"a","row_labels":["0"],"column_axis":"b","column_labels":["0"],"value_name":"v","values":[[1,2]]}"#
    #expect(throws: TableError.matrixSize(source: "m.json", part: "values in a row", expected: 1, found: 2)) {
      try LabelledMatrix(json: Array(json.utf8), source: "m.json")
    }
  }
}
