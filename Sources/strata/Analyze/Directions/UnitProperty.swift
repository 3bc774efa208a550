/// A property of units that goes by different names in networks of different kinds.
enum UnitProperty: String, CaseIterable {
  case selectivity
  case information = "mutual information"
  case norm = "L1 norm"
  case lossRise = "loss rise"
  case accuracyDrop = "accuracy drop"
  case variance
  case canonicalCorrelation = "canonical correlation"

  /// The names of columns that may hold it, the preferred one first.
  ///
  /// - Parameter prefix: what stands before columns that depend on the labels.
  func columns(_ prefix: String) -> [String] {
    switch self {
    case .selectivity: ["\(prefix)class_selectivity", "\(prefix)absolute_selectivity"]
    case .information: ["\(prefix)mutual_information_corrected"]
    case .norm: ["filter_l1_folded", "filter_l1"]
    case .lossRise: ["loss_rise"]
    case .accuracyDrop: ["accuracy_drop"]
    case .variance: ["variance"]
    case .canonicalCorrelation: ["correlation"]
    }
  }
}

extension UnitProperty {
  /// The name in columns of tables.
  var columnName: String {
    switch self {
    case .selectivity: "selectivity"
    case .information: "mutual_information"
    case .norm: "l1_norm"
    case .lossRise: "loss_rise"
    case .accuracyDrop: "accuracy_drop"
    case .variance: "variance"
    case .canonicalCorrelation: "canonical_correlation"
    }
  }
}
