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

/// Loss and perplexity over training, from the log of a run.
public enum LearningCurves {
  /// The table behind the curves: a row for each measurement.
  public static func table(of records: [MetricRecord]) -> ResultTable {
    var table = ResultTable(columns: [
      .int("step", description: "optimiser updates so far"), .int("epoch"), .int("tokens"),
      .string("split"), .double("loss", unit: "nats a token"), .double("perplexity"),
    ])
    for record in records {
      table.append([
        .int(record.step), .int(record.epoch), .int(record.tokens), .string(record.split),
        .double(record.loss),
        .double(record.perplexity),
      ])
    }
    return table
  }

  /// The loss over training, a line for each split, and dashed lines of numbers to compare with.
  public static func loss(
    _ records: [MetricRecord], references: [LinePlot.Reference] = [], caption: String
  ) throws -> Figure {
    try LinePlot(
      title: "Loss over training", caption: caption, x: Axis("step"),
      y: Axis("loss", title: "loss (nats a token)"), series: "split", references: references
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
