import ArgumentParser
import Corpora
import Storage
import Training

/// `strata train language`: trains a recurrent language model in a run folder.
struct TrainLanguage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language",
    abstract: "Train a recurrent language model, recording its states on the way.",
    discussion: """
      A preset gives every setting; a configuration file (JSON5, with the keys of a run's config.json) overrides it; \
      options override both. The resolved configuration is written into the run.

      Presets: \(Presets.names.joined(separator: ", ")).

      Ctrl-C or SIGTERM saves a checkpoint first; --resume continues from the last one, bit for bit.
      """)

  @OptionGroup(title: "Model and training") var model: LanguageModelOptions

  @OptionGroup var place: RunFolderOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws { try place.check(given: model.given) }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    if let resume = place.resume {
      let stored = try StoredRun(opening: resume, in: files)
      return try TrainingSession(
        directory: stored.directory, files: files, console: console, json: options.json
      )
      .resume(stored.configuration)
    }
    let settings = RunConfiguration(preset: place.preset, path: place.config, options: model)
    var run = try settings.resolved(in: files)
    let corpus = try run.corpus(in: files)
    for warning in corpus.warnings { console.warn(warning) }
    run = try run.completed(for: corpus)
    try run.validate()
    let epochs = try run.epochSteps(on: corpus.train)
    let lastStep = min(run.steps ?? .max, epochs.end(ofEpoch: run.epochs))
    try model.applyRecording(
      to: &run, keeps: place.config != nil, stepsPerEpoch: epochs.average, lastStep: lastStep)
    try run.validate()
    try run.checkSchedule(lastStep: lastStep)
    if place.dryRun {
      let forecast = try RunForecast(run, corpus: corpus)
      return try console.forecast(forecast, json: options.json)
    }
    // What cannot be recorded is found before the folder is made.
    let recording = try run.recording.map { try Recording($0, model: run.model, corpus: corpus) }
    guard let out = place.out else { throw CommandError.usage("name the run folder with --out") }
    let directory = try RunDirectory(creating: out, in: files)
    for warning in recording?.warnings ?? [] { console.warn(warning) }
    try TrainingSession(directory: directory, files: files, console: console, json: options.json)
      .start(run, corpus: corpus)
  }
}
