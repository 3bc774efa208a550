public import Similarity
public import Tensors

/// What the analyses have in common.
public struct AnalysisOptions: Sendable {
  /// The sites to analyse; nil for all but gates.
  public var sites: [String]?
  /// How many directions SVCCA keeps.
  public var svccaRule: SVCCARule = .singularValues
  /// The number of circular shifts of each null of a convergence analysis; the others shift once.
  public var shifts = 1
  /// How the maps of an image probe become observations.
  public var view = ConvolutionView.spatialMeans
  /// The number of bootstrap replicates.
  public var replicates = 100
  /// The key of the bootstrap and of shuffled windows.
  public var key: RandomKey

  /// Creates the default options.
  public init(key: RandomKey) { self.key = key }
}
