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
    if let cell = options.model { run.model.cell = cell }
    try applyWidths(to: &run)
    try options.loop.apply(to: &run)
    if let precision = options.mixedPrecision { run.mixedPrecision = precision }
    set(options.batchSize, \.batchSize)
    set(options.bptt, \.windowLength)
    options.regularization.apply(dropout: options.dropout, to: &run)
    try options.loop.optimization.apply(to: &run.optimizer)
    set(options.tied, \.model.tied)
  }

  /// Sets the widths of the layers: one for all, or one for each.
  private func applyWidths(to run: inout LanguageModelRun) throws {
    let given = options.nhid?.numbers
    let count = options.nlayers ?? given.flatMap { $0.count > 1 ? $0.count : nil } ?? run.model.layerCount
    guard (1...64).contains(count) else {
      throw CommandError.usage("--nlayers \(count) is not a number of layers from 1 to 64")
    }
    if let given, given.count > 1 {
      guard count == given.count else {
        throw CommandError.usage(
          "--nhid gives \(given.count) widths, but --nlayers \(count); give one width for all layers, or one for each"
        )
      }
      run.model.hiddenSizes = given
    } else if let width = given?.first {
      run.model.hiddenSizes = [Int](repeating: width, count: count)
      // A preset's embedding is as wide as its layers; so it stays when only --nhid is given, as tying needs; a
      // file's may be as it wants.
      if options.emsize == nil, preset != nil, path == nil { run.model.embeddingSize = width }
    } else if count != run.model.layerCount {
      guard Set(run.model.hiddenSizes).count == 1, let width = run.model.hiddenSizes.first else {
        throw CommandError.usage(
          "--nlayers \(count) does not say how wide layers are that differ; give --nhid with one width for each"
        )
      }
      run.model.hiddenSizes = [Int](repeating: width, count: count)
    }
  }
}
