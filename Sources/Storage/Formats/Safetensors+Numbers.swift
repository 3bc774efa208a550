extension SafetensorsFile {
  /// Reads one array of a file in its own type without reading the others: that of `key`, or the only one.
  static func readNumbers(_ key: String?, from path: String, in fileSystem: any FileSystem) throws
    -> NumberArray
  {
    let size = try fileSystem.size(path)
    let prefix = try fileSystem.read(path, at: 0, count: min(8, size))
    let length = try SafetensorsHeader.length(prefix: prefix, fileSize: size, path: path)
    let header = try SafetensorsHeader(
      decoding: try fileSystem.read(path, at: 8, count: length), dataSize: size - 8 - length, path: path)
    let names = header.entries.map(\.name).sorted()
    let name = try NumberArray.choose(key, among: names, path: path)
    guard let entry = header.entries.first(where: { $0.name == name }) else {
      throw StorageError.noSuchArray(path: path, name: name, available: names)
    }
    guard let type = NumberType(safetensors: entry.type) else {
      throw SafetensorsHeader.malformed(
        path, "tensor '\(name)' has the type \(entry.type), which is not read")
    }
    let bytes = try fileSystem.read(
      path, at: header.dataStart + entry.range.lowerBound, count: entry.range.count)
    return NumberArray(
      shape: entry.shape, values: type.values(count: bytes.count / type.size, in: bytes, at: 0))
  }
}
