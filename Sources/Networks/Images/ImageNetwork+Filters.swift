import Tensors

extension ImageNetwork {
  /// The weights that lead to the units of a site.
  public struct Filters: Equatable, Sendable {
    /// [unit][row][column][input] of a convolution, [unit][input] of a fully connected layer.
    public let weights: [Float]
    /// The number of units.
    public let units: Int
    /// The scale and the running variance of the batch normalisation behind them.
    public let normalization: (weight: [Float], variance: [Float])?

    /// Whether all numbers are equal.
    public static func == (a: Filters, b: Filters) -> Bool {
      a.weights == b.weights && a.units == b.units && a.normalization?.weight == b.normalization?.weight
        && a.normalization?.variance == b.normalization?.variance
    }
  }

  /// What is added to a running variance before the root is taken.
  public static var normalizationEpsilon: Double { epsilon }

  /// The weights that lead to the units of a site; nil where no single layer of weights does, as after a residual sum or a
  /// pooling.
  public func filters(of site: Site) -> Filters? {
    guard let index = plan.nodes.firstIndex(where: { $0.site == site }) else { return nil }
    let node = plan.nodes[index]
    guard case .convolution(let weight, _) = plan.nodes[node.input].operation else { return nil }
    switch node.operation {
    case .bias:
      return Filters(weights: values[weight].elements, units: node.size.channels, normalization: nil)
    case .normalization(let scale, _, let statistics, _):
      return Filters(
        weights: values[weight].elements, units: node.size.channels,
        normalization: (values[scale].elements, self.statistics[statistics].variance))
    default: return nil
    }
  }
}
