/// Where a matrix of activations comes from, as a command line names it.
enum ActivationSource: Equatable {
  /// An array in a file: `FILE.npy`, `FILE.npz:KEY` or `FILE.safetensors:KEY`.
  case file(location: String)
  /// A site of a recorded run at a step.
  case run(path: String, step: Step, site: String)

  /// A training step, named by number or by place among the recorded ones.
  enum Step: Equatable {
    case number(Int)
    case first
    case last
  }

  /// The forms, for messages.
  static let forms = "FILE.npy, FILE.npz:KEY, FILE.safetensors:KEY or RUN@STEP:SITE"

  /// Reads one of the forms.
  ///
  /// - Throws: `CommandError.usage` if the text is none of them.
  init(parsing text: String) throws {
    let name = text.lowercased()
    let ends = [".npy", ".npz", ".safetensors"].contains { name.hasSuffix($0) }
    let holdsKey = [".npz:", ".safetensors:"].contains { name.firstRange(of: $0) != nil }
    if ends || holdsKey {
      self = .file(location: text)
    } else if let at = text.lastIndex(of: "@") {
      self = try Self.run(text, at: at)
    } else {
      throw CommandError.usage("'\(text)' does not name a matrix of activations; write \(Self.forms)")
    }
  }

  private static func run(_ text: String, at: String.Index) throws -> ActivationSource {
    let parts = text[text.index(after: at)...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, at > text.startIndex else {
      throw CommandError.usage(
        "'\(text)' does not name a site of a run; write RUN@STEP:SITE, such as Checkpoints/a@1000:h_l0")
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
