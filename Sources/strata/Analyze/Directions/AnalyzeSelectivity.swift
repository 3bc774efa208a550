import ArgumentParser

/// `strata analyze selectivity`: what each unit tells of the class.
struct AnalyzeSelectivity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selectivity",
    abstract: "How selective each unit is, how much it tells of the class, and the norm of its weights.",
    discussion: """
      Writes one row a unit into RUN/analysis/units.csv and .json. Rectified units have the class selectivity index of Morcos et \
      al. 2018; the signed states of a language model have indices of |x| and σ(x) under other names. Both have η² and the \
      mutual information with the class, bias-corrected, with a null of labels that tell nothing: shuffled ones for images, ones \
      moved along the text for tokens. The classes of a language model are chosen with --labels, and stand in front of the names \
      of columns, such as quoted_eta_squared. With --partner each unit's match in another run is told. Of other --directions the \
      activity along them is measured, which is signed; they have tables of their own. \
      10,000 test images or tokens are read unless --split or --count says otherwise, at all sites but pools.
      """)

  @OptionGroup var units: UnitOptions

  func run() throws { try UnitsAnalysis(options: units, importance: false).run() }
}
