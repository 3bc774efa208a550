/// All experiments.
public enum ExperimentCatalog {
  /// One for each file in `Catalog`, in the order of the rows that they cover.
  public static let all: [any Experiment.Type] = [
    LinearRecurrence.self,
    BlendedRecurrence.self,
  ]

  /// The experiment of a name, or that covers a row, in any case; nil where there is none.
  public static func experiment(_ name: String) -> (any Experiment.Type)? {
    let name = name.lowercased()
    return all.first { $0.name == name || $0.rows.contains { $0.lowercased() == name } }
  }
}
