import Analysis
import Figures
import Foundation
import Storage

/// What one analysis of a run has to say on the report page: its answer, its warnings and its figures.
///
/// It lies as `NAME.section.json` in the run's `analysis` folder, beside the figures that it names, so that the page
/// can be put together again from the folder alone.
struct AnalysisSection: Codable, Equatable {
  /// The file name without its ending.
  var name: String
  /// The heading on the page.
  var title: String
  /// What the analysis found, one sentence each.
  var findings: [String]
  /// What a reader must know before trusting it.
  var warnings: [String]
  /// How the numbers were made.
  var notes: [String]
  /// The names of the figures, in order.
  var figures: [String]

  /// The analyses that have a place of their own on the page, in its order.
  static let order =
    ["convergence", "sequence", "sequence-over-training", "layers"]
    + MapAxis.allCases.flatMap { [AnalyzeMap.name(over: $0), AnalyzeMap.name(over: $0, other: true)] }
    + ["ablation", "noise", "selectivity", "units"]

  /// The place of a section: that of its name, or of the analysis whose variant it is, such as `ablation-random`.
  private static func place(_ name: String) -> Int {
    order.firstIndex(of: name)
      ?? order.enumerated().filter { name.hasPrefix("\($0.element)-") }
      .max { $0.element.count < $1.element.count }?.offset ?? order.count
  }

  /// Writes the section and its figures into the run's analysis folder.
  ///
  /// - Returns: the paths of the files written.
  func write(_ drawn: [(name: String, figure: Figure)], to run: RunDirectory, in files: any FileSystem) throws
    -> [String]
  {
    var paths: [String] = []
    for (name, figure) in drawn {
      paths += try FigureFiles.write(figure, named: name, to: run.analysisPath, in: files)
    }
    let path = "\(run.analysisPath)/\(name).section.json"
    try AtomicWrite.replace(path, with: try StrictJSON.encode(self), in: files)
    return paths + [path]
  }

  /// The sections that a run has, in the order of the page; those of other names follow.
  static func read(from run: RunDirectory, in files: any FileSystem) throws -> [AnalysisSection] {
    guard try files.exists(run.analysisPath) else { return [] }
    let ending = ".section.json"
    let present = try files.list(run.analysisPath).filter { $0.hasSuffix(ending) }.map {
      String($0.dropLast(ending.count))
    }
    let names = present.sorted { (place($0), $0) < (place($1), $1) }
    return try names.map { name in
      let path = "\(run.analysisPath)/\(name)\(ending)"
      return try StrictJSON.decode(AnalysisSection.self, from: try files.read(path), source: path)
    }
  }

  /// The section as blocks of the page; figures are read back from the folder.
  func blocks(from run: RunDirectory, in files: any FileSystem) throws -> [ReportPage.Block] {
    var blocks = findings.map { ReportPage.Block.finding(RichText($0)) }
    blocks += warnings.map { .warning(RichText($0)) }
    blocks += try figures.map {
      .figure(try FigureFiles.read(named: $0, from: run.analysisPath, in: files))
    }
    blocks += notes.map { .text(RichText($0)) }
    return blocks
  }
}
