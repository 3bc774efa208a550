extension NetworkPlan {
  /// Fully connected layers of the given widths, each rectified.
  mutating func addMLP(_ configuration: ImageNetworkConfiguration) {
    for (layer, units) in configuration.hiddenSizes.enumerated() {
      addHidden(layer, units: units, batchNorm: configuration.batchNorm)
      drop(configuration.dropout)
    }
    addClassifier("logits", classes: configuration.classes)
  }
}
