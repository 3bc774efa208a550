import Analysis
import ArgumentParser
import Similarity
import Storage
import Tensors

/// `strata compare`: all measures of one pair of representations, or a map of several.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract:
      "Compare activation matrices: CCA, SVCCA, PWCCA, linear CKA and Procrustes, with their nulls.",
    discussion: """
      A matrix is FILE.npy, FILE.npz:KEY, FILE.safetensors:KEY or RUN@STEP:SITE, where STEP is a number, first or \
      last. Rows are observations and columns units; of an array of more dimensions, the last one is the units. All \
      matrices must have the same rows in the same order, and more rows than units on any two sides together. Of more \
      than two matrices every pair is compared, by PWCCA unless --measure names others; PWCCA has the weights of the \
      column.
      """)

  @Argument(help: "The matrices, two or more.")
  var matrices: [String]

  @OptionGroup var measures: MeasureOptions

  @Option(help: "Which leading directions SVCCA keeps: 99 % of the singular-values or of the variance.")
  var svccaRule = SVCCARule.singularValues

  @Option(help: "Circular shifts of the null of two matrices (default: 5, none without a CCA).")
  var shifts: Int?

  @Option(
    help:
      "Consecutive rows that belong together: shifts and blocks are whole windows (default: 1, a run's own windows)."
  )
  var windowLength: Int?

  @Option(help: "The probe of a run's site (default: convergence, of a run on images its own).")
  var probe: String?

  @OptionGroup var maps: FeatureMapOptions

  @Flag(help: "Add 95 % intervals of each mean, by a bootstrap of blocks of windows.")
  var interval = false

  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 0

  @Option(name: .customLong("as"), help: "Also compute the pair in the conventions of another code.")
  var convention: CCAConvention?

  @OptionGroup var memory: MemoryOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard matrices.count > 1 else {
      throw ValidationError("name two matrices or more, not \(matrices.count)")
    }
    if let shifts, shifts < 0 { throw ValidationError("--shifts must be 0 or more, not \(shifts)") }
    if let windowLength, windowLength < 1 {
      throw ValidationError("--window-length must be 1 or more, not \(windowLength)")
    }
    if matrices.count > 2, interval || convention != nil || shifts != nil || windowLength != nil {
      throw ValidationError("--interval, --as, --shifts and --window-length are for two matrices; name two")
    }
    if matrices.count == 2, memory.memory != nil {
      throw ValidationError("--memory is for maps of three matrices or more; remove it")
    }
    if try measures.chosen() != nil, interval || convention != nil {
      throw ValidationError("--interval and --as cover every measure; remove --measure")
    }
  }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let sources = try matrices.map {
      try ActivationSource(parsing: $0).opened(name: $0, probe: probe, view: maps.featureMaps, in: files)
    }
    guard Set(sources.compactMap(\.inputs)).count < 2 else {
      throw AnalysisError.differentInputs(probe: sources.lazy.compactMap(\.probe).first ?? "")
    }
    if sources.count > 2 {
      try map(sources.map(\.rows))
    } else {
      try compare(sources[0].rows, sources[1].rows, window: sources.lazy.compactMap(\.windowLength).first)
    }
  }

  private func compare(_ x: any RowSource, _ y: any RowSource, window: Int?) throws {
    let console = options.console
    var settings = ComparisonOptions()
    settings.svccaRule = svccaRule
    settings.windowLength = windowLength ?? window ?? 1
    settings.intervalKey = interval ? RandomKey(seed: seed).child("interval") : nil
    settings.convention = convention
    settings.measures = Set(try measures.chosen() ?? MeasuredPair.measures)
    // The shifted null is one of canonical correlations.
    let hasCorrelations = !settings.measures.isDisjoint(with: [.cca, .svcca, .pwcca])
    settings.shifts = shifts ?? (hasCorrelations ? settings.shifts : 0)
    console.note("comparing \(x.rowCount) × \(x.unitCount) with \(y.rowCount) × \(y.unitCount)")
    let comparison = try Comparison.of(x, y, options: settings)
    for warning in comparison.warnings { console.warn(warning) }
    if interval, comparison.interval == nil {
      console.warn(
        "no intervals: \(x.rowCount) rows in windows of \(settings.windowLength) leave too few blocks, or samples with "
          + "too few different rows; use more rows or shorter windows")
    }
    if options.json {
      try console.resultJSON(comparison)
    } else {
      console.result(ComparisonTable(comparison).text)
    }
  }

  private func map(_ sources: [any RowSource]) throws {
    let console = options.console
    let chosen = try measures.chosen() ?? [.pwcca]
    console.note("comparing \(sources.count) × \(sources.count) matrices of \(sources[0].rowCount) rows")
    let settings = MapOptions(
      measures: Set(chosen), svccaRule: svccaRule, memoryCeiling: memory.ceiling)
    let map = try SimilarityMap(sources, options: settings)
    for warning in map.warnings { console.warn(warning) }
    let result = ComparisonMap(map, measures: chosen, labels: matrices)
    if options.json {
      try console.resultJSON(result)
    } else {
      console.result(result.text)
    }
  }
}
