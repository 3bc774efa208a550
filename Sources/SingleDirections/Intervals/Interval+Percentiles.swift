import Tensors

extension Interval {
  /// The central 95 % of replicates: their percentiles 2.5 and 97.5.
  init(percentilesOf replicates: [Double]) {
    let sorted = replicates.sorted()
    self.init(low: Percentile.of(sorted, 0.025), high: Percentile.of(sorted, 0.975))
  }
}
