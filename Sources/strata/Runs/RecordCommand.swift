import ArgumentParser
import Networks
import Similarity
import Storage
import Training

/// `strata record`: states again, from saved weights.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record a run's states again from its saved weights.",
    discussion: """
      Runs the network of each saved step over the probes and writes a state store, with the bits that a recording \
      during training would have. Without --to the store becomes the run's own, if it has none yet.
      """)

  /// Which probes are recorded.
  enum ProbeChoice: String, ExpressibleByArgument, CaseIterable {
    case all
    case convergence
  }

  @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
  var folder: String

  @Option(
    help:
      "The probes of a language model to record: convergence, or all, which adds the sequence probes (default: all)."
  )
  var probe: ProbeChoice?

  @Option(help: "The saved steps to record, with commas between (default: every saved one).")
  var steps: NumberList<Int>?

  @Option(
    help: """
      Sites, with commas between, such as h_l0,gates_l1, or all (default: those of the run's configuration; where it names \
      none, hidden and cell states of a language model, hidden ones of its sequence probes, and all of an image network).
      """)
  var sites: NameList?

  @Flag(help: "Also record sequences in which one token is repeated for 20 steps.")
  var repeatedTokens = false

  @Flag(
    inversion: .prefixedNo,
    help: "Record whole maps of an image network instead of their means over rows and columns.")
  var fullMaps: Bool?

  @OptionGroup var storage: StorageOptions

  @Option(help: "The folder of the new store.")
  var to: String?

  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    if let wrong = steps?.numbers.first(where: { $0 < 0 }) {
      throw ValidationError("--steps: '\(wrong)' is not a training step")
    }
    if repeatedTokens, probe == .convergence {
      throw ValidationError(
        "--repeated-tokens goes with the sequence probes, which --probe convergence leaves out")
    }
  }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    let directory = try RunDirectory(opening: folder, in: files)
    let destination = to ?? directory.statesPath
    if try files.exists(destination) {
      throw CommandError.usage("\(destination) is there already; name another folder with --to")
    }
    let chosen = steps?.numbers
    let checkpoints = CheckpointStore(run: directory, fileSystem: files)
    for step in chosen ?? [] { _ = try checkpoints.number(of: .number(step), run: directory) }
    console.note("recording \(try chosen?.count ?? checkpoints.steps().count) steps into \(destination)")
    let interruption = Interruption()
    let observe: (TrainingEvent) throws -> Void = { event in
      if case .snapshot(let step, let probe) = event { console.note("step \(step), probe \(probe)") }
      if let signal = interruption.request.signalNumber {
        throw CommandError.interrupted(
          signal: signal, saved: "the unfinished recording was removed; the run is as it was")
      }
    }
    let recorded: [Int]
    switch try RunKind(of: directory, in: files) {
    case .language:
      guard fullMaps == nil else {
        throw CommandError.usage("--full-maps belongs to image networks; remove it")
      }
      let stored = try StoredRun(opening: folder, in: files)
      recorded = try StateReplay.record(
        try plan(of: stored), run: stored.configuration, corpus: try stored.corpus(), directory: directory,
        steps: chosen, to: destination, effect: RoundingEffect.measure, in: files, observe: observe)
    case .image:
      guard probe == nil, !repeatedTokens else {
        throw CommandError.usage("--probe and --repeated-tokens belong to language models; remove them")
      }
      let stored = try StoredImageRun(opening: folder, in: files)
      recorded = try StateReplay.record(
        try plan(of: stored), run: stored.configuration, images: try stored.images(), directory: directory,
        steps: chosen, to: destination, effect: RoundingEffect.measure, in: files, observe: observe)
    }
    if options.json {
      try console.resultJSON(Recorded(store: destination, steps: recorded))
    } else {
      console.result("\(destination): steps \(recorded.map(String.init).joined(separator: ", "))")
    }
  }

  /// What to record of an image network: the run's own plan, or that of a new run, as the options change it.
  private func plan(of stored: StoredImageRun) throws -> ImageRecordingPlan {
    var plan = stored.configuration.recording ?? ImageRecordingPlan(schedule: .every(1))
    if let sites { plan.sites = sites.isAll ? [] : sites.names }
    if let fullMaps { plan.fullMaps = fullMaps }
    try storage.apply(precision: &plan.precision, shuffled: &plan.shuffled)
    return plan
  }

  /// What to record: the run's own plan, or that of a new run, as the options change it.
  private func plan(of stored: StoredRun) throws -> RecordingPlan {
    var plan =
      stored.configuration.recording ?? RecordingPlan(schedule: .every(1), sequenceSchedule: .every(1))
    if plan.sequenceSchedule == nil { plan.sequenceSchedule = .every(1) }
    if probe == .convergence { plan.sequenceSchedule = nil }
    if repeatedTokens { plan.repeatedTokens = true }
    if let sites {
      plan.sites = sites.isAll ? stored.configuration.model.sites.map(\.site.name) : sites.names
      plan.sequenceSites = plan.sites
    }
    try storage.apply(precision: &plan.precision, shuffled: &plan.shuffled)
    return plan
  }

  /// The JSON object of a recording.
  struct Recorded: Codable, Equatable {
    var store: String
    var steps: [Int]
  }
}
