public import Storage

/// A copy of plotly.min.js, which set-up puts beside the build and every page carries inside.
public struct PlotlyScript: Equatable, Sendable {
  /// The script, with nothing in it that could end an HTML script element.
  public let source: [UInt8]
  /// The version that its first lines name.
  public let version: String

  /// Reads the script at `path`; a file that is something else is refused.
  public init(reading path: String, in fileSystem: any FileSystem) throws {
    let bytes = try fileSystem.read(path)
    let start = String(decoding: bytes.prefix(400), as: UTF8.self)
    guard String(validating: bytes, as: UTF8.self) != nil, let mark = start.firstRange(of: "plotly.js v")
    else { throw FigureError.notPlotly(path: path) }
    version = String(start[mark.upperBound...].prefix { $0.isNumber || $0 == "." })
    source = Self.closingTagsEscaped(bytes)
  }

  /// Finds the script: at `STRATA_PLOTLY`, then beside the program or above it up to `.build`, then below the
  /// working folder.
  ///
  /// `executable` is the path of the running program, `environment` its variables.
  public static func find(
    executable: String, environment: [String: String], in fileSystem: any FileSystem
  ) throws -> PlotlyScript {
    if let path = environment["STRATA_PLOTLY"], !path.isEmpty {
      guard try fileSystem.exists(path) else { throw FigureError.plotlyNotFound(lookedIn: [path]) }
      return try PlotlyScript(reading: path, in: fileSystem)
    }
    let places = places(executable: executable)
    for place in places where try fileSystem.exists(place) {
      return try PlotlyScript(reading: place, in: fileSystem)
    }
    throw FigureError.plotlyNotFound(lookedIn: places)
  }

  /// The paths at which the script is looked for, best first.
  static func places(executable: String) -> [String] {
    var folder = executable.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let isBuilt = folder.contains(".build")
    var places: [String] = []
    while !folder.isEmpty {
      folder = folder.dropLast()
      places.append((folder + ["plotly", "plotly.min.js"]).joined(separator: "/"))
      if !isBuilt || folder.last == ".build" { break }
    }
    return places + [".build/plotly/plotly.min.js"]
  }

  /// Writes `</script` and `<!--` so that they mean the same to JavaScript and nothing to HTML; leaves out CR.
  private static func closingTagsEscaped(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    // A browser reads CR LF and CR as LF before it compares a script with the digest in the page's policy.
    for (i, byte) in bytes.enumerated() where byte != UInt8(ascii: "\r") {
      result.append(byte)
      guard byte == UInt8(ascii: "<"), i + 3 < bytes.count else { continue }
      let next = bytes[(i + 1)..<min(i + 8, bytes.count)].map { $0 | 0x20 }
      if next.starts(with: Array("/script".utf8).map { $0 | 0x20 })
        || bytes[(i + 1)...].starts(with: "!--".utf8)
      {
        result.append(UInt8(ascii: "\\"))
      }
    }
    return result
  }
}
