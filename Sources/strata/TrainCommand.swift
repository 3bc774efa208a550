import ArgumentParser
import Corpora
import Storage
import Training

/// `strata train`: trains a network of one kind or another.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a network and record its states.",
    subcommands: [TrainLanguage.self])
}

/// `strata train language`: trains an LSTM language model in a run folder.
struct TrainLanguage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language",
    abstract: "Train an LSTM language model, recording its states on the way.",
    discussion: """
      A preset gives every setting; a configuration file (JSON5, with the keys of a run's config.json) overrides it; \
      options override both. The resolved configuration is written into the run.

      Presets: \(Presets.names.joined(separator: ", ")).

      Ctrl-C or SIGTERM saves a checkpoint first; --resume continues from the last one, bit for bit.
      """)

  @Option(help: "A published recipe by name.")
  var preset: String?

  @Option(help: "A configuration file.")
  var config: String?

  @OptionGroup(title: "Model and training") var model: LanguageModelOptions

  @Option(help: "The run folder to make; it must not exist or be empty.")
  var out: String?

  @Option(help: "Continue the run in this folder exactly.")
  var resume: String?

  @Flag(help: "Print parameters, tokens, time and disk, and do nothing.")
  var dryRun = false

  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard resume == nil else { return try validateResume() }
    if out == nil && !dryRun {
      throw ValidationError("name the run folder with --out, or the run to continue with --resume")
    }
  }

  private func validateResume() throws {
    var others = model.given
    if preset != nil { others.append("--preset") }
    if config != nil { others.append("--config") }
    if out != nil { others.append("--out") }
    if dryRun { others.append("--dry-run") }
    if !others.isEmpty {
      throw ValidationError(
        "--resume continues a run exactly as it was configured; remove \(others.joined(separator: ", "))")
    }
  }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    if let resume {
      let directory = try RunDirectory(opening: resume, in: files)
      let run = try StrictJSON.decode(
        LanguageModelRun.self, from: try files.read(directory.configPath), source: directory.configPath)
      return try TrainingSession(directory: directory, files: files, console: console, json: options.json)
        .resume(run)
    }
    let settings = RunConfiguration(preset: preset, path: config, options: model)
    var run = try settings.resolved(in: files)
    let corpus = try TextCorpus.load(run.data, in: files)
    for warning in corpus.warnings { console.warn(warning) }
    run = try run.completed(for: corpus)
    try run.validate()
    let windows = try TrainingWindows(
      tokens: corpus.train, batchSize: run.batchSize, windowLength: run.windowLength)
    try model.applyRecording(
      to: &run, keeps: config != nil, stepsPerEpoch: windows.windowsPerEpoch,
      lastStep: min(run.steps ?? .max, run.epochs * windows.windowsPerEpoch))
    try run.validate()
    if dryRun {
      let forecast = try RunForecast(run, corpus: corpus)
      return try console.forecast(forecast, json: options.json)
    }
    // What cannot be recorded is found before the folder is made.
    let recording = try run.recording.map { try Recording($0, model: run.model, corpus: corpus) }
    guard let out else { throw CommandError.usage("name the run folder with --out") }
    let directory = try RunDirectory(creating: out, in: files)
    for warning in recording?.warnings ?? [] { console.warn(warning) }
    try TrainingSession(directory: directory, files: files, console: console, json: options.json)
      .start(run, corpus: corpus)
  }
}
