/// The lengths and SHA-256 digests of the files in a folder, kept beside them in `manifest.json`.
struct Manifest: Codable, Equatable {
  /// One file.
  struct Entry: Codable, Equatable {
    var bytes: Int
    var sha256: String

    init(_ contents: [UInt8]) throws {
      bytes = contents.count
      sha256 = try Digest.sha256(contents)
    }
  }

  static let fileName = "manifest.json"

  /// The version of the folder's layout.
  var version = 1
  /// The step to which the files belong.
  var step: Int
  /// The files by name.
  var files: [String: Entry]

  /// Reads the manifest of a folder; a single changed bit is noticed.
  static func read(in folder: String, _ fileSystem: any FileSystem) throws -> Manifest {
    let path = Path.join(folder, fileName)
    let bytes = try fileSystem.read(path)
    let manifest = try StrictJSON.decode(Manifest.self, from: bytes, source: path)
    // White space is the only thing that could differ unseen.
    guard manifest.version == 1, try StrictJSON.encode(manifest) == bytes else {
      throw StorageError.malformed(
        path: path, format: "manifest", byte: nil,
        problem: manifest.version == 1
          ? "its text was changed after it was written" : "it has the unknown version \(manifest.version)")
    }
    return manifest
  }

  /// Reads a file of the folder and makes sure that it is the one that was written.
  func read(_ name: String, in folder: String, _ fileSystem: any FileSystem) throws -> [UInt8] {
    let path = Path.join(folder, name)
    guard let entry = files[name] else {
      throw StorageError.malformed(
        path: Path.join(folder, Manifest.fileName), format: "manifest", byte: nil, problem: "it lacks \(name)"
      )
    }
    let bytes = try fileSystem.read(path)
    guard bytes.count == entry.bytes else {
      throw StorageError.length(path: path, expected: entry.bytes, found: bytes.count)
    }
    let found = try Digest.sha256(bytes)
    guard found == entry.sha256 else {
      throw StorageError.checksum(path: path, expected: entry.sha256, found: found)
    }
    return bytes
  }
}
