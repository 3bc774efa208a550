import SingleDirections
import Tensors
import Testing

struct UnitTableTests {
  private func selectivity(_ site: String, _ rows: [Float]) throws -> ClassSelectivityIndex {
    var means = ConditionalMeans(site: site, classes: 2, units: rows.count / 2)
    try means.add(rows, labels: [0, 1])
    return try ClassSelectivityIndex(means)
  }

  @Test func measuresOfSitesJoinByUnitInOrder() throws {
    var table = UnitTable()
    try table.join([selectivity("conv_l10", [1, 0, 0, 0]), selectivity("conv_l2", [1, 3])])
    let importance = try Importance.run(
      units: [UnitReference(site: "conv_l10", unit: 1), UnitReference(site: "a", unit: 4)], value: .zero
    ) { $0.map { Score(count: 1, meanLoss: Double($0.units["a"]?.count ?? 0)) } }
    try table.join([importance])
    #expect(table.sites == ["a", "conv_l2", "conv_l10", "conv_l10"])
    #expect(table.units.map(\.unit) == [4, 0, 0, 1])
    #expect(table.columns.map(\.name) == ["class_selectivity", "preferred_class", "loss_rise"])
    #expect(table.numbers("class_selectivity") == [nil, 0.5, 1, nil])
    #expect(table.column("preferred_class")?.values == .integers([nil, 1, 0, nil]))
    #expect(table.numbers("preferred_class") == [nil, 1, 0, nil])
    #expect(table.numbers("loss_rise") == [1, nil, nil, 0])
    #expect(table.numbers("unknown") == nil)
  }

  @Test func columnsOfAnyKindGoToTheirUnits() throws {
    var table = UnitTable()
    let units = [UnitReference(site: "b", unit: 2), UnitReference(site: "b", unit: 0)]
    try table.join([UnitColumn("partner_unit", .integers([7, nil]))], for: units)
    try table.join(
      [UnitColumn("x", .numbers([1])), UnitColumn("y", .integers([2]))],
      for: [UnitReference(site: "b", unit: 1)])
    #expect(table.units.map(\.unit) == [0, 1, 2])
    #expect(table.column("partner_unit")?.values == .integers([nil, nil, 7]))
    #expect(table.numbers("x") == [nil, 1, nil] && table.numbers("y") == [nil, 2, nil])
  }

  @Test func aSecondColumnOfOneNameIsRefusedAndAPrefixTellsThemApart() throws {
    var table = UnitTable()
    let index = try selectivity("a", [1, 2])
    try table.join([index])
    let before = table
    #expect(throws: SingleDirectionsError.duplicateColumn("class_selectivity")) { try table.join([index]) }
    let column = UnitColumn("z", .numbers([1]))
    #expect(throws: SingleDirectionsError.duplicateColumn("z")) {
      try table.join([column, column], for: [UnitReference(site: "a", unit: 0)])
    }
    #expect(
      throws: SingleDirectionsError.duplicateUnit(
        UnitReference(site: "a", unit: 0), list: "the column other_class_selectivity")
    ) {
      try table.join([index, index], prefix: "other_")
    }
    #expect(table == before)
    try table.join([index], prefix: "next_token_")
    #expect(table.numbers("next_token_class_selectivity") == table.numbers("class_selectivity"))
  }

  @Test func everyMeasureHasColumnsOfItsOwnNames() throws {
    let rows: [Float] = [1, 2, 3, 4]
    let activations = try SiteActivations(site: "a", units: 2, rows: rows)
    var table = UnitTable()
    for transform in ActivationTransform.allCases {
      var means = ConditionalMeans(site: "a", classes: 2, units: 2, transform: transform)
      try means.add(rows, labels: [0, 1])
      try table.join([ClassSelectivityIndex(means)])
      if transform == .identity { try table.join([EtaSquared(means)]) }
    }
    try table.join([AUROC(activations, labels: [false, true])])
    let null = NullLabels.shuffled(samples: 2, key: RandomKey(seed: 1))
    try table.join([MutualInformation(activations, labels: [0, 1], classes: 2, null: null)])
    let scale = BatchNormScale(weight: [1, 1], variance: [1, 1], epsilon: 0)
    try table.join([FilterNorm(site: "a", weights: rows, units: 2, batchNorm: scale)])
    #expect(
      table.columns.map(\.name) == [
        "class_selectivity", "preferred_class", "eta_squared", "epsilon_squared", "omega_squared",
        "absolute_selectivity", "absolute_preferred_class", "sigmoid_selectivity", "sigmoid_preferred_class",
        "auroc", "mutual_information", "mutual_information_corrected", "mutual_information_null_mean",
        "mutual_information_null_95", "zero_fraction", "filter_l1", "filter_l2", "filter_l1_folded",
        "filter_l2_folded",
      ])
    #expect(table.columns.allSatisfy { $0.values.count == 2 })
  }
}
