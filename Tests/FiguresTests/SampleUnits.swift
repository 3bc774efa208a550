import Figures
import Foundation
import Storage
import Tensors

/// Plausible results about the units of an image network, for tests and for looking at pages.
enum SampleUnits {
  static let key = RandomKey(seed: 12)
  static let sizes = [
    ("conv_l0", 64), ("conv_l1", 64), ("conv_l2", 128), ("conv_l3", 128), ("conv_l4", 128), ("conv_l5", 256),
    ("conv_l6", 256), ("conv_l10", 512), ("dense_l0", 512),
  ]

  /// 2,048 units with fourteen numbers each, some of them missing.
  static let table: ResultTable = {
    var table = ResultTable(columns: [
      .string("site"), .int("unit"), .double("class_selectivity"), .int("preferred_class"),
      .double("mutual_information_corrected", unit: "nats"), .double("loss_rise", unit: "nats"),
      .double("accuracy_drop", description: "accuracy lost when the unit is set to zero"),
      .double("folded_l1"), .string("partner"), .double("eta_squared"), .double("epsilon_squared"),
      .double("omega_squared"), .double("auroc"), .double("mutual_information", unit: "nats"),
      .double("mutual_information_null_mean", unit: "nats"), .double("folded_l2"),
    ])
    for (layer, (site, size)) in sizes.enumerated() {
      for unit in 0..<size {
        let key = key.child(layer).child(unit)
        let selectivity = min(max(0.1 + 0.07 * Double(layer) + 0.12 * key.normal(0), 0), 1)
        let isDead = key.uniform(1) < 0.03
        let drop = 0.004 * exp(key.normal(2) - 0.3 * Double(layer)) - 0.0005
        table.append([
          .string(site), .int(unit), isDead ? .missing : .double(selectivity),
          isDead ? .missing : .int(Int(key.uniform(3) * 10)),
          .double(max(0.9 * selectivity * selectivity + 0.05 * key.normal(4), 0)), .double(drop * 3.1),
          .double(drop), .double(exp(2 + 0.4 * key.normal(5))),
          unit % 3 == 0 ? .missing : .string("\(site):\((unit * 7) % size)"), .double(key.uniform(6)),
          .double(key.uniform(7)), .double(key.uniform(8)), .double(key.uniform(9)), .double(key.uniform(10)),
          .double(0.001 * key.uniform(11)), .double(exp(1 + 0.4 * key.normal(12))),
        ])
      }
    }
    return table
  }()

  static let scales: [Double] = [0] + (0..<15).map { pow(10, -1.5 + 2.5 * Double($0) / 14) }
  static let networks = ["true labels", "20 % corrupted", "50 % corrupted", "random labels"]

  /// A row for each network, ordering and noise scale, the mean over orderings under ordering "mean".
  static var noise: ResultTable {
    var table = ResultTable(columns: [
      .string("network"), .string("ordering"), .double("noise"), .double("accuracy"), .double("lower"),
      .double("upper"), .double("chance"),
    ])
    for (n, network) in networks.enumerated() {
      for scale in scales {
        let mean = 0.1 + 0.88 / (1 + pow(scale / (2.2 / pow(1.8, Double(n))), 2.2))
        table.append([
          .string(network), "mean", .double(scale), .double(mean), .double(max(mean - 0.04, 0)),
          .double(min(mean + 0.04, 1)), 0.1,
        ])
        for ordering in 0..<10 {
          let own = mean * (1 + 0.05 * key.child("noise").child(n).normal(ordering))
          table.append([
            .string(network), .string("\(ordering)"), .double(scale), .double(min(own, 1)), .missing,
            .missing,
            0.1,
          ])
        }
      }
    }
    return table
  }

  static var noiseFigure: Figure {
    get throws {
      try LinePlot(
        title: "Accuracy under noise on every unit",
        caption:
          "Noise in units of each unit's own standard deviation; bands: 95 % intervals over ten draws.",
        x: Axis("noise", title: "noise (standard deviations)", scale: .log),
        y: Axis("accuracy", title: "training accuracy", range: 0...1), series: "network",
        interval: .init(lower: "lower", upper: "upper", name: "95 % interval"),
        references: [.value(0.1, name: "chance")]
      ).figure(of: try noise.rows(where: "ordering") { $0 == "mean" })
    }
  }

  static var orderingsFigure: Figure {
    get throws {
      try LinePlot(
        title: "Every draw of noise", caption: "A line for each of ten draws of four networks.",
        x: Axis("noise", title: "noise (standard deviations)", scale: .log),
        y: Axis("accuracy", title: "training accuracy", range: 0...1), series: "ordering", group: "network"
      ).figure(of: try noise.rows(where: "ordering") { $0 != "mean" })
    }
  }

  static var importanceFigure: Figure {
    get throws {
      try ScatterPlot(
        title: "Selectivity and importance of single units",
        caption: "Class selectivity against the accuracy lost when the unit alone is set to zero.",
        x: Axis("class_selectivity", title: "class selectivity", range: 0...1),
        y: Axis("accuracy_drop", title: "accuracy drop"), series: "site", label: "unit",
        references: [.horizontal(0, name: "no change")]
      ).figure(of: table)
    }
  }

  static var panelsFigure: Figure {
    get throws {
      try ScatterPlot(
        title: "Filter norm and importance, layer by layer", caption: "A panel for each of three sites.",
        x: Axis("folded_l1", title: "L1 norm with batch norm", scale: .log),
        y: Axis("loss_rise", title: "loss rise (nats)"), panel: "site", label: "unit",
        references: [.horizontal(0, name: "no change"), .vertical(10, name: "norm 10")]
      ).figure(of: try table.rows(where: "site") { ["conv_l0", "conv_l2", "dense_l0"].contains($0.text) })
    }
  }

  static var selectivityFigure: Figure {
    get throws {
      try Histogram(
        title: "Selectivity with depth", caption: "The class selectivity index of all units of three sites.",
        x: Axis("class_selectivity", title: "class selectivity"), bins: .init(0...1, count: 40),
        series: "site",
        share: true, counted: "units"
      ).figure(of: try table.rows(where: "site") { ["conv_l0", "conv_l5", "dense_l0"].contains($0.text) })
    }
  }

  static var pooledFigure: Figure {
    get throws {
      try Histogram(
        title: "Information of units, site by site", caption: "Mutual information with the label, corrected.",
        x: Axis("mutual_information_corrected", title: "mutual information (nats)"),
        bins: .init(0...0.5, count: 25), panel: "site", counted: "units"
      ).figure(
        of: try table.rows(where: "site") { ["conv_l0", "conv_l3", "conv_l5", "dense_l0"].contains($0.text) })
    }
  }
}
