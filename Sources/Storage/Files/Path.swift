/// Parts of slash-separated paths.
public enum Path {
  /// The folder that holds `path`: `.` for a bare name, `/` for the root.
  public static func parent(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    let parent = withoutTrailingSlashes(String(trimmed[..<slash]))
    return parent.isEmpty ? "/" : parent
  }

  /// The last component of `path`.
  public static func name(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed }
    return String(trimmed[trimmed.index(after: slash)...])
  }

  /// `folder/name`, with one slash between them.
  public static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// What follows the last full stop of the name, in lower case; empty when there is none.
  public static func fileExtension(of path: String) -> String {
    let name = name(of: path)
    guard let stop = name.lastIndex(of: "."), stop != name.startIndex else { return "" }
    return name[name.index(after: stop)...].lowercased()
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
