/// A result that has values for units, to be joined in a ``UnitTable``.
public protocol UnitMeasurement {
  /// The units that were measured.
  var units: [UnitReference] { get }
  /// The values, one column a property, in the order of ``units``.
  var unitColumns: [UnitColumn] { get }
}

extension Importance: UnitMeasurement {
  /// `loss_rise` and, where it was counted, `accuracy_drop`.
  public var unitColumns: [UnitColumn] {
    [UnitColumn("loss_rise", .numbers(lossRise))]
      + (accuracyDrop.map { [UnitColumn("accuracy_drop", .numbers($0))] } ?? [])
  }
}

extension ClassSelectivityIndex: UnitMeasurement {
  /// All units of the site.
  public var units: [UnitReference] { UnitReference.all(of: site, count: values.count) }

  /// The index under the name of the measure, and `preferred_class`, which the signed variants prefix with
  /// their kind.
  public var unitColumns: [UnitColumn] {
    let preferred =
      switch measure {
      case .classSelectivity: "preferred_class"
      case .absoluteSelectivity: "absolute_preferred_class"
      case .sigmoidSelectivity: "sigmoid_preferred_class"
      }
    return [
      UnitColumn(measure.rawValue, .numbers(values)), UnitColumn(preferred, .integers(preferredClasses)),
    ]
  }
}

extension EtaSquared: UnitMeasurement {
  /// All units of the site.
  public var units: [UnitReference] { UnitReference.all(of: site, count: values.count) }

  /// `eta_squared`, `epsilon_squared` and `omega_squared`.
  public var unitColumns: [UnitColumn] {
    [
      UnitColumn("eta_squared", .numbers(values)), UnitColumn("epsilon_squared", .numbers(epsilonSquared)),
      UnitColumn("omega_squared", .numbers(omegaSquared)),
    ]
  }
}

extension AUROC: UnitMeasurement {
  /// All units of the site.
  public var units: [UnitReference] { UnitReference.all(of: site, count: values.count) }

  /// `auroc`.
  public var unitColumns: [UnitColumn] { [UnitColumn("auroc", .numbers(values))] }
}

extension MutualInformation: UnitMeasurement {
  /// All units of the site.
  public var units: [UnitReference] { UnitReference.all(of: site, count: plugIn.count) }

  /// `mutual_information`, `mutual_information_corrected` and, with a null, `mutual_information_null_mean`
  /// and `mutual_information_null_95`, all in nats; of a site that was never negative, `zero_fraction`.
  public var unitColumns: [UnitColumn] {
    let estimates = [
      UnitColumn("mutual_information", .numbers(plugIn)),
      UnitColumn("mutual_information_corrected", .numbers(corrected)),
    ]
    let nulls =
      null.map { null in
        [
          UnitColumn("mutual_information_null_mean", .numbers(null.map(\.mean))),
          UnitColumn("mutual_information_null_95", .numbers(null.map(\.percentile95))),
        ]
      } ?? []
    return estimates + nulls + (zeroFractions.map { [UnitColumn("zero_fraction", .numbers($0))] } ?? [])
  }
}

extension FilterNorm: UnitMeasurement {
  /// All units of the site.
  public var units: [UnitReference] { UnitReference.all(of: site, count: l1.count) }

  /// `filter_l1`, `filter_l2` and, with batch norm, `filter_l1_folded` and `filter_l2_folded`.
  public var unitColumns: [UnitColumn] {
    let plain = [UnitColumn("filter_l1", .numbers(l1)), UnitColumn("filter_l2", .numbers(l2))]
    guard let foldedL1, let foldedL2 else { return plain }
    return plain + [
      UnitColumn("filter_l1_folded", .numbers(foldedL1)), UnitColumn("filter_l2_folded", .numbers(foldedL2)),
    ]
  }
}
