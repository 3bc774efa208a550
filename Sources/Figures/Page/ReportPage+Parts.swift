public import Storage

extension ReportPage.Section {
  /// What was run and how to run it again: facts such as hashes and seeds, the commands, and the configuration as
  /// the run resolved it.
  public static func reproduction(
    commands: String, facts: [(name: String, value: String)], configuration: String
  ) -> ReportPage.Section {
    ReportPage.Section(
      "What was run, and how to run it again",
      [
        .keyValues(facts),
        .text("These commands, with the same program and data, give the same run and figures:"),
        .code(commands), .heading("Configuration"), .code(configuration),
      ])
  }
}

/// Loss and perplexity, bits or accuracy over training, from the log of a run.
public enum LearningCurves {
  /// The table behind the curves: a row for each measurement, with the columns of a run on words, on
  /// characters or bytes, or on images.
  public static func table(of records: [MetricRecord]) -> ResultTable {
    let onImages = records.contains { $0.images != nil }
    var columns: [ResultTable.Column] = [
      .int("step", records.map(\.step), description: "optimiser updates so far"),
      .int("epoch", records.map(\.epoch)),
      onImages ? .int("images", records.map(\.images)) : .int("tokens", records.map(\.tokens)),
      .string("split", records.map(\.split)),
      .double("loss", records.map(\.loss), unit: onImages ? "nats an image" : "nats a token"),
      onImages
        ? .double("accuracy", records.map(\.accuracy)) : .double("perplexity", records.map(\.perplexity)),
    ]
    if let bits = records.lazy.compactMap(\.bits).first {
      columns.append(.double(bits.key, records.map(\.bits?.value), unit: "bits"))
    }
    return ResultTable(columns: columns)
  }

  /// The loss over training, a line for each split, and dashed lines of numbers to compare with.
  public static func loss(
    _ records: [MetricRecord], references: [LinePlot.Reference] = [], caption: String
  ) throws -> Figure {
    let unit = records.contains { $0.images != nil } ? "nats an image" : "nats a token"
    return try LinePlot(
      title: "Loss over training", caption: caption, x: Axis("step"),
      y: Axis("loss", title: "loss (\(unit))"), series: "split", references: references
    ).figure(of: table(of: records))
  }

  /// The accuracy of a run on images over training, a line for each split.
  public static func accuracy(_ records: [MetricRecord], caption: String) throws -> Figure {
    try LinePlot(
      title: "Accuracy over training", caption: caption, x: Axis("step"), y: Axis("accuracy", range: 0...1),
      series: "split"
    ).figure(of: table(of: records))
  }

  /// The bits that a character or byte takes, over training, a line for each split; nil of words and of
  /// images.
  public static func bits(_ records: [MetricRecord], caption: String) throws -> Figure? {
    guard let bits = records.lazy.compactMap(\.bits).first else { return nil }
    return try LinePlot(
      title: bits.name.prefix(1).uppercased() + bits.name.dropFirst() + " over training", caption: caption,
      x: Axis("step"), y: Axis(bits.key, title: bits.name), series: "split"
    ).figure(of: table(of: records))
  }

  /// The perplexity over training, a line for each split, and dashed lines of numbers to compare with.
  public static func perplexity(
    _ records: [MetricRecord], references: [LinePlot.Reference] = [], caption: String
  ) throws -> Figure {
    try LinePlot(
      title: "Perplexity over training", caption: caption, x: Axis("step"),
      y: Axis("perplexity", scale: .log),
      series: "split", references: references
    ).figure(of: table(of: records))
  }
}
