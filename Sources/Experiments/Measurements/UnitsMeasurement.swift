import Networks
public import SingleDirections
public import Tensors

/// Everything that is measured of each unit of a trained network, or of other single directions, in one table.
public struct UnitsMeasurement: Sendable {
  /// What was measured.
  public let directions: DirectionKind
  /// One row a unit, or a direction.
  public let table: UnitTable
  /// The score of the whole network; nil where importance was not measured.
  public let baseline: Score?
  /// The number of rows of activations.
  public let samples: Int
  /// The entropy of the labels in nats: the most that a unit can tell.
  public let labelEntropy: Double
  /// The activity of the sites' units, or along their directions, on the rows.
  public let activations: [SiteActivations]
  /// What stands before the names of columns that depend on the labels: nothing for classes, else the labels' name.
  public let prefix: String
  /// How the labels of the null of the mutual information were moved.
  public let nullKind: NullLabels.Kind
  /// How often they were; fewer times than asked for where a text is short.
  public let nullDraws: Int

  /// Measures every unit of some sites.
  ///
  /// Rectified units have a class selectivity index; signed ones the indices of |x| and σ(x), under names of their own. Both
  /// have η², the mutual information with the class, and the norm of the weights that lead to them. Directions that are not
  /// units are measured by the activity along them, which is signed; they have no norms, and are ranked by `variance`
  /// (principal ones) or `correlation` (canonical ones).
  ///
  /// - Parameters:
  ///   - directions: the units, or other directions, that are measured.
  ///   - network: the network with its data.
  ///   - labelling: the classes; of other labels than `class` the columns have their name in front, such as
  ///     `quoted_eta_squared`.
  ///   - partner: a network with the same data, whose units are matched with these.
  ///   - importance: whether each is removed by itself and the rise of the loss noted; the longest part.
  ///   - nullDraws: how often labels are moved for the null of the mutual information: along a text, or shuffled where
  ///     rows are independent.
  ///   - key: the source of the shuffles.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``MeasurementStopped``, and what the network or a measure throws.
  public init(
    of directions: SiteDirections, in network: some ExaminedNetwork, labelling: Labelling,
    partner: (any ExaminedNetwork)? = nil, importance: Bool, nullDraws: Int = NullLabels.usualCount,
    key: RandomKey, shouldStop: () -> Bool = { false }
  ) throws {
    let (sites, kind) = (directions.sites, directions.kind)
    let activations = try network.activations(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped()
      .map(directions.coordinates)
    let classes = labelling.classNames.count
    let null = labelling.null(draws: nullDraws, key: key.child("information"))
    var table = UnitTable()
    var (selectivity, spread, information):
      ([any UnitMeasurement], [any UnitMeasurement], [any UnitMeasurement]) =
        ([], [], [])
    var entropy = 0.0
    for (site, rows) in zip(sites, activations) {
      let isRectified = site.isRectified && kind == .units
      let transforms: [ActivationTransform] = isRectified ? [.identity] : [.absolute, .sigmoid]
      for transform in transforms {
        var means = ConditionalMeans(
          site: rows.site, classes: classes, units: rows.units, transform: transform)
        try means.add(rows.rows, labels: labelling.labels)
        selectivity.append(try ClassSelectivityIndex(means))
      }
      var means = ConditionalMeans(site: rows.site, classes: classes, units: rows.units)
      try means.add(rows.rows, labels: labelling.labels)
      spread.append(try EtaSquared(means))
      let told = try MutualInformation(rows, labels: labelling.labels, classes: classes, null: null)
      entropy = told.labelEntropy
      information.append(told)
      guard !shouldStop() else { throw MeasurementStopped() }
    }
    prefix = labelling.name == "class" ? "" : "\(labelling.name)_"
    for measured in [selectivity, spread, information] { try table.join(measured, prefix: prefix) }
    if kind == .units {
      let norms: [any UnitMeasurement] = try sites.compactMap { try network.filterNorm(of: $0.site) }
      if !norms.isEmpty { try table.join(norms) }
    } else {
      try table.join(
        directions.strengths.sorted { $0.key < $1.key }.map {
          DirectionStrengths(site: $0.key, kind: kind, strengths: $0.value)
        })
    }
    if let partner, kind == .units {
      let pairs = try PairedActivations(activations, of: network, with: partner, shouldStop: shouldStop)
      try table.join(
        try zip(sites, pairs.sites).map { site, pair in
          try MatchedUnits(pair.own, with: pair.other, isRectified: site.isRectified)
        })
    }
    var baseline: Score?
    if importance {
      let replacement = try Replacement(
        of: directions, in: network, by: .zero, key: key, shouldStop: shouldStop)
      let removed = try Importance.run(units: directions.references, value: .zero) { sets in
        try network.scores(
          underEach: sets.map { replacement.interventions($0.units) }, shouldStop: shouldStop
        )
        .unlessStopped()
      }
      baseline = removed.baseline
      try table.join([removed])
    }
    self.directions = kind
    self.table = table
    self.activations = activations
    self.baseline = baseline
    samples = labelling.labels.count
    labelEntropy = entropy
    nullKind = null.kind
    self.nullDraws = null.count
  }
}

extension UnitsMeasurement {
  /// What the null of the mutual information is, in a sentence.
  public var nullSentence: String {
    switch (nullKind, nullDraws) {
    case (.shifted, 0): "The text is too short for a null of moved labels."
    case (.shuffled, 0): "Information has no null."
    case (.shuffled, _):
      "The null of information is its mean and 95th percentile over \(nullDraws) shuffles of the labels."
    case (.shifted, _):
      "The null of information is its mean and 95th percentile over \(nullDraws) circular shifts of the labels along the text."
    }
  }
}
