import ArgumentParser
import Corpora
import Storage

/// `strata data`: texts and images.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List, check, fetch and generate texts and images.",
    subcommands: [DataList.self, DataCheck.self, DataFetch.self, DataGenerate.self])
}

/// `strata data list`: the corpora that are known and those that are there.
struct DataList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the data sets that the program knows and those in Corpora/.")

  @OptionGroup var options: OutputOptions

  /// One corpus.
  struct Entry: Codable, Equatable {
    var name: String
    var title: String
    /// What it holds.
    var kind: KnownCorpus.Kind
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

  /// The published data sets, generated ones, and other folders in `Corpora`.
  private static func entries(in files: any FileSystem) throws -> [Entry] {
    let root = "Corpora"
    let there = try files.kind(root) == .folder ? try files.list(root) : []
    let folders = try there.filter { try files.kind(Path.join(root, $0)) == .folder }
    var entries = CorpusRegistry.all.map { corpus in
      Entry(
        name: corpus.name, title: corpus.title, kind: corpus.kind, folder: Path.join(root, corpus.name),
        present: folders.contains(corpus.name), licence: corpus.licence)
    }
    for folder in folders where !entries.contains(where: { $0.name == folder }) {
      let path = Path.join(root, folder)
      let (title, kind) = try contents(of: path, in: files)
      entries.append(
        Entry(name: folder, title: title, kind: kind, folder: path, present: true, licence: nil))
    }
    return entries
  }

  /// What a folder seems to hold; what is wrong with it, 'data check' says.
  private static func contents(of folder: String, in files: any FileSystem) throws
    -> (title: String, kind: KnownCorpus.Kind)
  {
    func has(_ name: String) throws -> Bool { try files.exists(Path.join(folder, name)) }
    if try has(SyntheticCorpus.fileName) { return ("synthetic language", .text) }
    if try has(SyntheticImageSet.fileName) { return ("synthetic images", .images) }
    return try CorpusCheck.holdsImages(folder, in: files) ? ("images", .images) : ("texts", .text)
  }
}
