import Networks
import Storage
import Training

/// Resolves a run's configuration: a preset, overridden by a file, overridden by options.
struct RunConfiguration {
  var preset: String?
  var path: String?
  var options: LanguageModelOptions

  /// The configuration with everything but what the corpus fills in.
  ///
  /// - Throws: `CommandError.usage`, and the errors of a file or number that cannot be used.
  func resolved(in files: any FileSystem) throws -> LanguageModelRun {
    var run = try base(in: files)
    try applyOptions(to: &run)
    return run
  }

  private func base(in files: any FileSystem) throws -> LanguageModelRun {
    do {
      return try baseAsWritten(in: files)
    } catch let error as StorageError where error.isAboutContent {
      // What a person wrote into a configuration is usage, as options are.
      throw CommandError.usage(error.description)
    }
  }

  private func baseAsWritten(in files: any FileSystem) throws -> LanguageModelRun {
    guard let path else {
      guard let data = options.data else {
        throw CommandError.usage(
          "no corpus is named; add --data, such as --data ptb, or --config with a file that names one")
      }
      guard let preset else {
        throw CommandError.usage(
          "no model is named; add --preset with one of \(Presets.names.joined(separator: ", ")), or --config")
      }
      return try Presets.run(named: preset, data: data)
    }
    let bytes = try files.read(path)
    guard let preset else { return try StrictJSON.decode(LanguageModelRun.self, from: bytes, source: path) }
    let run = try Presets.run(named: preset, data: options.data ?? "")
    let merged = try overlay(bytes, on: run)
    return try StrictJSON.decode(LanguageModelRun.self, from: merged, source: path)
  }

  /// A preset with the keys of a file put over its own; `model` and `recording` are merged key by key.
  private func overlay(_ bytes: [UInt8], on run: LanguageModelRun) throws -> [UInt8] {
    let path = path ?? ""
    guard case .object(let file) = try StrictJSON.decode(JSONValue.self, from: bytes, source: path),
      case .object(var merged) = try StrictJSON.decode(
        JSONValue.self, from: try StrictJSON.encode(run), source: "preset")
    else {
      throw CommandError.usage(
        "\(path) is not a JSON object; write keys and values as in a run's config.json")
    }
    for (key, value) in file {
      if ["model", "recording"].contains(key), case .object(let part) = value,
        case .object(let whole)? = merged[key]
      {
        merged[key] = .object(whole.merging(part) { $1 })
      } else {
        merged[key] = value == .null ? nil : value
      }
    }
    return try StrictJSON.encode(merged)
  }

  private func applyOptions(to run: inout LanguageModelRun) throws {
    func set<Value>(_ value: Value?, _ key: WritableKeyPath<LanguageModelRun, Value>) {
      if let value { run[keyPath: key] = value }
    }
    if let data = options.data, data != run.data {
      run.data = data
      run.dataHashes = [:]
    }
    set(options.emsize, \.model.embeddingSize)
    set(options.nhid, \.model.hiddenSize)
    // A preset's embedding is as wide as its layers; so it stays when only --nhid is given, as tying needs; a
    // file's may be as it wants.
    if options.nhid != nil, options.emsize == nil, preset != nil, path == nil {
      run.model.embeddingSize = run.model.hiddenSize
    }
    set(options.nlayers, \.model.layerCount)
    set(options.lr, \.learningRate)
    set(options.clip, \.clipNorm)
    if let precision = options.mixedPrecision { run.mixedPrecision = precision }
    set(options.epochs, \.epochs)
    if let steps = options.steps { run.steps = steps }
    set(options.batchSize, \.batchSize)
    set(options.bptt, \.windowLength)
    set(options.dropout, \.model.dropout)
    set(options.tied, \.model.tied)
    set(options.seed, \.seed)
    set(options.logInterval, \.logInterval)
    set(options.checkpointInterval, \.checkpointInterval)
    set(options.keepEpochs, \.keepEpochs)
  }
}
