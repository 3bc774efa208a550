import Experiments
import Storage
import Tensors

/// An experiment that was done, with its files.
struct ReproducedExperiment: Encodable {
  let record: ExperimentRecord
  let folder: String
  let files: [String]

  private enum CodingKeys: String, CodingKey { case folder, files }

  /// Does an experiment and writes what came out into a folder of its name.
  init(
    _ experiment: any Experiment.Type, _ conditions: ExperimentConditions, seed: UInt64, in root: String,
    _ fileSystem: any FileSystem
  ) throws {
    let report = try experiment.run(conditions)
    record = ExperimentRecord(experiment, scale: conditions.scale, seed: seed, report: report)
    folder = Path.join(root, experiment.name)
    files = try report.write(record, to: folder, in: fileSystem)
  }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(folder, forKey: .folder)
    try container.encode(files, forKey: .files)
  }

  /// Prints findings, claims and files.
  func print(on console: Console) {
    for warning in record.warnings { console.warn(warning) }
    for finding in record.findings { console.result(finding) }
    for judgement in record.judgements { console.result(judgement.sentence) }
    for file in files { console.note(file) }
  }
}

extension Judgement {
  /// The verdict with its numbers: "seen: α = 1: … (0.95, 0.93 to 0.97; at least 0.90)".
  var sentence: String {
    let interval = interval.map { ", \($0.text(digits: 2))" } ?? ""
    return "\(verdict.rawValue): \(claim.statement) "
      + "(\(ProgressLine.fixed(mean, digits: 2))\(interval); needed \(ProgressLine.fixed(claim.leastEffect, digits: 2)))"
  }
}
