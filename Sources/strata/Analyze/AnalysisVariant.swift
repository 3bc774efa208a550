import Foundation
import Storage

/// An analysis with the options that are not usual.
///
/// They stand in the names of its files and on the page, so that analyses lie side by side. Another seed or another number of
/// images, orders or draws takes the place of the former.
struct AnalysisVariant {
  /// The analysis, such as `ablation`.
  let base: String
  /// Its heading without options.
  let heading: String
  /// The options that are not usual, in words.
  let options: [String]

  /// The name of its files.
  ///
  /// - Throws: what computing a SHA-256 throws.
  var name: String {
    get throws { try AnalysisVariant.fileName([base] + options) }
  }

  /// What stands over it on the page.
  var title: String { options.isEmpty ? heading : "\(heading): \(options.joined(separator: ", "))" }

  /// The same with an option more.
  func adding(_ option: String?) -> AnalysisVariant {
    AnalysisVariant(base: base, heading: heading, options: options + (option.map { [$0] } ?? []))
  }

  /// A file name of words; long ones, as a name has an end, become the beginning of their hash.
  static func fileName(_ words: [String]) throws -> String {
    try words.map { word in
      let plain = word.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._+".contains($0)) ? $0 : "-" }
      return word.count <= 40 ? String(plain) : String(try Digest.sha256(word).prefix(8))
    }.joined(separator: "-")
  }

  /// The last parts of paths of runs, as words.
  static func names(_ runs: [String]) -> String {
    runs.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: "+")
  }
}
