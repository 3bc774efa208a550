import Figures
import SingleDirections
import Storage
import Tensors

/// The distances of several networks under several settings, as tables.
struct StepDistanceTables {
  /// Networks that differ in their seeds alone.
  struct Group {
    /// The number of units of each.
    let units: Int
    /// What else they have in common, in a few words.
    let setting: String
    /// The distances of each network.
    let networks: [StepDistances]

    /// A distance at a step, over the networks.
    func mean(_ distance: StepDistances.Distance, at step: Int) -> MeanInterval {
      MeanInterval(networks.map { $0[distance][step] })
    }
  }

  let groups: [Group]

  private static let distance = ResultTable.Column.string(
    "distance",
    description: "cca and pwcca: 1 - similarity; cosine: 1 - cos; euclidean: of states of length 1")

  /// One row a network, step and distance.
  var networks: ResultTable {
    var table = ResultTable(columns: [
      .int("units"), .string("setting"), .int("network"), .int("step"), Self.distance, .double("value"),
    ])
    for group in groups {
      for (index, network) in group.networks.enumerated() {
        for step in 0..<network.steps {
          for distance in StepDistances.Distance.allCases {
            table.append([
              .int(group.units), .string(group.setting), .int(index), .int(step),
              .string(distance.rawValue), .double(network[distance][step]),
            ])
          }
        }
      }
    }
    return table
  }

  /// One row a group, step and distance: the mean over networks with its interval.
  var means: ResultTable {
    var table = ResultTable(columns: [
      .int("units"), .string("setting"), .int("step"), Self.distance, .string("name"), .double("value"),
      .double("low", description: "95 % t interval over networks"), .double("high"),
      .double("null", description: "mean CCA distance of unrelated states, Wachter's law"), .int("networks"),
    ])
    for group in groups {
      guard let first = group.networks.first else { continue }
      for distance in StepDistances.Distance.allCases {
        for step in 0..<first.steps {
          let mean = group.mean(distance, at: step)
          table.append([
            .int(group.units), .string(group.setting), .int(step), .string(distance.rawValue),
            .string(distance.title), .double(mean.mean), .init(mean.interval?.low),
            .init(mean.interval?.high), .double(first.null), .int(mean.count),
          ])
        }
      }
    }
    return table
  }
}

extension StepDistanceTables {
  /// What the distances are, in words.
  static let definition = """
    Each step's states, start × unit, are compared with those of the last step. CCA distance is 1 less the mean canonical \
    correlation, PWCCA distance has the weights of the last step; cosine distance is the mean over starts of 1 - cos, and \
    Euclidean that of states divided by their lengths; centred: of states less their mean over starts. Unrelated states have the CCA distance \
    of Wachter's law.
    """

  /// The band of a mean over networks.
  static let interval = LinePlot.Interval(
    lower: "low", upper: "high", name: "95 % interval over networks")

  /// What a reader must be warned of, each once.
  var warnings: [String] {
    groups.compactMap { $0.networks.first?.warnings }.joined().reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// The distances over the steps, one panel a setting, of ``means``.
  static func plot(title: String, caption: String) -> LinePlot {
    LinePlot(
      title: title,
      caption:
        "\(caption) Distance of each step's states from the last step's; bands are 95 % intervals over networks.",
      x: Axis("step"), y: Axis("value", title: "distance to the last step"), series: "name", panel: "setting",
      interval: interval,
      references: [.column("null", name: "mean CCA of unrelated states", eachSeries: false)])
  }
}
