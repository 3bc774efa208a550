/// Where a matrix of activations comes from, as a command line names it.
enum ActivationSource: Equatable {
  /// A NumPy array.
  case npy(path: String)
  /// An array of a NumPy archive; the only one if no key is given.
  case npz(path: String, key: String?)
  /// A tensor of a safetensors file; the only one if no key is given.
  case safetensors(path: String, key: String?)
  /// A site of a recorded run at a step.
  case run(path: String, step: Step, site: String)

  /// A training step, named by number or by place among the recorded ones.
  enum Step: Equatable {
    case number(Int)
    case first
    case last
  }

  /// The four forms, for messages.
  static let forms = "FILE.npy, FILE.npz:KEY, FILE.safetensors:KEY or RUN@STEP:SITE"

  /// Reads one of the four forms.
  ///
  /// - Throws: `CommandError.usage` if the text is none of them.
  init(parsing text: String) throws {
    if text.hasSuffix(".npy") {
      self = .npy(path: text)
    } else if let (path, key) = Self.splitArchive(text, suffix: ".npz") {
      self = .npz(path: path, key: key)
    } else if let (path, key) = Self.splitArchive(text, suffix: ".safetensors") {
      self = .safetensors(path: path, key: key)
    } else if let at = text.lastIndex(of: "@") {
      self = try Self.run(text, at: at)
    } else {
      throw CommandError.usage("'\(text)' does not name a matrix of activations; write \(Self.forms)")
    }
  }

  /// `x.npz` or `x.npz:key`.
  private static func splitArchive(_ text: String, suffix: String) -> (path: String, key: String?)? {
    if text.hasSuffix(suffix) { return (text, nil) }
    let bytes = Array(text.utf8)
    let mark = Array("\(suffix):".utf8)
    guard bytes.count > mark.count else { return nil }
    // The last one, so that a folder's name cannot end the path early.
    for start in stride(from: bytes.count - mark.count, through: 0, by: -1)
    where Array(bytes[start..<start + mark.count]) == mark {
      let end = start + mark.count
      return (
        String(decoding: bytes[..<(end - 1)], as: UTF8.self), String(decoding: bytes[end...], as: UTF8.self)
      )
    }
    return nil
  }

  private static func run(_ text: String, at: String.Index) throws -> ActivationSource {
    let parts = text[text.index(after: at)...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, at > text.startIndex else {
      throw CommandError.usage(
        "'\(text)' does not name a site of a run; write RUN@STEP:SITE, such as runs/a@1000:h_l0")
    }
    return .run(path: String(text[..<at]), step: try Step(parsing: String(parts[0])), site: String(parts[1]))
  }
}

extension ActivationSource.Step {
  /// Reads a number, `first` or `last`.
  init(parsing text: String) throws {
    switch text {
    case "first": self = .first
    case "last": self = .last
    default:
      guard let number = Int(text), number >= 0 else {
        throw CommandError.usage("'\(text)' is not a training step; write a number, first or last")
      }
      self = .number(number)
    }
  }
}
