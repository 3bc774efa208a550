import Experiments
import SingleDirections
import Storage

extension UnitsAnalysis {
  /// All units that were found for labels.
  static func conceptTable(_ concepts: [ConceptUnit]) -> ResultTable {
    ResultTable(columns: [
      .string("label", concepts.map(\.label)), .string("site", concepts.map(\.unit.site)),
      .int("unit", concepts.map(\.unit.unit)), .double("eta_squared_chosen", concepts.map(\.chosen)),
      .double("eta_squared_held_out", concepts.map(\.heldOut)),
      .double("eta_squared_null_mean", concepts.map(\.null?.mean)),
      .double("eta_squared_null_95", concepts.map(\.null?.percentile95)),
      .int("null_draws", concepts.map { $0.null?.draws ?? 0 }),
      .string("above_null", concepts.map { $0.isAboveNull.map { $0 ? "yes" : "no" } }),
      .string("direction", concepts.map { $0.area.map { $0.isHigher ? "higher" : "lower" } }),
      .double("auroc_held_out", concepts.map(\.area?.heldOut)),
      .double("auroc_null_95", concepts.map(\.area?.null?.percentile95)),
    ])
  }
}
