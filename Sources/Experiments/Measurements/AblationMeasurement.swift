import Networks
public import SingleDirections
public import Tensors

/// Cumulative ablation of a trained network: how its scores fall as more and more directions are removed.
public struct AblationMeasurement: Codable, Equatable, Sendable {
  /// What is removed.
  public enum Directions: String, Codable, CaseIterable, Sendable {
    /// Units, or whole maps of a convolution.
    case units
    /// Principal directions of each site.
    case principal
    /// Random orthonormal directions of each site.
    case random
  }

  /// What was removed.
  public let directions: Directions
  /// The curves and their areas.
  public let result: AblationResult
  /// The seconds that all sets took together.
  public let seconds: Double
  /// How many times as long each set by itself would have taken, measured on a few of them.
  public let gain: Double

  /// Removes directions of some sites in random orders.
  ///
  /// - Parameters:
  ///   - network: the network with its data.
  ///   - sites: whose directions may be removed.
  ///   - directions: what a direction is.
  ///   - value: what replaces it; a linear combination can be set to zero or to its mean.
  ///   - orderings: the number of random orders.
  ///   - points: the number of points of a curve.
  ///   - key: the source of the orders.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``MeasurementStopped``, and what the network or the measure throws.
  public init(
    of network: some ExaminedNetwork, sites: [ExaminedSite], directions: Directions = .units,
    value: ReplacementValue = .zero, orderings: Int = 10, points: Int = 20, key: RandomKey,
    shouldStop: () -> Bool = { false }
  ) throws {
    let plan = try AblationPlan(
      units: sites.flatMap(\.references), orderings: orderings, points: points, key: key.child("orderings"))
    let replacement = try Replacement(
      network, sites, directions, value, key: key.child("replacement"), shouldStop: shouldStop)
    var spent = (all: 0.0, gain: 1.0)
    result = try CumulativeAblation.run(plan, value: value) { sets in
      let changes = sets.map { replacement.interventions($0.units) }
      let (scores, seconds) = try Self.timed {
        try network.scores(underEach: changes, shouldStop: shouldStop).unlessStopped()
      }
      // A few sets by themselves, spread over all of them.
      let few = stride(from: 0, to: changes.count, by: max(1, changes.count / 4)).map { changes[$0] }
      let (_, alone) = try Self.timed {
        for change in few {
          _ = try network.scores(underEach: [change], shouldStop: shouldStop).unlessStopped()
        }
      }
      spent = (seconds, alone / Double(few.count) * Double(changes.count) / seconds)
      return scores
    }
    self.directions = directions
    seconds = spent.all
    gain = spent.gain
  }

  private static func timed<T>(_ body: () throws -> T) rethrows -> (T, seconds: Double) {
    let start = ContinuousClock.now
    let result = try body()
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }
}

/// What stands in the place of removed directions.
struct Replacement {
  private let value: ReplacementValue
  private let means: [String: [Float]]
  private let bases: [String: Matrix<Float>]
  private let sites: [ExaminedSite]
  private let key: RandomKey

  /// Prepares a replacement; a principal basis and a mean are taken from the data.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for linear combinations that are to be resampled.
  init(
    _ network: some ExaminedNetwork, _ sites: [ExaminedSite], _ directions: AblationMeasurement.Directions,
    _ value: ReplacementValue, key: RandomKey, shouldStop: () -> Bool
  ) throws {
    guard directions == .units || value != .resampled else {
      throw NetworksError.configuration(
        key: "value", value: value.rawValue, allowed: "zero or mean for \(directions.rawValue) directions")
    }
    self.value = value
    self.sites = sites
    self.key = key
    var means: [String: [Float]] = [:]
    if value == .mean {
      let statistics = try network.statistics(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped()
      for site in sites { means[site.site.name] = statistics[site.site]?.mean.map { Float($0) } }
    }
    self.means = means
    var bases: [String: Matrix<Float>] = [:]
    switch directions {
    case .units: break
    case .random:
      for site in sites {
        let basis = try DirectionBasis.gaussian(
          count: site.units, units: site.units, key: key.child(site.site.name))
        bases[site.site.name] = Self.narrowed(basis.directions)
      }
    case .principal:
      for site in try network.activations(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped() {
        var moments = Moments(units: site.units)
        try moments.add(Matrix<Float>(rows: site.samples, columns: site.units, elements: site.rows))
        let basis = try DirectionBasis.principal(of: moments, count: site.units, source: site.site)
        bases[site.site] = Self.narrowed(basis.directions)
      }
    }
    self.bases = bases
  }

  private static func narrowed(_ basis: Matrix<Double>) -> Matrix<Float> {
    Matrix<Float>(rows: basis.rows, columns: basis.columns, elements: basis.elements.map { Float($0) })
  }

  /// The interventions that remove some directions of each site.
  func interventions(_ removed: [String: [Int]]) -> [Intervention] {
    sites.compactMap { site in
      let name = site.site.name
      guard let directions = removed[name], !directions.isEmpty else { return nil }
      if let basis = bases[name] {
        return Intervention(
          .remove(
            directions: basis.rows(at: directions),
            centre: means[name] ?? [Float](repeating: 0, count: site.units)), at: site.site)
      }
      switch value {
      case .zero:
        return Intervention(
          .clamp(units: directions, values: [Float](repeating: 0, count: directions.count)), at: site.site)
      case .mean:
        let means = means[name] ?? []
        return Intervention(.clamp(units: directions, values: directions.map { means[$0] }), at: site.site)
      case .resampled: return Intervention(.resample(units: directions, key: key), at: site.site)
      }
    }
  }
}
