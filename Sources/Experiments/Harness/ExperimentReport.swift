public import Figures
public import Storage

/// What came out of an experiment.
public struct ExperimentReport {
  /// What was found, one sentence each.
  public let findings: [String]
  /// The claims with what was measured of them.
  public let judgements: [Judgement]
  /// What a reader must know before trusting it.
  public let warnings: [String]
  /// How the numbers were made.
  public let notes: [String]
  /// The figures by file name.
  public let figures: [(name: String, figure: Figure)]
  /// The tables behind them by file name.
  public let tables: [(name: String, table: ResultTable)]

  /// Puts a report together.
  public init(
    findings: [String], judgements: [Judgement] = [], warnings: [String] = [], notes: [String] = [],
    figures: [(name: String, figure: Figure)], tables: [(name: String, table: ResultTable)]
  ) {
    self.findings = findings
    self.judgements = judgements
    self.warnings = warnings
    self.notes = notes
    self.figures = figures
    self.tables = tables
  }
}

/// What an experiment's folder says of it: the file `result.json` beside figures and tables.
public struct ExperimentRecord: Codable, Equatable, Sendable {
  /// The experiment's name.
  public let experiment: String
  /// The rows of the catalogue that it covers.
  public let rows: [String]
  /// What was asked.
  public let question: String
  /// How large it was done.
  public let scale: Scale
  /// The seed.
  public let seed: UInt64
  /// What was found.
  public let findings: [String]
  /// The claims with their verdicts.
  public let judgements: [Judgement]
  /// What a reader must know before trusting it.
  public let warnings: [String]
  /// How the numbers were made.
  public let notes: [String]
  /// The names of the figures, in order.
  public let figures: [String]
  /// The names of the tables.
  public let tables: [String]

  /// The name of its file.
  public static let fileName = "result.json"

  /// Describes a report.
  public init(_ experiment: any Experiment.Type, scale: Scale, seed: UInt64, report: ExperimentReport) {
    self.experiment = experiment.name
    rows = experiment.rows
    question = experiment.question
    self.scale = scale
    self.seed = seed
    findings = report.findings
    judgements = report.judgements
    warnings = report.warnings
    notes = report.notes
    figures = report.figures.map(\.name)
    tables = report.tables.map(\.name)
  }
}

extension ExperimentReport {
  /// Writes figures, tables and last the record into a folder.
  ///
  /// - Returns: the paths of the files.
  /// - Throws: what the file system throws.
  public func write(_ record: ExperimentRecord, to folder: String, in files: any FileSystem) throws
    -> [String]
  {
    try files.makeFolders(folder)
    var paths: [String] = []
    for (name, figure) in figures {
      paths += try FigureFiles.write(figure, named: name, to: folder, in: files)
    }
    for (name, table) in tables {
      for (ending, bytes) in [("csv", table.csv), ("json", table.json)] {
        let path = Path.join(folder, "\(name).\(ending)")
        try AtomicWrite.replace(path, with: bytes, in: files)
        paths.append(path)
      }
    }
    let path = Path.join(folder, ExperimentRecord.fileName)
    try AtomicWrite.replace(path, with: try StrictJSON.encode(record), in: files)
    return paths + [path]
  }
}
