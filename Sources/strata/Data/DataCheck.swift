import ArgumentParser
import Corpora
import Storage

/// `strata data check`: whether a corpus is the published one.
struct DataCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Compare texts or images with what was published: checksums, counts of tokens, words and images.",
    discussion: """
      Exit code 4 if a file is missing or unreadable or has other counts. A text with its lines in another order, and \
      images with the published numbers of each class but other bytes, are reported and usable.
      """)

  @Argument(
    help: ArgumentHelp(
      "\(CorpusRegistry.all.map(\.name).joined(separator: ", ")), a folder in Corpora, or a path.",
      valueName: "corpus"))
  var name: String

  @OptionGroup var options: OutputOptions

  func run() throws {
    let check = try CorpusCheck.run(name)
    try options.console.report(check, json: options.json)
    guard check.isUsable else {
      throw CommandError.verification(
        "\(check.folder) is not the corpus that '\(name)' names; see the lines above")
    }
  }
}

extension Console {
  /// Prints a check, file by file.
  func report(_ check: CorpusCheck, json: Bool) throws {
    if json { return try resultJSON(check) }
    for file in check.files { result(file.summary) }
    if let summary = check.summary { result(summary) }
  }
}
