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

/// Loss and perplexity or accuracy over training, from the log of a run.
public enum LearningCurves {
  /// The table behind the curves: a row for each measurement, with the columns of a run on text or on images.
  public static func table(of records: [MetricRecord]) -> ResultTable {
    let onImages = records.contains { $0.images != nil }
    var table = ResultTable(columns: [
      .int("step", description: "optimiser updates so far"), .int("epoch"),
      .int(onImages ? "images" : "tokens"), .string("split"),
      .double("loss", unit: onImages ? "nats an image" : "nats a token"),
      .double(onImages ? "accuracy" : "perplexity"),
    ])
    for record in records {
      table.append([
        .int(record.step), .int(record.epoch), .init(onImages ? record.images : record.tokens),
        .string(record.split), .double(record.loss),
        .init(onImages ? record.accuracy : record.perplexity),
      ])
    }
    return table
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
