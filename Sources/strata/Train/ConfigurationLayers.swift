import Storage

/// A run's configuration before options are applied: a preset, overridden by a file.
struct ConfigurationLayers<Run: Codable> {
  /// The preset's name.
  var preset: String?
  /// The configuration file.
  var path: String?
  /// The data that the options name.
  var data: String?
  /// The presets that there are.
  var presets: [String]
  /// The keys whose objects are merged key by key.
  var parts: Set<String>
  /// Data that a message may name.
  var example: String
  /// Makes the preset's configuration.
  var make: (_ preset: String, _ data: String) throws -> Run

  /// The configuration that preset and file give.
  ///
  /// - Throws: `CommandError.usage`, and what the files throw.
  func base(in files: any FileSystem) throws -> Run {
    do {
      return try asWritten(in: files)
    } catch let error as StorageError where error.isAboutContent {
      // What a person wrote into a configuration is usage, as options are.
      throw CommandError.usage(error.description)
    }
  }

  private func asWritten(in files: any FileSystem) throws -> Run {
    guard let path else {
      guard let data else {
        throw CommandError.usage(
          "no data are named; add --data, such as --data \(example), or --config with a file that names them")
      }
      guard let preset else {
        throw CommandError.usage(
          "no model is named; add --preset with one of \(presets.joined(separator: ", ")), or --config")
      }
      return try make(preset, data)
    }
    let bytes = try files.read(path)
    guard let preset else { return try StrictJSON.decode(Run.self, from: bytes, source: path) }
    let merged = try overlay(bytes, of: path, on: try make(preset, data ?? ""))
    return try StrictJSON.decode(Run.self, from: merged, source: path)
  }

  /// A preset with the keys of a file put over its own.
  private func overlay(_ bytes: [UInt8], of path: String, on run: Run) throws -> [UInt8] {
    guard case .object(let file) = try StrictJSON.decode(JSONValue.self, from: bytes, source: path),
      case .object(var merged) = try StrictJSON.decode(
        JSONValue.self, from: try StrictJSON.encode(run), source: "preset")
    else {
      throw CommandError.usage(
        "\(path) is not a JSON object; write keys and values as in a run's config.json")
    }
    for (key, value) in file {
      if parts.contains(key), case .object(let part) = value, case .object(var whole)? = merged[key] {
        // The widths of layers have two forms; that of the file takes the place of the preset's.
        if part["hidden_sizes"] != nil {
          for other in ["hidden_size", "layer_count"] { whole[other] = nil }
        } else if part["hidden_size"] != nil {
          if case .array(let sizes)? = whole["hidden_sizes"], part["layer_count"] == nil {
            whole["layer_count"] = .int(sizes.count)
          }
          whole["hidden_sizes"] = nil
        }
        merged[key] = .object(whole.merging(part) { $1 })
      } else {
        merged[key] = value == .null ? nil : value
      }
    }
    return try StrictJSON.encode(merged)
  }
}
