import Similarity

/// A matrix that a user named.
struct OpenedMatrix {
  /// The observations.
  let rows: any RowSource
  /// How many consecutive rows belong to one window; nil where that is not known.
  var windowLength: Int?
  /// What a run's network read, as a hash; nil for a file.
  var inputs: String?
  /// The probe on which a run's site was read; nil for a file.
  var probe: String?
}
