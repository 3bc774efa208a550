import Foundation
public import Storage

/// The three files of a figure, and reading them back.
///
/// `NAME.json` is the plotly figure, which `plotly.io.read_json` opens; `NAME.csv` the table behind it;
/// `NAME.data.json` the table with units and descriptions (as `pandas.read_json(…, orient="table")` takes it)
/// together with the description of the plot, under the key `plot`.
public enum FigureFiles {
  /// Writes the files of a figure into a folder and returns their paths.
  @discardableResult
  public static func write(
    _ figure: Figure, named name: String, to folder: String, in fileSystem: any FileSystem
  ) throws -> [String] {
    precondition(!name.isEmpty && !name.contains("/"), "'\(name)' is not a file name")
    let end = [UInt8(ascii: "\n")]
    let files = [
      (".csv", figure.table.csv),
      (".data.json", encodedJSON(DataFile(plot: figure.plot, table: figure.table)) + end),
      (".json", figure.plotly.encoded() + end),
    ]
    try fileSystem.makeFolders(folder)
    return try files.map { suffix, bytes in
      let path = "\(folder)/\(name)\(suffix)"
      try AtomicWrite.replace(path, with: bytes, in: fileSystem)
      return path
    }
  }

  /// Draws a figure again from its CSV and the description of its plot.
  public static func read(named name: String, from folder: String, in fileSystem: any FileSystem) throws
    -> Figure
  {
    let path = "\(folder)/\(name).data.json"
    let stored: DataFile
    do {
      stored = try JSONDecoder().decode(DataFile.self, from: Data(try fileSystem.read(path)))
    } catch let error as DecodingError {
      throw FigureError.unreadable(path: path, problem: "not the data of a figure (\(problem(error)))")
    }
    let csv = "\(folder)/\(name).csv"
    let kinds = Dictionary(stored.table.columns.map { ($0.name, $0.kind) }) { $1 }
    let table = try ResultTable(csv: try fileSystem.read(csv), source: csv, kinds: kinds)
    return try Figure(stored.plot, of: table.described(as: stored.table))
  }

  private static func problem(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "unknown problem"
    }
  }
}

/// What NAME.data.json holds: the members of the table, and `plot`.
private struct DataFile: Codable {
  let plot: Figure.Plot
  let table: ResultTable

  private enum CodingKeys: String, CodingKey { case plot }

  init(plot: Figure.Plot, table: ResultTable) {
    self.plot = plot
    self.table = table
  }

  init(from decoder: any Decoder) throws {
    plot = try decoder.container(keyedBy: CodingKeys.self).decode(Figure.Plot.self, forKey: .plot)
    table = try ResultTable(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    try table.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(plot, forKey: .plot)
  }
}

extension ResultTable {
  /// The table with the units and descriptions of another one's columns.
  fileprivate func described(as other: ResultTable) -> ResultTable {
    ResultTable(
      columns: columns.map { column in
        var column = column
        column.unit = other[column.name]?.unit
        column.description = other[column.name]?.description
        return column
      })
  }
}
