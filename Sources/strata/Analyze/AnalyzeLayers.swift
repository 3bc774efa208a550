import Analysis
import ArgumentParser
import Figures
import Similarity
import Storage

/// `strata analyze layers`: every layer then against every layer at the end.
struct AnalyzeLayers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers", abstract: "Every layer at chosen steps against every layer of the last step.")

  @Option(help: "Fractions of training at which to look, with commas between.")
  var fractions = NumberList(LayerAnalysis.publishedFractions)

  @OptionGroup var arguments: AnalysisArguments

  func validate() throws {
    if let wrong = fractions.numbers.first(where: { !(0...1).contains($0) }) {
      throw ValidationError("--fractions: '\(wrong)' is not a number from 0 to 1")
    }
  }

  func run() throws {
    try arguments.run { states, options in
      try Self.outcome(of: try LayerAnalysis(states, fractions: fractions.numbers, options: options))
    }
  }

  /// The parts of the page.
  static func outcome(of analysis: LayerAnalysis) throws -> AnalysisOutcome {
    let panels = zip(analysis.steps, analysis.maps).map { (name: "step \($0)", matrix: $1) }
    let figure = try HeatMap.figure(
      of: panels, panelName: "step", title: "Every layer then against every layer at the end",
      caption: """
        PWCCA of each site at the step of the panel (rows) with each site at the last step (columns), weighted by \
        the latter. A diagonal brighter than the rest says that layers are already themselves.
        """)
    return AnalysisOutcome(
      name: "layers", title: "Layer by layer", findings: findings(of: analysis), warnings: analysis.notes,
      notes: [
        "The steps are the recorded ones nearest to \(analysis.fractions.map { "\($0)" }.joined(separator: ", ")) of training."
      ] + [analysis.observed.note].compactMap(\.self),
      figures: [("layers", figure)], tables: [("layers-all", analysis.table)])
  }

  /// One sentence for each looked-at step before the last: layers against themselves and against each other.
  private static func findings(of analysis: LayerAnalysis) -> [String] {
    let last = analysis.steps.max() ?? 0
    let onImages = analysis.observed.content == .images
    return zip(analysis.steps, analysis.maps).filter { $0.0 < last }.compactMap { step, map in
      let hidden = map.rowLabels.indices.filter { onImages || map.rowLabels[$0].hasPrefix("h_l") }
      func mean(_ pairs: [(Int, Int)]) -> Double? {
        let values = pairs.compactMap { map.values[$0.0 * map.columnLabels.count + $0.1] }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      }
      let own = mean(hidden.map { ($0, $0) })
      let others = mean(hidden.flatMap { i in hidden.filter { $0 != i }.map { (i, $0) } })
      guard let own, let others else { return nil }
      return
        "Step \(step): \(onImages ? "activations" : "hidden states") have similarity "
        + "\(ProgressLine.fixed(own, digits: 3)) to the final \(onImages ? "ones" : "states") of "
        + "their own layer and \(ProgressLine.fixed(others, digits: 3)) to those of other layers, on average, by PWCCA."
    }
  }
}
