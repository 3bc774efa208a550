public import Tensors

/// How the information of units is estimated.
public struct InformationOptions: Equatable, Sendable {
  /// The number of bins for the values of a unit that are not zero.
  public var bins: Int
  /// How often labels are shuffled for the null; 0 for none.
  public var shuffles: Int
  /// The source of the shuffles.
  public var key: RandomKey

  /// Creates options.
  public init(bins: Int = 10, shuffles: Int = 20, key: RandomKey) {
    self.bins = bins
    self.shuffles = shuffles
    self.key = key
  }
}
