import SingleDirections

extension ConceptUnit {
  /// One sentence for each label: which unit follows it, or that none does above the null.
  ///
  /// Of several sites the one counts whose unit had the largest η² on the half that units are chosen on.
  ///
  /// - Parameters:
  ///   - concepts: the best unit of each site for each label.
  ///   - kind: what units are.
  ///   - number: writes a number.
  public static func findings(
    _ concepts: [ConceptUnit], of kind: DirectionKind = .units, number: (Double) -> String
  ) -> [String] {
    var best: [ConceptUnit] = []
    for concept in concepts {
      if let index = best.firstIndex(where: { $0.label == concept.label }) {
        if concept.chosen > best[index].chosen { best[index] = concept }
      } else {
        best.append(concept)
      }
    }
    return best.map { $0.finding(kind, number) }
  }

  private func finding(_ kind: DirectionKind, _ number: (Double) -> String) -> String {
    let name = "\(kind.singular) \(unit.unit) of \(unit.site)"
    var value = "η² \(number(heldOut))"
    if let area { value += " and AUROC \(number(area.heldOut))" }
    value += " on the other half"
    guard let null, let isAboveNull else {
      return "\(label): \(name) is the best on the half it was chosen on, with \(value); "
        + "the text is too short to tell that from chance."
    }
    var reach =
      "with labels \(null.kind == .shifted ? "moved along the text" : "shuffled") the best of all \(kind.plural) reaches "
      + "η² \(number(null.percentile95))"
    if let limit = area?.null { reach += " and AUROC \(number(limit.percentile95))" }
    reach += " (95th percentile of \(null.draws))"
    guard isAboveNull else {
      return
        "\(label): not above the null: \(name), the best on the half it was chosen on, has \(value); \(reach)."
    }
    let follows = area.map { "is \($0.isHigher ? "higher" : "lower") with it" } ?? "follows it"
    return "\(label): \(name) \(follows), with \(value); \(reach)."
  }
}
