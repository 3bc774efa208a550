/// The mean difference of pairs, such as of networks with the same seed with and without batch norm.
public struct PairedDifference: Equatable, Sendable {
  /// The mean of the first values.
  public let firstMean: Double
  /// The mean of the second values.
  public let secondMean: Double
  /// The mean of first − second over pairs, with its t interval.
  public let difference: MeanInterval

  /// Compares values pair by pair: `first[i]` belongs to `second[i]`.
  ///
  /// - Throws: ``SingleDirectionsError/empty(_:)`` for no pairs,
  ///   ``SingleDirectionsError/notFinite(source:row:column:value:)``.
  public init(_ first: [Double], minus second: [Double]) throws(SingleDirectionsError) {
    precondition(first.count == second.count, "pairs of \(first.count) and \(second.count) values")
    firstMean = try MeanInterval(finite: first, source: "the first values").mean
    secondMean = try MeanInterval(finite: second, source: "the second values").mean
    difference = MeanInterval(zip(first, second).map { $0 - $1 })
  }
}
