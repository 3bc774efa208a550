import Networks
import Tensors

/// Networks without input of several seeds, each run from many random starts: what the toy experiments measure.
///
/// Networks of one number are paired: they have the same rotation, the same starts and, up to its scale, the same W_rand
/// under every setting.
struct AutonomousNetworks {
  /// The number of starts and of steps, the start included, of Morcos, Raghu and Bengio 2018, figure A2.
  static let (starts, steps) = (1000, 20)

  /// The number of networks.
  let count: Int
  /// Their key, and whether to stop.
  let conditions: ExperimentConditions

  /// What networks have in common, in a few words, and what stands beside their rotation; nil for a linear recurrence.
  typealias Setting = (name: String, blend: AutonomousRecurrence.Blend?)

  /// The distances of the states of every network to its last ones, under each of several settings.
  ///
  /// - Throws: ``MeasurementStopped``, and what decompositions and measures throw.
  func distances(units: Int, _ settings: [Setting]) throws -> [StepDistanceTables.Group] {
    let networks = try (0..<count).map { network in
      let key = conditions.key.child(units).child(network)
      let linear = try AutonomousRecurrence(units: units, key: key)
      let start = AutonomousRecurrence.normalStates(Self.starts, units: units, key: key)
      return try settings.map { setting in
        try conditions.check()
        let recurrence = setting.blend.map { linear.blended($0, key: key) } ?? linear
        return try StepDistances(recurrence.states(from: start, count: Self.steps))
      }
    }
    return settings.indices.map { index in
      StepDistanceTables.Group(
        units: units, setting: settings[index].name, networks: networks.map { $0[index] })
    }
  }
}
