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

  func run() throws {
    let base = arguments.variant(
      importance ? "units" : "selectivity", title: importance ? "Units" : "Selectivity", usual: .test)
    var networks: [MeasuredUnits] = []
    var variants: [AnalysisVariant] = []
    try arguments.run(
      split: .test, count: (images: importance ? 2000 : 10_000, tokens: 10_000), partners: options.partners,
      together: { try together(variants.first ?? base, networks) }
    ) { run, partner, shouldStop in
      let sites = try arguments.chosen(of: run.network) { $0.site.kind != .pool }
      let labelling = try options.labels.chosen(of: run.network)
      let variant = base.adding(labelling.name == "class" ? nil : labelling.name)
      variants.append(variant)
      let found = try UnitsMeasurement(
        of: run.network, sites: sites, labelling: labelling, partner: partner?.run.network,
        importance: importance, key: arguments.key.child("units"), shouldStop: shouldStop)
      let units = MeasuredUnits(table: found.table, prefix: found.prefix, sites: sites)
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
    let file = UnitsFile(of: run, in: LocalFileSystem())
    let correlations = try PropertyCorrelations(of: [units], key: arguments.key.child("pair"))
    let joined = try file.joined(
      found.table,
      from: UnitsFile.Origin(
        step: run.step, part: run.part.rawValue, samples: found.samples, partner: partner?.path,
        partnerStep: partner?.run.step))
    var tables = [
      (file.name, joined.units), ("\(file.name)-origins", joined.origins), ("\(name)-sites", units.siteTable),
    ]
    if !correlations.isEmpty { tables.append(("\(name)-correlations", correlations.table)) }
    if !concepts.isEmpty { tables.append(("\(name)-concepts", Self.conceptTable(concepts))) }
    let dropped =
      joined.dropped.isEmpty
      ? ""
      : " Left out of the table of units, as they are not of this checkpoint: \(joined.dropped.joined(separator: ", "))."
    let hiddenAlone =
      units.counted.count < units.sites.count ? ", those of h alone where c does the same when removed" : ""
    return AnalysisOutcome(
      name: name, title: variant.title,
      findings: correlations.sentences + units.sentences
        + ConceptUnit.findings(concepts) { ProgressLine.fixed($0, digits: 3) }, warnings: [],
      notes: [
        """
        \(found.samples) \(run.network.samplesWord) of the \(run.part.rawValue) part at step \(run.step), classes: \(labelling.name). \
        The labels' entropy is \(ProgressLine.fixed(found.labelEntropy, digits: 3)) nats. \(found.nullSentence) Intervals of rank \
        correlations resample units\(hiddenAlone).\(dropped)
        """
      ],
      figures: try Self.figures(found, named: name), tables: tables)
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
        Of \(arguments.runs.joined(separator: ", ")). Rank correlations are over all units together, with whole runs resampled, \
        and as means of the runs' own with Student's t over runs.
        """
      ],
      figures: [], tables: tables)
  }
}
