import ArgumentParser

/// What analyses of each unit take.
struct UnitOptions: ParsableArguments {
  @OptionGroup var labels: LabelOptions
  @OptionGroup var directions: DirectionOptions
  @OptionGroup var arguments: DirectionArguments

  func validate() throws { try directions.check(arguments, matchesUnits: true) }
}
