/// What went wrong on the disk or in a file.
public enum StorageError: Error, Equatable, Sendable {
  /// The operating system refused a call; `errno` is its error number and `reason` its words.
  case system(call: String, path: String, errno: Int32, reason: String)
  /// A file that must exist does not.
  case missing(path: String)
  /// A file is not what its format demands; `byte` is where this shows, when it is known.
  case malformed(path: String, format: String, byte: Int?, problem: String)
  /// A file's bytes are not the ones that were written; both are SHA-256 in hexadecimal.
  case checksum(path: String, expected: String, found: String)
  /// A file has another length than the one that was written.
  case length(path: String, expected: Int, found: Int)
  /// A configuration has a key that nothing reads; `within` is the path of keys around it.
  case unknownKey(source: String, key: String, within: String, nearest: String?)
  /// A configuration lacks a key.
  case missingKey(source: String, key: String, within: String)
  /// A configuration value cannot be used; `key` is its path of keys.
  case invalidValue(source: String, key: String, problem: String)
  /// A file holds no array of this name.
  case noSuchArray(path: String, name: String, available: [String])
  /// An archive holds no file of this name.
  case noSuchMember(path: String, name: String, available: [String])
  /// A file's name ends in nothing from which arrays are read.
  case unknownFormat(path: String)
  /// A new run would mix with what is already in a folder.
  case folderNotEmpty(path: String)
  /// A folder holds no run.
  case notARun(path: String, missing: String)
  /// Other weights are saved for a step already.
  case checkpointExists(path: String)
  /// Another process holds the run.
  case runInUse(path: String)
}

extension StorageError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .system(let call, let path, _, let reason):
      "cannot \(call) \(path): \(reason)\(advice)"
    case .missing(let path):
      "\(path) does not exist; check the path"
    case .malformed(let path, let format, let byte, let problem):
      "\(path) is not a readable \(format) file: \(problem)\(byte.map { " at byte \($0)" } ?? ""); write it again"
    case .checksum(let path, let expected, let found):
      "\(path) is damaged: its SHA-256 is \(found), but \(expected) was written; restore it from a copy"
    case .length(let path, let expected, let found):
      "\(path) is damaged: it has \(found) bytes, but \(expected) were written; restore it from a copy"
    case .unknownKey(let source, let key, let within, let nearest):
      "\(source): unknown key '\(key)'\(place(within)); "
        + (nearest.map { "did you mean '\($0)'?" } ?? "remove it")
    case .missingKey(let source, let key, let within):
      "\(source): the key '\(key)' is missing\(place(within)); add it"
    case .invalidValue(let source, let key, let problem):
      "\(source): \(key.isEmpty ? "the value" : "'\(key)'") \(problem)"
    case .noSuchArray(let path, let name, let available):
      name.isEmpty
        ? "\(path) holds \(available.count) arrays; add a colon and one of \(listed(available))"
        : "\(path) holds no array '\(name)'; it holds \(listed(available))"
    case .noSuchMember(let path, let name, let available):
      "\(path) holds no file '\(name)'; it holds \(listed(available))"
    case .unknownFormat(let path):
      "\(path) holds no arrays that can be read; name a .npy, .npz or .safetensors file"
    case .folderNotEmpty(let path):
      "\(path) is not empty; name a new folder, or continue the run in it with --resume"
    case .notARun(let path, let missing):
      "\(path) is not a run: it has no \(missing); name a folder that 'strata train' made"
    case .checkpointExists(let path):
      "\(path) holds other weights for this step; remove that folder to save these"
    case .runInUse(let path):
      "\(path) is in use by another process; wait for it to end or stop it"
    }
  }

  /// What to do about an error of the operating system.
  private var advice: String {
    guard case .system(_, _, let errno, _) = self else { return "" }
    return switch errno {
    case 28, 122: "; free some space and continue from the last checkpoint"
    case 1, 13, 30: "; check the permissions"
    case 5: "; check the disk"
    case 2, 20: "; check the path"
    default: "; look at the disk and try again"
    }
  }

  private func place(_ within: String) -> String { within.isEmpty ? "" : " in '\(within)'" }

  private func listed(_ names: [String]) -> String {
    if names.isEmpty { return "none" }
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}
