import Figures
import Foundation
import Storage
import Tensors

/// Plausible results of a three-layer language model, for tests and for looking at pages.
enum SampleReport {
  static let key = RandomKey(seed: 11)
  static let sites = ["h_l0", "h_l1", "h_l2"]
  static let steps = [
    0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 2000, 3000, 4000, 6000, 8000, 10_000, 12_000,
  ]

  /// How near layer `layer` is to its final state at `step`, noise included.
  static func similarity(_ layer: Int, _ step: Int, _ noise: RandomKey) -> Double {
    guard step < 12_000 else { return 1 }
    let progress = log2(Double(step) + 1) / log2(12_001)
    let start = [0.42, 0.33, 0.27][layer]
    let value = start + (0.97 - start) * pow(progress, [1.6, 2.2, 2.6][layer])
    return min(max(value + 0.012 * noise.child(layer).normal(step), 0), 1)
  }

  static var convergence: ResultTable {
    var table = ResultTable(columns: [
      .int("step"), .string("site"), .double("pwcca", description: "PWCCA with the final state"),
      .double("lower"), .double("upper"), .double("null"), .double("untrained"),
    ])
    for (layer, site) in sites.enumerated() {
      for step in steps {
        let value = similarity(layer, step, key.child("convergence"))
        let half = step == 12_000 ? 0 : 0.02 + 0.01 * key.child("half").uniform(step)
        table.append([
          .int(step), .string(site), .double(value), .double(max(value - half, 0)),
          .double(min(value + half, 1)),
          .double(0.115 + 0.01 * Double(layer)), .double([0.42, 0.33, 0.27][layer]),
        ])
      }
    }
    return table
  }

  static var convergenceFigure: Figure {
    get throws {
      try LinePlot(
        title: "Similarity of each layer to its final state over training",
        caption: """
          PWCCA of the hidden states at each step with those at step 12,000, on 15,000 validation tokens. Bands: 95 % \
          intervals over windows. Dashed: the value that unrelated states of the same size reach.
          """,
        x: Axis("step", title: "step", scale: .log),
        y: Axis("pwcca", title: "PWCCA similarity", range: 0...1),
        series: "site", interval: .init(lower: "lower", upper: "upper", name: "95 % interval"),
        references: [.column("null", name: "null"), .column("untrained", name: "untrained network")]
      ).figure(of: convergence)
    }
  }

  static var positions: ResultTable {
    var table = ResultTable(columns: [
      .string("site"), .int("step"), .int("position"), .double("cca"), .double("null"),
    ])
    for (layer, site) in sites.enumerated() {
      for (s, step) in [0, 64, 512, 2000, 6000, 12_000].enumerated() {
        for position in 0..<20 {
          let lag = Double(19 - position)
          let floor = 0.2 + 0.03 * Double(s) + 0.02 * Double(layer)
          let value = floor + (1 - floor) * exp(-lag / (1.2 + 0.5 * Double(s)))
          let noise = 0.008 * key.child("positions").child(layer).child(s).normal(position)
          table.append([
            .string(site), .int(step), .int(position), .double(position == 19 ? 1 : min(value + noise, 1)),
            0.14,
          ])
        }
      }
    }
    return table
  }

  static var positionsFigure: Figure {
    get throws {
      try LinePlot(
        title: "Similarity across sequence positions, and how it changes over training",
        caption: """
          Mean CCA of the hidden states at each position of a window with those at its last position, for networks at \
          six steps of training. It must fall with the distance to position 19; the dashed line is the null.
          """,
        x: Axis("position"), y: Axis("cca", title: "mean CCA", range: 0...1), series: "step", panel: "site",
        references: [.column("null", name: "null", eachSeries: false)], colors: .ordered
      ).figure(of: positions)
    }
  }

  static func map(_ layer: Int) -> LabelledMatrix {
    LabelledMatrix(
      rowAxis: "position", rowLabels: (0..<20).map(String.init), columnAxis: "step",
      columnLabels: steps.map(String.init), valueName: "pwcca",
      values: (0..<20).flatMap { position in
        steps.map { step -> Double? in
          if layer == 2, position == 4, step == 64 { return nil }
          return min(similarity(layer, step, key.child(position)) + 0.004 * Double(position), 1)
        }
      })
  }

  static var overTrainingFigure: Figure {
    get throws {
      try HeatMap.figure(
        of: sites.enumerated().map { (name: $1, matrix: map($0)) }, panelName: "site",
        title: "Similarity of each position to its own final state over training",
        caption: "PWCCA of the states at one position and step with the final states at the same position.")
    }
  }

  static var layersFigure: Figure {
    get throws {
      let labels = ["embedding"] + sites
      let values = labels.indices.flatMap { i in
        labels.indices.map { j in i == j ? 1 : 0.8 / Double(1 + abs(i - j)) }
      }
      return try HeatMap.figure(
        of: LabelledMatrix(
          rowAxis: "layer at step 12,000", rowLabels: labels, columnAxis: "layer at step 64",
          columnLabels: labels,
          valueName: "svcca", values: values),
        title: "Layer by layer", caption: "SVCCA between layers at two steps.")
    }
  }

  static var losses: ResultTable {
    var table = ResultTable(columns: [
      .int("step"), .string("split"), .double("loss", unit: "nats"), .double("perplexity"),
    ])
    for step in stride(from: 100, through: 12_000, by: 100) {
      let loss = 4.3 + 2.9 * exp(-Double(step) / 1800) + 0.05 * key.child("loss").normal(step)
      table.append([.int(step), "train", .double(loss), .double(exp(loss))])
      if step % 1000 == 0 {
        let valid = 4.75 + 2.3 * exp(-Double(step) / 1500)
        table.append([.int(step), "valid", .double(valid), .double(exp(valid))])
      }
    }
    return table
  }

  static var lossFigure: Figure {
    get throws {
      try LinePlot(
        title: "Perplexity over training", caption: "Training windows and the whole validation text.",
        x: Axis("step"), y: Axis("perplexity", scale: .log), series: "split",
        references: [.value(119, name: "published validation perplexity")]
      ).figure(of: losses)
    }
  }

  static var page: ReportPage {
    get throws {
      ReportPage(
        title: "Synthetic language, zaremba-small: how the layers settle",
        subtitle: "3 layers of 200 units, 12,000 steps, seed 7",
        summary: [
          .finding(
            "Early in training (steps 1 to 512) \(strong: "layer 0 is nearer its final form than layer 2"): \(0.61) [0.58, 0.63] against \(0.44) [0.42, 0.47]."
          ),
          .warning(
            "900 windows give 4.5 samples a unit; similarities below 0.28 cannot be told from chance."),
        ],
        sections: [
          .init("How the layers settle", [.figure(try convergenceFigure), .figure(try positionsFigure)]),
          .init("Loss and perplexity", [.figure(try lossFigure)]),
          .init(
            "Maps",
            [
              .text("Grey cells were not measured; the text of site \(code: "h_l2") lacks one."),
              .figure(try overTrainingFigure), .figure(try layersFigure),
            ]),
          .init(
            "Single directions",
            [
              .figure(try SampleUnits.noiseFigure), .figure(try SampleUnits.orderingsFigure),
              .figure(try SampleUnits.importanceFigure), .figure(try SampleUnits.panelsFigure),
              .figure(try SampleUnits.selectivityFigure), .figure(try SampleUnits.pooledFigure),
            ]),
          .init("Units", [.units(try UnitListing(SampleUnits.table, source: "units.json"))]),
          .init("Numbers", [.table(convergence, caption: "Convergence of each layer", limit: 12)]),
          .init(
            "What was run, and how to run it again",
            [
              .code(
                "strata train language --data synthetic --preset zaremba-small --layers 3 --seed 7 --out Checkpoints/first --steps 12000"
              ),
              .keyValues([
                ("data", "synthetic, seed 1"),
                ("SHA-256 of train.txt", String(repeating: "3f9a1c20", count: 8)), ("threads", "2"),
                ("machine", "x86_64, 2 cores"),
              ]),
            ]),
          .init(
            "Definitions",
            [
              .definitions([
                (
                  "PWCCA",
                  "Mean canonical correlation, weighted by Σ|⟨h, z⟩| over the units of the final state."
                ),
                ("null", "The mean for independent data of the same size, by formula."),
              ])
            ]),
        ])
    }
  }
}
