/// Sees activations as the ordinary forward pass makes them.
///
/// Never changes them.
public protocol ActivationObserver {
  /// Receives the activations of one site over a window.
  ///
  /// - Parameters:
  ///   - site: where they were read.
  ///   - activations: [position][lane][unit], row-major.
  ///   - positions: the number of positions.
  ///   - lanes: the number of lanes.
  mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) throws
}
