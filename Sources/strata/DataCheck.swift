import ArgumentParser
import Corpora
import Storage

/// `strata data check`: whether a corpus is the published one.
struct DataCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a corpus with what was published: SHA-256, token counts, vocabulary.",
    discussion:
      "Exit code 4 if a file is missing or unreadable or has other counts; a permuted copy is reported and usable."
  )

  @Argument(help: ArgumentHelp("ptb, wikitext-2, a folder in Corpora, or a path.", valueName: "corpus"))
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
    if let words = check.words {
      result(
        "\(check.folder): \(words) words"
          + (check.expectedWords.map { $0 == words ? " as published" : " where \($0) are expected" } ?? ""))
    }
  }
}
