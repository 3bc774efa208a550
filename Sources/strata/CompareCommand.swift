import ArgumentParser
import Similarity
import Storage
import Tensors

/// `strata compare`: all measures of one pair of representations.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract:
      "Compare two activation matrices: CCA, SVCCA, PWCCA, linear CKA and Procrustes, with their nulls.",
    discussion: """
      A matrix is FILE.npy, FILE.npz:KEY, FILE.safetensors:KEY or RUN@STEP:SITE, where STEP is a number, first or \
      last. Rows are observations and columns units; of an array of more dimensions, the last one is the units. Both \
      matrices must have the same rows in the same order, and more rows than units on both sides together.
      """)

  @Argument(help: "The first matrix.")
  var a: String

  @Argument(help: "The second matrix.")
  var b: String

  @Option(help: "Which leading directions SVCCA keeps: 99 % of the singular-values or of the variance.")
  var svccaRule = SVCCARule.singularValues

  @Option(help: "Circular shifts of the null.")
  var shifts = 5

  @Option(
    help:
      "Consecutive rows that belong together: shifts and blocks are whole windows (default: 1, a run's own windows)."
  )
  var windowLength: Int?

  @Option(help: "The probe of a run's site.")
  var probe = "convergence"

  @Flag(help: "Add 95 % intervals of each mean, by a bootstrap of blocks of windows.")
  var interval = false

  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 0

  @Option(name: .customLong("as"), help: "Also compute the pair in the conventions of another code.")
  var convention: CCAConvention?

  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard shifts >= 0 else { throw ValidationError("--shifts must be 0 or more, not \(shifts)") }
    if let windowLength, windowLength < 1 {
      throw ValidationError("--window-length must be 1 or more, not \(windowLength)")
    }
  }

  func run() throws {
    let files = LocalFileSystem()
    let console = options.console
    let (x, window) = try ActivationSource(parsing: a).rows(name: a, probe: probe, in: files)
    let (y, otherWindow) = try ActivationSource(parsing: b).rows(name: b, probe: probe, in: files)
    var settings = ComparisonOptions()
    settings.svccaRule = svccaRule
    settings.shifts = shifts
    settings.windowLength = windowLength ?? window ?? otherWindow ?? 1
    settings.intervalKey = interval ? RandomKey(seed: seed).child("interval") : nil
    settings.convention = convention
    console.note("comparing \(x.rowCount) × \(x.unitCount) with \(y.rowCount) × \(y.unitCount)")
    let comparison = try Comparison.of(x, y, options: settings)
    for warning in comparison.warnings { console.warn(warning) }
    if interval, comparison.interval == nil {
      console.warn(
        "no intervals: \(x.rowCount) rows in blocks leave samples with too few different rows; use more rows")
    }
    if options.json {
      try console.resultJSON(comparison)
    } else {
      console.result(ComparisonTable(comparison).text)
    }
  }
}
