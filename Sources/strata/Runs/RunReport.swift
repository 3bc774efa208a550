import Corpora
import Figures
import Foundation
import Networks
import Storage
import Training

/// Puts the page of a run together from what lies in its folder; measures nothing.
struct RunReport {
  private let run: RunDirectory
  private let metrics: [MetricRecord]
  /// The run of a language model; nil of an image network.
  private let language: StoredRun?
  /// The run of an image network; nil of a language model.
  private let image: StoredImageRun?
  private let files: any FileSystem
  private var onImages: Bool { image != nil }

  /// Opens the run's folder.
  init(_ path: String, in files: any FileSystem) throws {
    run = try RunDirectory(opening: path, in: files)
    metrics = try files.exists(run.metricsPath) ? MetricLog.read(run.metricsPath, in: files) : []
    let kind = try RunKind(of: run, in: files)
    language = kind == .language ? try StoredRun(opening: path, in: files) : nil
    image = kind == .image ? try StoredImageRun(opening: path, in: files) : nil
    self.files = files
  }

  /// Where the page belongs.
  var path: String { run.reportPath }

  /// The page: answers first, then training, the analyses, and what was run.
  func page() throws -> ReportPage {
    let sections = try AnalysisSection.read(from: run, in: files)
    var parts = [ReportPage.Section("Training", try training())]
    for section in sections {
      parts.append(ReportPage.Section(section.title, try section.blocks(from: run, in: files)))
    }
    if let units = try units() { parts.append(units) }
    parts.append(try reproduction())
    return ReportPage(title: name, subtitle: subtitle, summary: summary(sections), sections: parts)
  }

  /// The name of the run's folder.
  private var name: String {
    URL(fileURLWithPath: run.path).standardizedFileURL.lastPathComponent
  }

  private var subtitle: String {
    let network = language.map { "\($0.configuration.model.title) language model" } ?? "Network on images"
    guard let last = metrics.last else { return "\(network), not trained yet" }
    return "\(network) after \(last.step) steps, \(last.epoch) epochs"
  }

  // MARK: Parts

  private func summary(_ sections: [AnalysisSection]) -> [ReportPage.Block] {
    // The first answer of each analysis; the others stand in its section.
    var blocks = sections.compactMap(\.findings.first).map { ReportPage.Block.finding(RichText($0)) }
    var facts: [(name: String, value: String)] = []
    for split in ["valid", "test"] {
      guard let last = metrics.last(where: { $0.split == split }) else { continue }
      let title = split == "valid" ? "Validation" : "Test"
      if let bits = last.bits {
        facts.append(("\(title) \(bits.name)", ProgressLine.fixed(bits.value, digits: 4)))
      }
      if let perplexity = last.perplexity {
        facts.append(("\(title) perplexity", ProgressLine.fixed(perplexity, digits: 2)))
      }
      if let accuracy = last.accuracy {
        facts.append(("\(title) accuracy", "\(ProgressLine.fixed(100 * accuracy, digits: 2)) %"))
      }
    }
    if let last = metrics.last {
      if let tokens = last.tokens { facts.append(("Training tokens", "\(tokens)")) }
      if let images = last.images { facts.append(("Training images", "\(images)")) }
      facts.append(("Time", ProgressLine.duration(last.wall)))
    }
    if !facts.isEmpty { blocks.append(.keyValues(facts)) }
    for warning in sections.flatMap(\.warnings) { blocks.append(.warning(RichText(warning))) }
    return blocks
  }

  private func training() throws -> [ReportPage.Block] {
    guard metrics.contains(where: { $0.step > 0 || $0.split != "train" }) else {
      return [.warning("The run has no measurements yet; train it and make the report again.")]
    }
    let curves = try onImages ? imageCurves() : textCurves()
    for (name, figure) in curves {
      try FigureFiles.write(figure, named: name, to: run.analysisPath, in: files)
    }
    let evaluations = metrics.filter { $0.split != "train" }
    var blocks = curves.map { ReportPage.Block.figure($0.figure) }
    if !evaluations.isEmpty {
      var columns: [ResultTable.Column] = [
        .string("split", evaluations.map(\.split)), .int("epoch", evaluations.map(\.epoch)),
        .int("step", evaluations.map(\.step)), .double("loss", evaluations.map(\.loss), unit: "nats"),
        onImages
          ? .double("accuracy", evaluations.map(\.accuracy))
          : .double("perplexity", evaluations.map(\.perplexity)),
      ]
      if let bits = evaluations.lazy.compactMap(\.bits).first {
        columns.append(.double(bits.name, evaluations.map(\.bits?.value)))
      }
      blocks.append(.table(ResultTable(columns: columns), caption: "Evaluations"))
    }
    return blocks
  }

  private func textCurves() throws -> [(name: String, figure: Figure)] {
    let truth = try lowestLoss()
    let caption = """
      The training text since the line before (with dropout), and all validation and test tokens in one stream \
      (without).
      """
    let named = "lowest reachable, validation"
    if let bits = try LearningCurves.bits(metrics, caption: caption) {
      return [("bits", bits), ("loss", try LearningCurves.loss(metrics, caption: caption))]
    }
    return [
      (
        "perplexity",
        try LearningCurves.perplexity(
          metrics, references: truth.map { [.value($0.perplexity, name: named)] } ?? [], caption: caption)
      ),
      (
        "loss",
        try LearningCurves.loss(
          metrics, references: truth.map { [.value($0.mean, name: named)] } ?? [], caption: caption)
      ),
    ]
  }

  private func imageCurves() throws -> [(name: String, figure: Figure)] {
    let caption = """
      The training images since the line before, as the network learns from them, and all images of the other parts, \
      as they are.
      """
    return [
      ("accuracy", try LearningCurves.accuracy(metrics, caption: caption)),
      ("loss", try LearningCurves.loss(metrics, caption: caption)),
    ]
  }

  /// The mean loss of the true distribution on the validation text, where the language is a generated one whose text
  /// is still there.
  private func lowestLoss() throws -> MeanLoss? {
    guard let configuration = language?.configuration,
      let corpus = try? configuration.corpus(in: files),
      corpus.hashes == configuration.dataHashes
    else { return nil }
    return try corpus.trueLosses(.valid, in: files).map(MeanLoss.init)
  }

  /// The table of the run's units, where an analysis has written one.
  private func units() throws -> ReportPage.Section? {
    // The last checkpoint's; tables of others lie beside it.
    let path = "\(run.analysisPath)/units.json"
    guard try files.exists(path) else { return nil }
    let table = try ResultTable(json: try files.read(path), source: path)
    return ReportPage.Section("Table of units", [.units(try UnitListing(table, source: path))])
  }

  private func reproduction() throws -> ReportPage.Section {
    let configuration = language?.configuration
    var facts: [(String, String)] = []
    if let configuration {
      facts += [
        ("Text", configuration.data),
        ("Vocabulary", "\(configuration.model.vocabularySize) \(configuration.tokenUnit.rawValue)"),
        ("Parameters", "\(configuration.model.parameterCount)"), ("Seed", "\(configuration.seed)"),
      ]
    }
    if let run = image?.configuration {
      let network = try ImageNetwork(zero: run.network)
      facts += [
        ("Images", run.data), ("Network", run.network.family.rawValue),
        ("Parameters", "\(network.parameterCount)"), ("Multiply-adds an image", "\(network.multiplyAdds)"),
        ("Seed", "\(run.seed)"), ("Seed of the data", "\(run.dataSeed ?? run.seed)"),
      ]
    }
    facts += [
      ("Program", "strata \(ThisProgram.version)"), ("Figures", "\(run.path)/analysis, as CSV and JSON"),
    ]
    if try files.exists(run.statesPath) { facts.append(("States", "\(run.statesPath), for xarray")) }
    for (split, hash) in (configuration?.dataHashes ?? image?.configuration.dataHashes ?? [:]).sorted(by: {
      $0.key < $1.key
    }) {
      facts.append(("SHA-256 of \(split)", hash))
    }
    let analyses =
      onImages
      ? ["convergence", "layers", "ablation", "units"]
      : ["convergence", "sequence", "sequence --over-training", "layers"]
    let commands =
      ["train \(onImages ? "image" : "language") --config \(quoted(run.configPath)) --out NEW_FOLDER"]
      + analyses.map { "analyze \($0) NEW_FOLDER" } + ["report NEW_FOLDER"]
    return ReportPage.Section.reproduction(
      commands: commands.map { "strata \($0)" }.joined(separator: "\n"),
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
