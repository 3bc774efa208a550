import Kernels

/// NumPy's format of several named arrays: a zip archive of `.npy` members, written without compression.
public enum NPZ {
  /// The bytes of a file; members are sorted by name, and the name `h/layer0` is the member `h/layer0.npy`.
  public static func encode(_ arrays: [String: NumberArray]) throws -> [UInt8] {
    try StorageError.translating {
      let zip = try ZipWriter()
      for (name, array) in arrays.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        try zip.add(name + ".npy", NPY.encode(array))
      }
      return try zip.finish()
    }
  }

  /// Reads all arrays of a file, compressed ones too.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)``, which names `path`.
  public static func decode(_ bytes: [UInt8], path: String) throws -> [String: NumberArray] {
    var arrays: [String: NumberArray] = [:]
    try forEachMember(of: bytes, path: path) { key, reader in
      let array = try NPY.decode(try reader.readAll(), path: "\(path):\(key)")
      guard arrays.updateValue(array, forKey: key) == nil else {
        throw NPY.malformed(path, "it holds the array '\(key)' twice")
      }
    }
    return arrays
  }

  /// Writes a file in one durable step.
  public static func write(
    _ arrays: [String: NumberArray], to path: String, in fileSystem: any FileSystem
  ) throws {
    try AtomicWrite.replace(path, with: try encode(arrays), in: fileSystem)
  }

  /// Reads one array of a file: that of `key`, or the only one.
  static func read(_ key: String?, from path: String, in fileSystem: any FileSystem) throws -> NumberArray {
    let bytes = try fileSystem.read(path)
    var names: [String] = []
    try forEachMember(of: bytes, path: path) { name, _ in names.append(name) }
    let chosen = try NumberArray.choose(key, among: names, path: path)
    var array: NumberArray?
    try forEachMember(of: bytes, path: path) { name, reader in
      if name == chosen, array == nil {
        array = try NPY.decode(try reader.readAll(), path: "\(path):\(name)")
      }
    }
    guard let array else { throw StorageError.noSuchArray(path: path, name: chosen, available: names) }
    return array
  }

  private static func forEachMember(
    of bytes: [UInt8], path: String, _ body: (String, ArchiveReader) throws -> Void
  ) throws {
    do {
      let reader = try ArchiveReader(bytes: bytes, path: path)
      try ArchiveFile.forEachMember(of: reader, path: path) { name, reader in
        if name.hasSuffix(".npy") { try body(String(name.dropLast(4)), reader) }
        return true
      }
    } catch let error as KernelError {
      throw NPY.malformed(path, "\(error)")
    }
  }
}
