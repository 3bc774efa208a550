/// What to do with an answer to a request for a file from some byte on.
enum ResponsePlan: Equatable {
  /// Write the body behind what is there.
  case append
  /// Empty the partial file and write the body: the server sent the whole file.
  case restart
  /// Ask again for the whole file: the server has nothing from that byte on.
  case askForAll
  /// Go to the next mirror.
  case refuse(String)

  /// Decides by the head of an HTTP answer.
  ///
  /// - Parameters:
  ///   - status: The status code.
  ///   - contentRange: The field `Content-Range`, of a 206.
  ///   - length: The length of the body, or nil when the server did not say.
  ///   - offset: The byte from which the file was asked for.
  ///   - expected: The length of the file, or nil when it is not known.
  init(status: Int, contentRange: String?, length: Int?, offset: Int, expected: Int?) {
    switch status {
    case 200:
      self =
        ResponsePlan.wrongLength(length, expected).map(ResponsePlan.refuse)
        ?? (offset > 0 ? .restart : .append)
    case 206:
      guard let range = contentRange.flatMap(ResponsePlan.parse), range.start == offset else {
        self = .refuse("it sent another part of the file than was asked for")
        return
      }
      self = ResponsePlan.wrongLength(range.total, expected).map(ResponsePlan.refuse) ?? .append
    case 416 where offset > 0:
      self = .askForAll
    default:
      self = .refuse("HTTP status \(status)")
    }
  }

  private static func wrongLength(_ found: Int?, _ expected: Int?) -> String? {
    guard let found, let expected, found != expected else { return nil }
    return "its file has \(found) bytes and not \(expected)"
  }

  /// `bytes 100-199/200` or `bytes 100-199/*`.
  private static func parse(_ field: String) -> (start: Int, total: Int?)? {
    let parts = field.split(separator: " ")
    guard parts.count == 2, parts[0] == "bytes" else { return nil }
    let rest = parts[1].split(separator: "/")
    guard rest.count == 2, let start = rest[0].split(separator: "-").first.flatMap({ Int($0) }) else {
      return nil
    }
    return (start, Int(rest[1]))
  }
}
