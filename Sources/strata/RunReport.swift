import Figures
import Foundation
import Storage

/// Puts the page of a run together from what lies in its folder; measures nothing.
struct RunReport {
  let run: RunDirectory
  let files: any FileSystem

  /// The page: answers first, then training, the analyses, and what was run.
  func page() throws -> ReportPage {
    let sections = try AnalysisSection.read(from: run, in: files)
    let metrics = try files.exists(run.metricsPath) ? MetricLog.read(run.metricsPath, in: files) : []
    var parts = [ReportPage.Section("Training", try training(metrics))]
    for section in sections {
      parts.append(ReportPage.Section(section.title, try section.blocks(from: run, in: files)))
    }
    parts.append(ReportPage.Section("What was run", try provenance()))
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
    var blocks = sections.flatMap(\.findings).map { ReportPage.Block.finding(RichText($0)) }
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
    let figure = try LearningCurves.perplexity(
      metrics,
      caption: """
        Perplexity of the training text since the line before (with dropout), and of all validation and test \
        tokens in one stream (without).
        """)
    try FigureFiles.write(figure, named: "training", to: run.analysisPath, in: files)
    let evaluations = metrics.filter { $0.split != "train" }
    var blocks: [ReportPage.Block] = [.figure(figure)]
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

  private func provenance() throws -> [ReportPage.Block] {
    let configuration = try files.read(run.configPath)
    return [
      .text("The configuration, which reproduces the run:"),
      .code(String(decoding: configuration, as: UTF8.self)),
      .text("To run it again in a new folder, and to analyse it again:"),
      .code(
        """
        strata train language --config \(quoted(run.configPath)) --out NEW_FOLDER
        strata analyze convergence \(quoted(run.path))
        strata analyze sequence \(quoted(run.path))
        strata analyze sequence --over-training \(quoted(run.path))
        strata analyze layers \(quoted(run.path))
        strata report \(quoted(run.path))
        """),
      .text(
        """
        The numbers of each figure lie as CSV and JSON in \(code: "\(run.path)/analysis"); the states in \
        \(code: run.statesPath) open with xarray, the weights with safetensors.
        """),
    ]
  }

  /// A path as a shell reads it.
  private func quoted(_ path: String) -> String {
    let plain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+=@".contains($0)) }
    return plain && !path.isEmpty
      ? path
      : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
