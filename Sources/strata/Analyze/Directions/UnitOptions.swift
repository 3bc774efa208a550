import ArgumentParser

/// What analyses of each unit take.
struct UnitOptions: ParsableArguments {
  @OptionGroup var labels: LabelOptions
  @OptionGroup var partners: PartnerOptions
  @OptionGroup var arguments: DirectionArguments

  func validate() throws { try partners.check(arguments) }
}
