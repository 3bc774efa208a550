import Similarity
import Tensors

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
    if let cca = comparison.cca { add("mean CCA", cca.mean, interval?.cca) }
    if let svcca = comparison.svcca {
      add(
        "SVCCA", svcca.mean, interval?.svcca,
        "\(svcca.kept[0]) and \(svcca.kept[1]) directions (\(svcca.rule.rawValue))")
    }
    if let pwcca = comparison.pwcca {
      add(
        "PWCCA", pwcca.mean, interval?.pwcca,
        "weights of a \(Self.number(pwcca.xy)), of b \(Self.number(pwcca.yx))")
    }
    if let cka = comparison.cka { add("linear CKA", cka.linear, interval?.cka) }
    if let procrustes = comparison.procrustes { add("Procrustes", procrustes, interval?.procrustes) }
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

  static func number(_ value: Double) -> String { ProgressLine.fixed(value, digits: 4) }

  /// Columns under each other, without spaces at the ends of lines.
  static func aligned(_ rows: [[String]]) -> [String] {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
