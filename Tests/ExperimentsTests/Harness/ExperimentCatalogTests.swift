import Figures
import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@testable import Experiments

struct ExperimentCatalogTests {
  /// Each file of the folder is an experiment of the list and the reverse.
  @Test func listAndFolderAgree() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Sources/Experiments/Catalog").path
    let files = try LocalFileSystem().list(folder).filter { $0.hasSuffix(".swift") }
    #expect(files.sorted() == ExperimentCatalog.all.map { "\($0).swift" }.sorted())
  }

  @Test func namesAndRowsAreSingle() {
    let all = ExperimentCatalog.all
    #expect(Set(all.map { $0.name }).count == all.count)
    let rows = all.flatMap { $0.rows }
    #expect(Set(rows).count == rows.count && all.allSatisfy { !$0.rows.isEmpty })
    for experiment in all {
      // The name is the type's, in lower case with hyphens.
      let words = "\(experiment)".reduce("") { $0 + ($1.isUppercase ? "-" : "") + $1.lowercased() }
      #expect("-\(experiment.name)" == words)
      #expect(Set(experiment.claims.map(\.name)).count == experiment.claims.count)
      #expect(ExperimentCatalog.experiment(experiment.rows[0].lowercased())?.name == experiment.name)
      #expect(ExperimentCatalog.experiment(experiment.name.uppercased())?.name == experiment.name)
    }
    #expect(ExperimentCatalog.experiment("Z9") == nil)
  }

  /// Every experiment in small: it judges all its claims, its figures are drawn again from their files, and of one key
  /// it is the same.
  @Test(arguments: ExperimentCatalog.all.indices)
  func quickScale(index: Int) throws {
    let experiment = ExperimentCatalog.all[index]
    let conditions = ExperimentConditions(scale: .quick, key: RandomKey(seed: 2))
    let report = try experiment.run(conditions)
    #expect(!report.findings.isEmpty && report.judgements.map(\.claim) == experiment.claims)
    try TemporaryDirectory.with { folder in
      let files = LocalFileSystem()
      let record = ExperimentRecord(experiment, scale: .quick, seed: 2, report: report)
      let written = try report.write(record, to: folder + "/x", in: files)
      #expect(try written.allSatisfy { try files.exists($0) } && Set(written).count == written.count)
      for (name, figure) in report.figures {
        #expect(try FigureFiles.read(named: name, from: folder + "/x", in: files) == figure)
      }
      let path = Path.join(folder + "/x", ExperimentRecord.fileName)
      #expect(
        try StrictJSON.decode(ExperimentRecord.self, from: files.read(path), source: path) == record)
    }
  }

  @Test(arguments: ExperimentCatalog.all.indices)
  func stopsWhenAsked(index: Int) {
    #expect(throws: MeasurementStopped()) {
      try ExperimentCatalog.all[index].run(
        ExperimentConditions(scale: .quick, key: RandomKey(seed: 2)) { true })
    }
  }
}
