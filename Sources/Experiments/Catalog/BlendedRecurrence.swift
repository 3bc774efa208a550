import Figures
import Networks
import SingleDirections
import Storage

/// How much nonlinearity a recurrence can have before CCA no longer sees that its states come from one another.
///
/// Follows Morcos, Raghu and Bengio 2018, figure A2 d–f: h' = W_rot·h + α·σ(W_rand·h) + b without input, 1,000 starts, 20
/// steps. The paper states N(0, 1) for W_rand and α up to 100, but neither the number of units nor b: here b is 0, and W_rand
/// is drawn with deviation 1, as written, and 1/√units, as weights usually are.
public enum BlendedRecurrence: Experiment {
  /// Its name.
  public static let name = "blended-recurrence"
  /// The blended toy recurrence.
  public static let rows = ["F9"]
  /// What is asked.
  public static let question =
    "How nonlinear may a recurrence be before CCA loses sight of its earlier states?"

  /// A strength of the nonlinearity and the scale of its weights.
  private struct Setting {
    let name: String
    let title: String
    let strength: Double
    /// Whether W_rand is divided by √units.
    let isScaled: Bool

    func blend(units: Int) -> AutonomousRecurrence.Blend {
      .init(strength: strength, weightDeviation: isScaled ? 1 / Double(units).squareRoot() : 1)
    }
  }

  private static let settings = [
    Setting(name: "alpha-1", title: "α = 1", strength: 1, isScaled: false),
    Setting(name: "alpha-10", title: "α = 10", strength: 10, isScaled: false),
    Setting(name: "alpha-100", title: "α = 100", strength: 100, isScaled: false),
    Setting(name: "alpha-1-scaled", title: "α = 1, W/√d", strength: 1, isScaled: true),
  ]

  /// The step in the middle, and that before the last.
  private static let (middle, late) = (AutonomousNetworks.steps / 2, AutonomousNetworks.steps - 2)
  /// The number of units at which claims are judged.
  private static let judgedUnits = 50
  private static let paper = "Morcos, Raghu and Bengio 2018, figure A2 d–f"

  /// Two for each setting: the first state is recognised; from the middle on CCA is well below cosine.
  public static let claims = settings.flatMap { [recognition($0), advantage($0)] }

  private static func recognition(_ setting: Setting) -> Claim {
    Claim(
      name: "recognised-\(setting.name)",
      statement: "\(setting.title): CCA recognises all states, the first as well",
      published: "\(paper): CCA distance about 0 at all steps",
      effect: "1 less the mean CCA distance of the first step over that of unrelated states",
      leastEffect: 0.9)
  }

  private static func advantage(_ setting: Setting) -> Claim {
    Claim(
      name: "below-cosine-\(setting.name)",
      statement: "\(setting.title): in the middle of the sequence CCA distance is well below cosine distance",
      published: "\(paper): CCA recognises the states, cosine does not",
      effect: "cosine distance less mean CCA distance at step \(middle)", leastEffect: 0.1)
  }

  /// The numbers of units and of networks; the paper states neither.
  private static func sizes(_ scale: Scale) -> (units: [Int], networks: Int) {
    scale == .quick ? ([judgedUnits], 5) : ([10, judgedUnits, 200], 10)
  }

  /// Measures the distances of all steps to the last under every setting, and judges the claims.
  public static func run(_ conditions: ExperimentConditions) throws -> ExperimentReport {
    let sizes = sizes(conditions.scale)
    let networks = AutonomousNetworks(count: sizes.networks, conditions: conditions)
    let groups = try sizes.units.flatMap { units in
      try networks.distances(units: units, settings.map { ($0.title, $0.blend(units: units)) })
    }
    let judged = groups.filter { $0.units == judgedUnits }
    let tables = StepDistanceTables(groups: groups)
    return ExperimentReport(
      findings: groups.map(finding), judgements: zip(settings, judged).flatMap(judgements),
      warnings: tables.warnings,
      notes: [
        StepDistanceTables.definition,
        "σ is the logistic function, b is 0. Networks of one number have the same rotation, starts and, up to its scale, "
          + "W_rand under every setting. Claims are judged at \(judgedUnits) units; trials of such networks had been seen when "
          + "their least effects were chosen.",
      ],
      figures: try figures(judged, tables), tables: [("\(name)-networks", tables.networks)])
  }

  private static func judgements(_ setting: Setting, _ group: StepDistanceTables.Group) -> [Judgement] {
    [
      recognition(setting).judged(by: group.networks.map { 1 - $0[.cca][0] / $0.null }),
      advantage(setting).judged(by: group.networks.map { $0[.cosine][middle] - $0[.cca][middle] }),
    ]
  }

  private static func finding(_ group: StepDistanceTables.Group) -> String {
    func texts(_ distance: StepDistances.Distance) -> String {
      [0, middle, late].map { NumberText.of(group.mean(distance, at: $0).mean) }.joined(separator: ", ")
    }
    return
      "\(group.setting), \(group.units) units: at steps 0, \(middle) and \(late) the distance to the last step is "
      + "\(texts(.cca)) by CCA, \(texts(.pwcca)) by PWCCA, \(texts(.cosine)) by cosine (\(texts(.centredCosine)) of "
      + "centred states), \(texts(.euclidean)) Euclidean."
  }

  private static func figures(
    _ judged: [StepDistanceTables.Group], _ tables: StepDistanceTables
  ) throws -> [(name: String, figure: Figure)] {
    let caption =
      "A random rotation blended with a nonlinearity, without input, from \(AutonomousNetworks.starts) random starts"
    let curves = StepDistanceTables.plot(
      title: "States of a blended recurrence against its last ones",
      caption: "\(caption); \(judgedUnits) units.")
    var result = [
      (name, try curves.figure(of: StepDistanceTables(groups: judged).means))
    ]
    guard tables.groups.count > judged.count else { return result }
    let widths = LinePlot(
      title: "The same by the number of units", caption: "\(caption): mean CCA distance alone.",
      x: Axis("step"),
      y: Axis("value", title: "mean CCA distance"), series: "units", panel: "setting",
      interval: StepDistanceTables.interval,
      references: [.column("null", name: "unrelated states")], colors: .ordered)
    let cca = try tables.means.rows(where: "distance") { $0.text == StepDistances.Distance.cca.rawValue }
    result.append(("\(name)-units", try widths.figure(of: cca)))
    return result
  }
}
