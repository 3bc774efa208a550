import Corpora
import Figures
import Foundation
import Networks
import Storage
import Training

/// Puts the page of a run together from what lies in its folder; measures nothing.
struct RunReport {
  private let stored: StoredRun
  private let files: any FileSystem
  private var run: RunDirectory { stored.directory }

  /// Opens the run's folder.
  init(_ path: String, in files: any FileSystem) throws {
    stored = try StoredRun(opening: path, in: files)
    self.files = files
  }

  /// Where the page belongs.
  var path: String { run.reportPath }

  /// The page: answers first, then training, the analyses, and what was run.
  func page() throws -> ReportPage {
    let sections = try AnalysisSection.read(from: run, in: files)
    let metrics = try files.exists(run.metricsPath) ? MetricLog.read(run.metricsPath, in: files) : []
    var parts = [ReportPage.Section("Training", try training(metrics))]
    for section in sections {
      parts.append(ReportPage.Section(section.title, try section.blocks(from: run, in: files)))
    }
    parts.append(try reproduction(metrics))
    return ReportPage(
      title: name, subtitle: subtitle(metrics), summary: summary(metrics, sections), sections: parts)
  }

  /// The name of the run's folder.
  private var name: String {
    URL(fileURLWithPath: run.path).standardizedFileURL.lastPathComponent
  }

  private func subtitle(_ metrics: [MetricRecord]) -> String {
    guard let last = metrics.last else { return "LSTM language model, not trained yet" }
    return "LSTM language model after \(last.step) steps, \(last.epoch) epochs"
  }

  // MARK: Parts

  private func summary(_ metrics: [MetricRecord], _ sections: [AnalysisSection]) -> [ReportPage.Block] {
    // The first answer of each analysis; the others stand in its section.
    var blocks = sections.compactMap(\.findings.first).map { ReportPage.Block.finding(RichText($0)) }
    var facts: [(name: String, value: String)] = []
    for split in ["valid", "test"] {
      guard let last = metrics.last(where: { $0.split == split }) else { continue }
      let title = split == "valid" ? "Validation perplexity" : "Test perplexity"
      facts.append((title, ProgressLine.fixed(last.perplexity, digits: 2)))
    }
    if let last = metrics.last {
      facts.append(("Training tokens", "\(last.tokens)"))
      facts.append(("Time", ProgressLine.duration(last.wall)))
    }
    if !facts.isEmpty { blocks.append(.keyValues(facts)) }
    for warning in sections.flatMap(\.warnings) { blocks.append(.warning(RichText(warning))) }
    return blocks
  }

  private func training(_ metrics: [MetricRecord]) throws -> [ReportPage.Block] {
    guard metrics.contains(where: { $0.step > 0 || $0.split != "train" }) else {
      return [.warning("The run has no measurements yet; train it and make the report again.")]
    }
    let truth = try lowestLoss()
    let caption = """
      The training text since the line before (with dropout), and all validation and test tokens in one stream \
      (without).
      """
    let named = "lowest reachable, validation"
    let loss = try LearningCurves.loss(
      metrics, references: truth.map { [.value($0.mean, name: named)] } ?? [], caption: caption)
    let perplexity = try LearningCurves.perplexity(
      metrics, references: truth.map { [.value($0.perplexity, name: named)] } ?? [], caption: caption)
    try FigureFiles.write(loss, named: "loss", to: run.analysisPath, in: files)
    try FigureFiles.write(perplexity, named: "perplexity", to: run.analysisPath, in: files)
    let evaluations = metrics.filter { $0.split != "train" }
    var blocks: [ReportPage.Block] = [.figure(perplexity), .figure(loss)]
    if !evaluations.isEmpty {
      let last = ResultTable(columns: [
        .string("split", evaluations.map(\.split)), .int("epoch", evaluations.map(\.epoch)),
        .int("step", evaluations.map(\.step)), .double("loss", evaluations.map(\.loss), unit: "nats"),
        .double("perplexity", evaluations.map(\.perplexity)),
      ])
      blocks.append(.table(last, caption: "Evaluations"))
    }
    return blocks
  }

  /// The mean loss of the true distribution on the validation text, where the language is a generated one whose text
  /// is still there.
  private func lowestLoss() throws -> MeanLoss? {
    guard let corpus = try? TextCorpus.load(stored.configuration.data, in: files),
      corpus.hashes == stored.configuration.dataHashes
    else { return nil }
    return try corpus.trueLosses(.valid, in: files).map(MeanLoss.init)
  }

  private func reproduction(_ metrics: [MetricRecord]) throws -> ReportPage.Section {
    let configuration = stored.configuration
    var facts = [
      ("Text", configuration.data), ("Vocabulary", "\(configuration.model.vocabularySize) words"),
      ("Parameters", "\(configuration.model.parameterCount)"), ("Seed", "\(configuration.seed)"),
      ("Program", "strata \(ThisProgram.version)"), ("Figures", "\(run.path)/analysis, as CSV and JSON"),
    ]
    if try files.exists(run.statesPath) { facts.append(("States", "\(run.statesPath), for xarray")) }
    for (split, hash) in configuration.dataHashes.sorted(by: { $0.key < $1.key }) {
      facts.append(("SHA-256 of \(split)", hash))
    }
    return ReportPage.Section.reproduction(
      commands: """
        strata train language --config \(quoted(run.configPath)) --out NEW_FOLDER
        strata analyze convergence NEW_FOLDER
        strata analyze sequence NEW_FOLDER
        strata analyze sequence --over-training NEW_FOLDER
        strata analyze layers NEW_FOLDER
        strata report NEW_FOLDER
        """,
      facts: facts.map { (name: $0.0, value: $0.1) },
      configuration: String(decoding: try files.read(run.configPath), as: UTF8.self))
  }

  /// A path as a shell reads it.
  private func quoted(_ path: String) -> String {
    let plain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+=@".contains($0)) }
    return plain && !path.isEmpty
      ? path
      : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
