import Experiments
import Figures
import SingleDirections

extension UnitsAnalysis {
  /// The distribution of selectivity, and importance against it where that was measured.
  static func figures(_ found: UnitsMeasurement, named name: String) throws -> [(
    name: String, figure: Figure
  )] {
    let kind = found.directions
    let results = UnitsFile.results(found.table, of: kind)
    let selectivity =
      UnitProperty.selectivity.columns(found.prefix).first { found.table.column($0) != nil }
      ?? "\(found.prefix)eta_squared"
    let title = displayName(selectivity)
    var figures: [(name: String, figure: Figure)] = [
      (
        "\(name)-distribution",
        try Histogram(
          title: "Selectivity of \(kind.plural)",
          caption:
            "\(kind == .units ? "Units" : "Directions") of each site; silent ones have no index and are left out.",
          x: Axis(selectivity, title: title, range: 0...1), bins: .init(0...1, count: 40), series: "site",
          share: true, counted: kind.plural
        ).figure(of: results)
      )
    ]
    if found.table.column("loss_rise") != nil {
      figures.append(
        (
          "\(name)-importance",
          try ScatterPlot(
            title: "Selectivity and importance",
            caption:
              "Each point is a \(kind.singular): its selectivity, and the rise of the loss when it alone is removed.",
            x: Axis(selectivity, title: title, range: 0...1),
            y: Axis("loss_rise", title: "rise of the loss, nats"), series: "site",
            label: kind == .units ? "unit" : "direction"
          ).figure(of: results)
        ))
    }
    return figures
  }
}
