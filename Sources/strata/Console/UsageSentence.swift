/// One sentence out of what the argument parser says about a wrong command line.
///
/// The parser writes `Error: …`, sometimes over several lines; the program says one sentence that starts in lower
/// case and ends with the command that helps.
struct UsageSentence {
  let text: String

  /// Makes the sentence.
  ///
  /// - Parameters:
  ///   - parserMessage: the parser's words, without its usage lines.
  ///   - help: the command that prints the right usage.
  init(parserMessage: String, help: String) {
    let lines = parserMessage.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
    var words = lines.joined(separator: " ")
    while let last = words.last, last == "." || last == " " { words.removeLast() }
    let starts = words.first.map { $0.lowercased() } ?? ""
    text = "\(starts)\(words.dropFirst()); '\(help)' shows the usage"
  }
}
