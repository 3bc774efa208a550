public import Networks
public import SingleDirections
public import Tensors

/// A trained network with the data that it is examined on: all that ablation, noise and selectivity ask of any network.
public protocol ExaminedNetwork {
  /// The sites whose units can be changed, in the order of the network, with their numbers of units.
  var sites: [ExaminedSite] { get }
  /// What a row of ``activations(of:shouldStop:)`` is, in the plural: images or tokens.
  var samplesWord: String { get }
  /// SHA-256 of what is read, in hexadecimal: two networks with the same one have the same rows.
  var inputs: String { get }
  /// What can be asked of the rows.
  var labellings: [Labelling] { get }

  /// The scores under each of several sets of interventions; nil when it was stopped.
  func scores(underEach sets: [[Intervention]], shouldStop: () -> Bool) throws -> [Score]?

  /// The mean and standard deviation of every unit of some sites on the training data; nil when it was stopped.
  ///
  /// - Parameters:
  ///   - sites: the sites.
  ///   - directions: directions × units of the sites whose activity along directions counts, not that of units.
  ///   - shouldStop: asked now and then.
  func statistics(of sites: [Site], along directions: [Site: Matrix<Float>], shouldStop: () -> Bool) throws
    -> UnitStatistics?

  /// The activity of every unit of some sites on each row, of maps their means over places; nil when it was stopped.
  func activations(of sites: [Site], shouldStop: () -> Bool) throws -> [SiteActivations]?

  /// The weights that lead to the units of a site; nil where no one layer of weights does.
  func filterNorm(of site: Site) throws -> FilterNorm?
}

extension ExaminedNetwork {
  /// The statistics of units.
  func statistics(of sites: [Site], shouldStop: () -> Bool) throws -> UnitStatistics? {
    try statistics(of: sites, along: [:], shouldStop: shouldStop)
  }
}

/// A site with its number of units.
public struct ExaminedSite: Equatable, Sendable {
  /// The site.
  public let site: Site
  /// The number of units.
  public let units: Int
  /// Whether activity is never negative, as after a rectifier.
  public let isRectified: Bool

  /// Creates a site.
  public init(_ site: Site, units: Int, isRectified: Bool) {
    self.site = site
    self.units = units
    self.isRectified = isRectified
  }

  /// A reference to each unit.
  public var references: [UnitReference] { UnitReference.all(of: site.name, count: units) }
}

/// A class for each row of activations.
public struct Labelling: Equatable, Sendable {
  /// What is asked, such as `class` or `quoted`.
  public let name: String
  /// The name of each class.
  public let classNames: [String]
  /// The class of each row.
  public let labels: [Int]
  /// Where in a text each row stands; nil where rows are independent of each other, as images are.
  public let places: [Int]?

  /// Creates labels.
  public init(_ name: String, classNames: [String], labels: [Int], places: [Int]? = nil) {
    precondition(
      (places?.count ?? labels.count) == labels.count,
      "\(places?.count ?? 0) places of \(labels.count) labels")
    self.name = name
    self.classNames = classNames
    self.labels = labels
    self.places = places
  }

  /// Labels that tell nothing: moved along the text, or shuffled where rows are independent.
  func null(draws: Int, key: RandomKey) -> NullLabels {
    places.map { .shifted(places: $0, count: draws) }
      ?? .shuffled(samples: labels.count, count: draws, key: key)
  }
}

/// That a measurement was asked to stop.
public struct MeasurementStopped: Error, Equatable, Sendable {
  /// Creates it.
  public init() {}
}

extension Optional {
  /// The value, or ``MeasurementStopped`` where a measurement was asked to stop.
  func unlessStopped() throws -> Wrapped {
    guard let self else { throw MeasurementStopped() }
    return self
  }
}
