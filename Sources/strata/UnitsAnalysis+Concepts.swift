import Experiments
import SingleDirections
import Storage

extension UnitsAnalysis {
  /// The best unit for each label, where it beats the null.
  static func sentences(_ concepts: [ConceptUnit]) -> [String] {
    var best: [(label: String, unit: ConceptUnit)] = []
    for concept in concepts {
      if let index = best.firstIndex(where: { $0.label == concept.label }) {
        if concept.chosen > best[index].unit.chosen { best[index].unit = concept }
      } else {
        best.append((concept.label, concept))
      }
    }
    return best.map { label, found in
      let area = found.auroc.map { ", AUROC \(ProgressLine.fixed(max($0, 1 - $0), digits: 3))" } ?? ""
      return
        "\(label): unit \(found.unit.unit) of \(found.unit.site) follows it best; η² \(ProgressLine.fixed(found.heldOut, digits: 3)) "
        + "on the half that it was not chosen on\(area), where moved labels reach \(ProgressLine.fixed(found.shiftedMaximum, digits: 3))."
    }
  }

  /// All units that were found for labels.
  static func conceptTable(_ concepts: [ConceptUnit]) -> ResultTable {
    ResultTable(columns: [
      .string("label", concepts.map(\.label)), .string("site", concepts.map(\.unit.site)),
      .int("unit", concepts.map(\.unit.unit)), .double("eta_squared_chosen", concepts.map(\.chosen)),
      .double("eta_squared_held_out", concepts.map(\.heldOut)),
      .double("eta_squared_shifted_maximum", concepts.map(\.shiftedMaximum)),
      .double("auroc_held_out", concepts.map(\.auroc)),
    ])
  }
}
