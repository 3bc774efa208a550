import ArgumentParser
import Corpora
import Storage

/// `strata data`: corpora.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List, check, fetch and generate corpora.",
    subcommands: [DataList.self, DataCheck.self, DataFetch.self, DataGenerate.self])
}

/// `strata data list`: the corpora that are known and those that are there.
struct DataList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the corpora that the program knows and those in Corpora/.")

  @OptionGroup var options: OutputOptions

  /// One corpus.
  struct Entry: Codable, Equatable {
    var name: String
    var title: String
    var folder: String
    /// Whether the folder is there; `data check` looks into it.
    var present: Bool
    var licence: String?
  }

  func run() throws {
    let files = LocalFileSystem()
    let entries = try Self.entries(in: files)
    let console = options.console
    if options.json { return try console.resultJSON(entries) }
    let width = entries.map(\.name.count).max() ?? 0
    for entry in entries {
      let place = entry.present ? "in \(entry.folder)" : "not there; strata data fetch \(entry.name)"
      let name = entry.name + String(repeating: " ", count: width - entry.name.count)
      console.result("\(name)  \(entry.title), \(place)")
    }
  }

  /// The published data sets, the synthetic language, and other folders in `Corpora`.
  private static func entries(in files: any FileSystem) throws -> [Entry] {
    let root = "Corpora"
    let there = try files.kind(root) == .folder ? try files.list(root) : []
    let folders = try there.filter { try files.kind(Path.join(root, $0)) == .folder }
    var entries = CorpusRegistry.all.map { corpus in
      Entry(
        name: corpus.name, title: corpus.title, folder: Path.join(root, corpus.name),
        present: folders.contains(corpus.name), licence: corpus.licence)
    }
    for folder in folders where !entries.contains(where: { $0.name == folder }) {
      let path = Path.join(root, folder)
      // What is wrong with it, 'data check' says.
      let isGenerated = try files.exists(Path.join(path, SyntheticCorpus.fileName))
      entries.append(
        Entry(
          name: folder, title: isGenerated ? "synthetic language" : "texts", folder: path, present: true,
          licence: nil))
    }
    return entries
  }
}
