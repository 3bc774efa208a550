import ArgumentParser
import Corpora
import Networks
import Storage
import Training

/// `strata train image`: trains an image network in a run folder.
struct TrainImage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "image",
    abstract:
      "Train an MLP, a convolutional or a residual network on images, recording its states on the way.",
    discussion: """
      A preset gives every setting; a configuration file (JSON5, with the keys of a run's config.json) overrides it; \
      options override both. The resolved configuration is written into the run.

      Presets: \(ImagePresets.names.joined(separator: ", ")).

      Ctrl-C or SIGTERM saves a checkpoint first; --resume continues from the last one, bit for bit.
      """)

  @OptionGroup(title: "Network and training") var network: ImageOptions

  @OptionGroup var place: RunFolderOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws { try place.check(given: network.given) }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    if let resume = place.resume {
      let stored = try StoredImageRun(opening: resume, in: files)
      return try TrainingSession(
        directory: stored.directory, files: files, console: console, json: options.json
      ).resume(stored.configuration)
    }
    let layers = ConfigurationLayers<ImageRun>(
      preset: place.preset, path: place.config, data: network.data, presets: ImagePresets.names,
      parts: ["network", "recording"], example: "mnist", make: ImagePresets.run(named:data:))
    var run = try layers.base(in: files)
    try network.apply(to: &run)
    let images = try ImageSet.load(run.data, in: files)
    for warning in images.warnings { console.warn(warning) }
    run = try run.completed(for: images)
    try run.validate()
    let used = try run.images(of: images)
    try run.checkSteering(used)
    let stepsPerEpoch = run.stepsPerEpoch(images: used.train.count)
    try network.applyRecording(to: &run, keeps: place.config != nil, stepsPerEpoch: stepsPerEpoch)
    try run.validate()
    try run.checkSchedule(lastStep: min(run.steps ?? .max, run.epochs * stepsPerEpoch))
    if place.dryRun {
      return try console.forecast(try ImageRunForecast(run, images: used), json: options.json)
    }
    // What cannot be recorded is found before the folder is made.
    if let plan = run.recording {
      _ = try ImageRecording(
        plan, network: try ImageNetwork(zero: run.network), set: used,
        transform: PixelTransform(run.scaling, training: used.train))
    }
    guard let out = place.out else { throw CommandError.usage("name the run folder with --out") }
    let directory = try RunDirectory(creating: out, in: files)
    try TrainingSession(directory: directory, files: files, console: console, json: options.json)
      .start(run, images: images)
  }
}
