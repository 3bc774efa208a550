import Corpora
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
    // Words are what a run without the key has.
    if run.tokens == .words { run.tokens = nil }
    return run
  }

  private func base(in files: any FileSystem) throws -> LanguageModelRun {
    let layers = ConfigurationLayers<LanguageModelRun>(
      preset: preset, path: path, data: options.data, presets: Presets.names,
      parts: ["model", "recording"], example: "ptb", make: Presets.run(named:data:))
    return try layers.base(in: files)
  }

  private func applyOptions(to run: inout LanguageModelRun) throws {
    func set<Value>(_ value: Value?, _ key: WritableKeyPath<LanguageModelRun, Value>) {
      if let value { run[keyPath: key] = value }
    }
    if let data = options.data, data != run.data {
      run.data = data
      run.dataHashes = [:]
    }
    if let tokens = options.tokens { run.tokens = tokens }
    set(options.emsize, \.model.embeddingSize)
    set(options.nhid, \.model.hiddenSize)
    // A preset's embedding is as wide as its layers; so it stays when only --nhid is given, as tying needs; a
    // file's may be as it wants.
    if options.nhid != nil, options.emsize == nil, preset != nil, path == nil {
      run.model.embeddingSize = run.model.hiddenSize
    }
    set(options.nlayers, \.model.layerCount)
    options.loop.apply(to: &run)
    if let clip = options.loop.clip {
      guard let norm = clip.value else {
        throw CommandError.usage(
          "--clip none is for image networks; a language model needs a limit, so give a number")
      }
      run.clipNorm = norm
    }
    if let precision = options.mixedPrecision { run.mixedPrecision = precision }
    set(options.batchSize, \.batchSize)
    set(options.bptt, \.windowLength)
    set(options.dropout, \.model.dropout)
    set(options.tied, \.model.tied)
  }
}
