import ArgumentParser

/// `strata analyze units`: everything that is measured of a unit, importance among it.
struct AnalyzeUnits: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "Selectivity, information, norm and importance of each unit, and how they go together.",
    discussion: """
      As selectivity, and removes each unit by itself to see the rise of the loss and the drop of the accuracy, which takes \
      longest. 2,000 test images or 10,000 test tokens are read unless --split or --count says otherwise, at all sites but \
      pools. Prints rank correlations with 95 % intervals: of several runs all units together, with whole runs resampled.
      """)

  @OptionGroup var units: UnitOptions

  func run() throws { try UnitsAnalysis(options: units, importance: true).run() }
}
