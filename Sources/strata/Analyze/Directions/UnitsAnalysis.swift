import Corpora
import Experiments
import Networks
import SingleDirections
import Storage
import Tensors

/// Measures the units of runs and says what goes with what.
struct UnitsAnalysis {
  let options: UnitOptions
  let importance: Bool

  private var arguments: DirectionArguments { options.arguments }
  private var kind: DirectionKind { options.directions.kind }

  func run() throws {
    let base = arguments.variant(
      importance ? "units" : "selectivity", title: importance ? "Units" : "Selectivity",
      [options.directions.word].compactMap(\.self), usual: .test)
    var networks: [MeasuredUnits] = []
    var variants: [AnalysisVariant] = []
    try arguments.run(
      split: .test, count: (images: importance ? 2000 : 10_000, tokens: 10_000),
      partners: options.directions.partners,
      together: { try together(variants.first ?? base, networks) }
    ) { run, partner, shouldStop in
      let sites = try arguments.chosen(of: run.network) { $0.site.kind != .pool }
      let labelling = try options.labels.chosen(of: run.network)
      let variant = base.adding(labelling.name == "class" ? nil : labelling.name)
        .adding(kind == .canonical ? partner.map { AnalysisVariant.names([$0.path]) } : nil)
      variants.append(variant)
      let directions = try options.directions.found(
        in: run, at: sites, partner: partner, key: arguments.key, shouldStop: shouldStop)
      let found = try UnitsMeasurement(
        of: directions, in: run.network, labelling: labelling, partner: partner?.run.network,
        importance: importance, key: arguments.key.child("units"), shouldStop: shouldStop)
      let units = MeasuredUnits(found, sites: sites)
      networks.append(units)
      let concepts = try run.network.labellings.filter { $0.name != "next" && $0.name != "class" }
        .flatMap {
          guard !shouldStop() else { throw MeasurementStopped() }
          return try ConceptUnit.best(
            of: found.activations, for: $0, key: arguments.key.child("concepts").child($0.name))
        }
      return Examination(
        outcome: try outcome(variant, of: found, units, concepts, run, labelling, partner),
        numbers: units.numbers)
    }
  }

  /// The parts of the page.
  private func outcome(
    _ variant: AnalysisVariant, of found: UnitsMeasurement, _ units: MeasuredUnits,
    _ concepts: [ConceptUnit], _ run: ExaminedRun, _ labelling: Labelling, _ partner: ExaminedPartner?
  ) throws -> AnalysisOutcome {
    let name = try variant.name
    let correlations = try PropertyCorrelations(of: [units], key: arguments.key.child("pair"))
    let (measured, dropped) = try tables(of: found, named: name, run, partner)
    var tables = measured + [("\(name)-sites", units.siteTable)]
    if !correlations.isEmpty { tables.append(("\(name)-correlations", correlations.table)) }
    if !concepts.isEmpty { tables.append(("\(name)-concepts", Self.conceptTable(concepts))) }
    let leftOut =
      dropped.isEmpty
      ? ""
      : " Left out of the table of units, as they are not of this checkpoint: \(dropped.joined(separator: ", "))."
    let hiddenAlone =
      units.counted.count < units.sites.count ? ", those of h alone where c does the same when removed" : ""
    return AnalysisOutcome(
      name: name, title: variant.title,
      findings: correlations.sentences + units.sentences
        + ConceptUnit.findings(concepts, of: kind) { ProgressLine.fixed($0, digits: 3) }, warnings: [],
      notes: [
        """
        \(found.samples) \(run.network.samplesWord) of the \(run.part.rawValue) part at step \(run.step), classes: \(labelling.name). \
        The labels' entropy is \(ProgressLine.fixed(found.labelEntropy, digits: 3)) nats. \(found.nullSentence) Intervals of rank \
        correlations resample \(kind.plural)\(hiddenAlone).\(leftOut)
        """
      ],
      figures: try Self.figures(found, named: name), tables: tables)
  }

  /// What was measured: of units the run's table of units, joined with what is there, and where its columns are from; of other
  /// directions a table of their own.
  ///
  /// - Returns: the tables, and the columns that were left out of the joined one.
  private func tables(
    of found: UnitsMeasurement, named name: String, _ run: ExaminedRun, _ partner: ExaminedPartner?
  ) throws -> ([(name: String, table: ResultTable)], dropped: [String]) {
    guard kind == .units else {
      return ([("\(name)-directions", UnitsFile.results(found.table, of: kind))], [])
    }
    let file = UnitsFile(of: run, in: LocalFileSystem())
    let joined = try file.joined(
      found.table,
      from: UnitsFile.Origin(
        step: run.step, part: run.part.rawValue, samples: found.samples, partner: partner?.path,
        partnerStep: partner?.run.step))
    return ([(file.name, joined.units), ("\(file.name)-origins", joined.origins)], joined.dropped)
  }

  /// What is to be said of several runs: pooled rank correlations, and means over networks.
  private func together(_ variant: AnalysisVariant, _ all: [MeasuredUnits]) throws -> AnalysisOutcome? {
    let networks = Array(all.prefix(arguments.runs.count))
    guard networks.count > 1 else { return nil }
    let name = try AnalysisVariant.fileName([
      variant.name, "pooled", AnalysisVariant.names(arguments.runs),
    ])
    let correlations = try PropertyCorrelations(of: networks, key: arguments.key.child("pooled"))
    let means = NetworkMeans(networks)
    var tables = [("\(name)-sites", means.table)]
    if !correlations.isEmpty { tables.append(("\(name)-correlations", correlations.table)) }
    return AnalysisOutcome(
      name: name, title: "\(variant.title), \(networks.count) runs",
      findings: correlations.sentences + means.sentences, warnings: [],
      notes: [
        """
        Of \(arguments.runs.joined(separator: ", ")). Rank correlations are over all \(kind.plural) together, with whole runs resampled, \
        and as means of the runs' own with Student's t over runs.
        """
      ],
      figures: [], tables: tables)
  }
}
