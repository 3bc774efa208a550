import Experiments

/// What `strata reproduce --list` says of an experiment.
struct ExperimentListing: Codable, Equatable {
  let name: String
  let rows: [String]
  let question: String
  let claims: [Claim]

  init(_ experiment: any Experiment.Type) {
    name = experiment.name
    rows = experiment.rows
    question = experiment.question
    claims = experiment.claims
  }

  /// Prints a line for each experiment, or all as JSON.
  static func print(_ experiments: [any Experiment.Type], _ options: OutputOptions) throws {
    let console = options.console
    let listings = experiments.map(Self.init)
    if options.json { return try console.resultJSON(listings) }
    let rows = listings.map { $0.rows.joined(separator: ", ") }
    func padded(_ text: String, to width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let widths = (rows.map(\.count).max() ?? 0, listings.map(\.name.count).max() ?? 0)
    for (row, listing) in zip(rows, listings) {
      console.result(
        "\(padded(row, to: widths.0))  \(padded(listing.name, to: widths.1))  \(listing.question)")
    }
  }
}
