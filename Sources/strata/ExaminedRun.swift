import ArgumentParser
import Corpora
import Experiments
import Networks
import SingleDirections
import Storage
import Tensors

/// What analyses of single directions take.
struct DirectionArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Run folders, of language models or image networks.", valueName: "run"))
  var runs: [String]

  @Option(
    help:
      "Sites whose units are examined, with commas between, such as conv_l0,dense_l1 (default: see above).")
  var sites: String?

  @Option(help: "Which checkpoint: a step, first, or last (default: last).")
  var step: String?

  @Option(help: "Which images or text: train, valid or test.")
  var split: ImagePart?

  @Option(help: "At most how many images or tokens are scored.")
  var count: Int?

  @Option(
    help: """
      Runs to compare with, with commas between: as many as runs, in the same order, pairs of the same seed. Prints the mean \
      of the differences (run less its partner) with a 95 % interval.
      """)
  var against: String?

  @Option(help: "Seed of orders, noise and shuffles.")
  var seed: UInt64 = 0

  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    if let sites, sites.split(separator: ",").isEmpty { throw ValidationError("--sites names no site") }
    if let count, count < 2 { throw ValidationError("--count must be at least 2, not \(count)") }
    if against != nil, partners.count != runs.count {
      throw ValidationError(
        "--against names \(partners.count) runs for \(runs.count); name one partner for each run, in the same order"
      )
    }
  }

  /// The runs to compare with.
  var partners: [String] { against?.split(separator: ",").map { String($0.drop { $0 == " " }) } ?? [] }

  /// The source of orders, noise and shuffles.
  var key: RandomKey { RandomKey(seed: seed).child("single directions") }

  /// Opens a run.
  ///
  /// - Parameters:
  ///   - path: its folder.
  ///   - split: the part that is examined where none is named.
  ///   - count: at most how many images, or tokens, where no number is named.
  func examined(
    _ path: String, split usual: ImagePart, count: (images: Int, tokens: Int), in files: any FileSystem
  ) throws -> ExaminedRun {
    try ExaminedRun(
      path, step: ActivationSource.Step(parsing: step ?? "last"), part: split ?? usual,
      count: (self.count ?? count.images, self.count ?? count.tokens), in: files)
  }

  /// The sites that were named, or those of a network that `isUsual`.
  ///
  /// - Throws: `NetworksError.unknownSite`.
  func chosen(of network: some ExaminedNetwork, usual isUsual: (ExaminedSite) -> Bool) throws
    -> [ExaminedSite]
  {
    guard let sites else { return network.sites.filter(isUsual) }
    let names = sites.split(separator: ",").map { String($0.drop { $0 == " " }) }
    for name in names where !network.sites.contains(where: { $0.site.name == name }) {
      throw NetworksError.unknownSite(name: name, known: network.sites.map(\.site.name))
    }
    return network.sites.filter { names.contains($0.site.name) }
  }
}

/// A run whose network is examined.
struct ExaminedRun {
  let directory: RunDirectory
  let network: any ExaminedNetwork
  /// The checkpoint's step.
  let step: Int
  /// How many images or tokens are scored.
  let count: Int
  /// The part that they come from.
  let part: ImagePart

  /// Opens the run in a folder, of whatever kind.
  init(
    _ path: String, step: ActivationSource.Step, part: ImagePart, count: (images: Int, tokens: Int),
    in files: any FileSystem
  ) throws {
    directory = try RunDirectory(opening: path, in: files)
    self.part = part
    switch try RunKind(of: directory, in: files) {
    case .image:
      let stored = try StoredImageRun(opening: path, in: files)
      self.step = try stored.step(step)
      let images = try stored.images()
      let examined = try ExaminedImages(
        try stored.network(step: self.step), set: images, part: part, count: count.images,
        transform: stored.transform(of: images))
      (network, self.count) = (examined, examined.count)
    case .language:
      let stored = try StoredRun(opening: path, in: files)
      self.step = try stored.step(step)
      guard let split = Split(rawValue: part.rawValue) else {
        throw CommandError.usage("a text has no part '\(part.rawValue)'")
      }
      let examined = try ExaminedText(
        try stored.model(step: self.step), corpus: try stored.corpus(), split: split,
        count: min(count.tokens, .max - 1) + 1,
        in: files)
      (network, self.count) = (examined, examined.count)
    }
  }
}

extension DirectionArguments {
  /// Examines all runs and their partners, writes what came out and prints it, differences last.
  ///
  /// - Parameters:
  ///   - split: the part that is examined where none is named.
  ///   - count: at most how many images, or tokens, where no number is named.
  ///   - examine: makes the parts of the page out of a run, and the numbers to be compared by name.
  func run(
    split: ImagePart, count: (images: Int, tokens: Int),
    _ examine: (ExaminedRun, _ shouldStop: () -> Bool) throws -> (
      AnalysisOutcome, [(name: String, value: Double)]
    )
  ) throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    // A run that is not there is found before the first one is examined.
    for path in runs + partners { _ = try RunDirectory(opening: path, in: files) }
    let interruption = Interruption()
    var results: [AnalysisResult] = []
    var numbers: [[(name: String, value: Double)]] = []
    for path in runs + partners {
      do {
        let examined = try examined(path, split: split, count: count, in: files)
        console.note(
          "\(path): step \(examined.step), \(examined.count) \(examined.network.samplesWord) of the \(examined.part.rawValue) part"
        )
        let (outcome, found) = try examine(examined) { interruption.request.signalNumber != nil }
        let written = try outcome.write(to: examined.directory, in: files)
        numbers.append(found)
        results.append(
          AnalysisResult(
            run: path, analysis: outcome.section.name, findings: outcome.section.findings,
            warnings: outcome.section.warnings, files: written))
      } catch is MeasurementStopped {
        throw CommandError.interrupted(
          signal: interruption.request.signalNumber ?? 2, saved: "the analysis of \(path) was left out")
      }
    }
    if !partners.isEmpty, let first = results.indices.first {
      results[first].findings += try differences(numbers)
    }
    try AnalysisResult.print(results, options)
  }

  /// A sentence for each number: the mean of the paired differences with its interval.
  private func differences(_ numbers: [[(name: String, value: Double)]]) throws -> [String] {
    let (own, others) = (numbers[..<runs.count], numbers[runs.count...])
    return try (numbers.first ?? []).indices.compactMap { index in
      let name = numbers[0][index].name
      func values(_ all: ArraySlice<[(name: String, value: Double)]>) -> [Double] {
        all.compactMap { run in run.first { $0.name == name }?.value }
      }
      let (a, b) = (values(own), values(others))
      guard a.count == b.count, !a.isEmpty else { return nil }
      let difference = try PairedDifference(a, minus: b)
      let interval = difference.difference.interval.map {
        ", 95 % interval from \(ProgressLine.fixed($0.low, digits: 4)) to \(ProgressLine.fixed($0.high, digits: 4))"
      }
      return
        "\(name): \(ProgressLine.fixed(difference.firstMean, digits: 4)) less "
        + "\(ProgressLine.fixed(difference.secondMean, digits: 4)) is "
        + "\(ProgressLine.fixed(difference.difference.mean, digits: 4))\(interval ?? "") over \(a.count) pairs."
    }
  }
}
