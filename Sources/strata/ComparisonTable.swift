import Similarity

/// A comparison as people read it.
struct ComparisonTable {
  let text: String

  init(_ comparison: Comparison) {
    let interval = comparison.interval
    var rows: [[String]] = [["measure", "similarity", "95 % interval", ""]]
    func add(_ measure: String, _ value: Double, _ interval: Interval?, _ remark: String = "") {
      let range = interval.map { "\(Self.number($0.low)) to \(Self.number($0.high))" } ?? ""
      rows.append([measure, Self.number(value), range, remark])
    }
    let kept = comparison.svcca.kept
    add("mean CCA", comparison.cca.mean, interval?.cca)
    add(
      "SVCCA", comparison.svcca.mean, interval?.svcca,
      "\(kept[0]) and \(kept[1]) directions (\(comparison.svcca.rule.rawValue))")
    add(
      "PWCCA", comparison.pwcca.mean, interval?.pwcca,
      "weights of a \(Self.number(comparison.pwcca.xy)), of b \(Self.number(comparison.pwcca.yx))")
    add("linear CKA", comparison.cka.linear, interval?.cka)
    add("Procrustes", comparison.procrustes, interval?.procrustes)
    let null = comparison.null
    rows.append([
      "null of CCA", Self.number(null.formula.mean), "", "formula; largest \(Self.number(null.formula.max))",
    ])
    if let shifted = null.shifted {
      rows.append([
        "", Self.number(shifted.mean), "",
        "\(shifted.shifts) circular shifts; largest \(Self.number(shifted.max))",
      ])
    }
    if let other = comparison.convention { Self.append(other, to: &rows) }
    let head =
      "\(comparison.observations) observations; units \(comparison.units[0]) and \(comparison.units[1]), "
      + "rank \(comparison.rank[0]) and \(comparison.rank[1])"
    let note = comparison.convention.map { ["", "\($0.convention.rawValue): \($0.note)"] } ?? []
    text = ([head, ""] + Self.aligned(rows) + note).joined(separator: "\n")
  }

  private static func append(_ other: ConventionScores, to rows: inout [[String]]) {
    rows.append(["as \(other.convention.rawValue)", "", "", ""])
    for (name, value) in [("mean CCA", other.cca), ("SVCCA", other.svcca), ("PWCCA", other.pwcca)] {
      if let value { rows.append(["  \(name)", number(value), "", ""]) }
    }
  }

  private static func number(_ value: Double) -> String { ProgressLine.fixed(value, digits: 4) }

  /// Columns under each other, without spaces at the ends of lines.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
