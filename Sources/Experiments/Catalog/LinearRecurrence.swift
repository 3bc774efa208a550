import Figures
import SingleDirections
import Storage

/// Whether CCA sees that all states of a linear recurrence are one another's linear images.
///
/// Follows Morcos, Raghu and Bengio 2018, figure A2 a–c: a random rotation without input, 1,000 starts, 20 steps. That CCA
/// distance is zero holds by construction, so nothing is claimed; the answer is how far from zero cosine and Euclidean
/// distance are on the same states, and how near zero rounding leaves CCA.
public enum LinearRecurrence: Experiment {
  /// Its name.
  public static let name = "linear-recurrence"
  /// The linear toy recurrence.
  public static let rows = ["F8"]
  /// What is asked.
  public static let question =
    "Does CCA see that the states of a linear recurrence hold the same at every step?"
  /// None: zero CCA distance holds by construction.
  public static let claims: [Claim] = []

  /// The numbers of units and of networks; the paper states neither.
  private static func sizes(_ scale: Scale) -> (units: [Int], networks: Int) {
    scale == .quick ? ([50], 2) : ([10, 50, 200], 10)
  }

  /// Measures the distances of all steps to the last.
  public static func run(_ conditions: ExperimentConditions) throws -> ExperimentReport {
    let sizes = sizes(conditions.scale)
    let networks = AutonomousNetworks(count: sizes.networks, conditions: conditions)
    let tables = StepDistanceTables(
      groups: try sizes.units.flatMap { try networks.distances(units: $0, [("\($0) units", nil)]) })
    let plot = StepDistanceTables.plot(
      title: "States of a linear recurrence against its last ones",
      caption: "A random rotation without input, from \(AutonomousNetworks.starts) random starts.")
    // Starts have no common drift, so centred states would give the cosine's line again.
    let drawn = try tables.means.rows(where: "distance") {
      $0.text != StepDistances.Distance.centredCosine.rawValue
    }
    return ExperimentReport(
      findings: [nearness(tables.groups)] + tables.groups.map(remoteness), warnings: tables.warnings,
      notes: [StepDistanceTables.definition],
      figures: [(name, try plot.figure(of: drawn))], tables: [("\(name)-networks", tables.networks)])
  }

  /// How near zero CCA is, over everything.
  private static func nearness(_ groups: [StepDistanceTables.Group]) -> String {
    let networks = groups.flatMap(\.networks)
    func greatest(_ distance: StepDistances.Distance) -> String {
      NumberText.of(networks.flatMap { $0[distance] }.max() ?? 0)
    }
    let units = groups.map { "\($0.units)" }.joined(separator: ", ")
    return "CCA distance is at most \(greatest(.cca)), PWCCA distance \(greatest(.pwcca)), at every step of "
      + "\(networks.count) linear networks of \(units) units: zero but for rounding, as it must be."
  }

  /// How far from zero the baselines are.
  private static func remoteness(_ group: StepDistanceTables.Group) -> String {
    func range(_ distance: StepDistances.Distance) -> String {
      // At the last step every distance is zero.
      let means = (0..<AutonomousNetworks.steps - 1).map { group.mean(distance, at: $0).mean }
      let mean = means.reduce(0, +) / Double(means.count)
      return
        "\(NumberText.of(mean)) (\(NumberText.of(means.min() ?? 0)) to \(NumberText.of(means.max() ?? 0)))"
    }
    return
      "\(group.units) units: over the steps before the last, cosine distance is \(range(.cosine)), Euclidean "
      + "\(range(.euclidean))."
  }
}
