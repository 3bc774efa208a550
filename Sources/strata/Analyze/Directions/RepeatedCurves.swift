import Figures
import SingleDirections
import Storage

/// Curves of scores that were measured several times: their numbers, tables and plot.
struct RepeatedCurves {
  /// Where the points lie.
  let places: [Double]
  /// The name of the column that says where.
  let column: String
  /// What one repetition is, such as an ordering.
  let repetition: String
  /// The curves of each score.
  let families: [(name: String, family: CurveFamily)]

  /// Puts curves together; scores that were not counted are left out.
  init(
    places: [Double], column: String, repetition: String, families: [(name: String, family: CurveFamily?)]
  ) {
    self.places = places
    self.column = column
    self.repetition = repetition
    self.families = families.compactMap { name, family in family.map { (name, $0) } }
  }

  /// The numbers that are compared between runs.
  var numbers: [(name: String, value: Double)] {
    families.map { ("area under the \($0.name) curve", $0.family.area.mean) }
  }

  /// The area under the curves of a score with its interval over repetitions.
  func area(_ name: String) -> String? {
    families.first { $0.name == name }.map {
      "area under the \(name) curve \($0.family.area.text(digits: 3))"
    }
  }

  /// The mean curves, with a band where there are repetitions.
  func figure(title: String, caption: String, x: Axis) throws -> Figure {
    let count = families.first?.family.curves.count ?? 0
    let mean =
      count > 1
      ? "Mean over \(count) \(repetition)s, with the range of one standard deviation" : "One \(repetition)"
    return try LinePlot(
      title: title, caption: "\(mean); \(caption)", x: x, y: Axis("mean", title: "score"), panel: "score",
      interval: count > 1 ? .init(lower: "low", upper: "high", name: "± one standard deviation") : nil
    ).figure(of: means)
  }

  /// The means: a row for each score and place, `low` and `high` one standard deviation away, and missing where there is but
  /// one repetition.
  var means: ResultTable {
    var table = ResultTable(columns: [
      .string("score"), .double(column), .double("mean"), .double("low"), .double("high"),
    ])
    for (name, family) in families {
      for (index, place) in places.enumerated() {
        let (mean, deviation) = (family.mean[index], family.standardDeviation?[index])
        table.append([
          .string(name), .double(place), .double(mean), .init(deviation.map { mean - $0 }),
          .init(deviation.map { mean + $0 }),
        ])
      }
    }
    return table
  }

  /// Every curve: a row for each score, repetition and place.
  private var all: ResultTable {
    var table = ResultTable(columns: [.string("score"), .int(repetition), .double(column), .double("value")])
    for (name, family) in families {
      for (index, curve) in family.curves.enumerated() {
        for (place, value) in zip(places, curve) {
          table.append([.string(name), .int(index), .double(place), .double(value)])
        }
      }
    }
    return table
  }

  /// The area under every curve.
  private var areas: ResultTable {
    var table = ResultTable(columns: [.string("score"), .int(repetition), .double("area")])
    for (name, family) in families {
      for (index, area) in family.areas.enumerated() {
        table.append([.string(name), .int(index), .double(area)])
      }
    }
    return table
  }

  /// All tables, by the names of their files.
  func tables(named name: String) -> [(name: String, table: ResultTable)] {
    [
      ("\(name)-curves", means), ("\(name)-\(repetition)s", all), ("\(name)-areas", areas),
    ]
  }
}
