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
  var fractions = "0,0.35,0.75,1"

  @OptionGroup var arguments: AnalysisArguments

  func validate() throws { _ = try parsedFractions() }

  private func parsedFractions() throws -> [Double] {
    try fractions.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part), (0...1).contains(value) else {
        throw ValidationError("--fractions '\(fractions)': '\(part)' is not a number from 0 to 1")
      }
      return value
    }
  }

  func run() throws {
    let fractions = try parsedFractions()
    try arguments.run { states, options in
      try Self.outcome(of: try LayerAnalysis(states, fractions: fractions, options: options))
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
      name: "layers", title: "Layer by layer", findings: [], warnings: [],
      notes: [
        "The steps are the recorded ones nearest to \(analysis.fractions.map { "\($0)" }.joined(separator: ", ")) of training."
      ],
      figures: [("layers", figure)], tables: [("layers-all", analysis.table)])
  }
}
