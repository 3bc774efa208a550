import Analysis
import ArgumentParser
import Figures
import Similarity
import Storage

/// `strata analyze convergence`: each layer against its final self.
struct AnalyzeConvergence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convergence",
    abstract: "How near each layer is to its final form at every recorded step, by every measure.")

  @Option(help: "Circular shifts of each null.")
  var shifts = 2

  @OptionGroup var arguments: AnalysisArguments

  func validate() throws {
    guard shifts >= 0 else { throw ValidationError("--shifts must be 0 or more, not \(shifts)") }
  }

  func run() throws {
    try arguments.run { states, options in
      var options = options
      options.shifts = shifts
      let analysis = try ConvergenceAnalysis(states, options: options)
      var outcome = try Self.outcome(of: analysis)
      outcome.section.warnings += try RecordedStates.roundingWarnings(states, probe: analysis.summary.probe)
      return outcome
    }
  }

  /// The parts of the page.
  static func outcome(of analysis: ConvergenceAnalysis) throws -> AnalysisOutcome {
    let summary = analysis.summary
    let families = summary.verdicts.map(\.family).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    // Those of images stand in the order of the network, the whole of it first.
    let ordered =
      summary.observed.content == .images
      ? families : families.sorted { ($0 == "h" ? 0 : 1, $0) < ($1 == "h" ? 0 : 1, $1) }
    return AnalysisOutcome(
      name: "convergence", title: "Each layer against its final self",
      findings: ordered.compactMap { summary.verdict(family: $0)?.text }, warnings: summary.notes,
      notes: [
        """
        \(summary.observations) \(summary.observed.name) of the probe \(summary.probe) at \(summary.steps.count) recorded steps; \
        \(summary.earlyRule). Intervals are the value ± 1.96 standard deviations of itself on resampled blocks of \(summary.observed.groups). PWCCA takes its weights \
        from the last snapshot.
        """
      ] + [summary.observed.note].compactMap(\.self),
      figures: try figures(of: analysis), tables: [("convergence-all", analysis.table)])
  }

  /// The headline figure, all measures, and the sorted correlations.
  static func figures(of analysis: ConvergenceAnalysis) throws -> [(name: String, figure: Figure)] {
    let step = Axis("step", title: "training step", scale: .log)
    let (observed, groups) = (analysis.summary.observed, analysis.summary.observed.groups)
    let onImages = observed.content == .images
    let headline = LinePlot(
      title: "Similarity of each layer to its final state",
      caption: """
        PWCCA of the \(onImages ? "activations" : "hidden states") at each recorded step with those at the last step; \
        bands are 95 % intervals over \(groups); dashed lines are the null of shifted \(groups).
        """,
      x: step, y: Axis("similarity", title: "PWCCA to the last step", range: 0...1), series: "site",
      interval: .init(lower: "low", upper: "high", name: "95 % interval over \(groups)"),
      references: [.column("null_shifted", name: "null")], colors: onImages ? .ordered : .distinct)
    let measures = LinePlot(
      title: "The same by every measure",
      caption: """
        \(onImages ? "Activations" : "Hidden states"). Cosine and Euclidean compare unit with unit and are baselines; read each measure against its \
        own null.
        """,
      x: step, y: Axis("similarity", range: 0...1), series: "site", panel: "measure",
      references: [.column("null_shifted", name: "null")], colors: onImages ? .ordered : .distinct)
    let hidden = try analysis.table.hiddenStates()
    var figures = [
      ("convergence", try headline.figure(of: try hidden.rows("measure", Measure.pwcca.rawValue))),
      ("convergence-measures", try measures.figure(of: hidden)),
    ]
    let cells = try analysis.table.rows(where: "site") { $0.text?.hasPrefix("c_l") ?? false }
    if cells.rowCount > 0 {
      var plot = headline
      plot.title = "Cell states: similarity of each layer to its final state"
      plot.caption = "As above, for the cell states."
      figures.append(
        ("convergence-cells", try plot.figure(of: try cells.rows("measure", Measure.pwcca.rawValue))))
    }
    let panels = coefficientPanels(of: analysis)
    if !panels.isEmpty {
      figures.append(
        (
          "convergence-coefficients",
          try HeatMap.figure(
            of: panels, panelName: "site",
            title: "Canonical correlations with the last step",
            caption: "Each column holds a step's correlations, largest first (index 0).")
        ))
    }
    return figures
  }

  /// The sorted correlations of the hidden states; of images those of at most 12 sites, spread over the network.
  private static func coefficientPanels(
    of analysis: ConvergenceAnalysis
  ) -> [(name: String, matrix: LabelledMatrix)] {
    let summary = analysis.summary
    guard summary.observed.content == .images else {
      return analysis.coefficients.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix("h_l") }.map {
        ($0, $1)
      }
    }
    let count = min(summary.sites.count, 12)
    let shown = (0..<count).map { summary.sites[$0 * (summary.sites.count - 1) / max(count - 1, 1)] }
    return shown.compactMap { site in analysis.coefficients[site].map { (site, $0) } }
  }
}
