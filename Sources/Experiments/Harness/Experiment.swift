public import Tensors

/// A question with its answer: what is measured, what is claimed of it elsewhere, and what comes out.
///
/// An experiment is one file in `Catalog`: an enum of this protocol, named like the file, and a line in
/// ``ExperimentCatalog/all``. It covers rows of the catalogue of published experiments, such as F8; every row belongs to
/// one experiment.
///
/// ```swift
/// let report = try LinearRecurrence.run(.init(scale: .quick, key: RandomKey(seed: 1)))
/// print(report.findings)
/// ```
public protocol Experiment: Sendable {
  /// Its name in commands and folders, such as `linear-recurrence`.
  static var name: String { get }
  /// The rows of the catalogue that it covers.
  static var rows: [String] { get }
  /// What is asked, in one sentence.
  static var question: String { get }
  /// What is claimed elsewhere and judged here; none where the answer holds by construction.
  static var claims: [Claim] { get }

  /// Measures, judges the claims, and draws.
  ///
  /// - Throws: ``MeasurementStopped``, and what measures and files throw.
  static func run(_ conditions: ExperimentConditions) throws -> ExperimentReport
}

/// Under which conditions an experiment runs.
public struct ExperimentConditions {
  /// How large it is.
  public let scale: Scale
  /// The key of all its randomness.
  public let key: RandomKey
  /// Asked now and then.
  public let shouldStop: () -> Bool

  /// Creates conditions.
  public init(scale: Scale, key: RandomKey, shouldStop: @escaping () -> Bool = { false }) {
    self.scale = scale
    self.key = key
    self.shouldStop = shouldStop
  }

  /// Stops where that was asked for.
  ///
  /// - Throws: ``MeasurementStopped``.
  func check() throws {
    guard !shouldStop() else { throw MeasurementStopped() }
  }
}
