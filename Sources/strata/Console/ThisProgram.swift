import Foundation

/// The program that runs.
enum ThisProgram {
  /// Its version, which goes into what it writes.
  static let version = "0.1.0"

  /// The path of its file.
  static var path: String {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return link ?? CommandLine.arguments.first ?? "strata"
  }
}
