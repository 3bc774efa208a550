import Corpora
import Experiments
import SingleDirections
import Storage

/// What an analysis of single directions found of one run.
struct Examination {
  /// The parts of the page.
  var outcome: AnalysisOutcome
  /// The numbers that are compared between runs.
  var numbers: [(name: String, value: Double)]
}

/// A run whose units go with those of another.
struct ExaminedPartner {
  /// Its folder, as it was named.
  var path: String
  /// The run.
  var run: ExaminedRun
}

extension DirectionArguments {
  /// Examines all runs and those that they are compared with, writes what came out and prints it; what is said of several runs
  /// together comes last and lies in the folder of the first.
  ///
  /// - Parameters:
  ///   - split: the part that is examined where none is named.
  ///   - count: at most how many images, or tokens, where no number is named.
  ///   - partners: runs whose units go with those of the runs.
  ///   - together: what is to be said of several runs, asked for after all.
  ///   - examine: examines one run, with its partner.
  func run(
    split: ImagePart, count: (images: Int, tokens: Int), partners: PartnerOptions? = nil,
    together: () throws -> AnalysisOutcome? = { nil },
    _ examine: (
      ExaminedRun, _ partner: ExaminedPartner?, _ shouldStop: () -> Bool
    ) throws -> Examination
  ) throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    // A run that is not there is found before the first one is examined.
    for path in runs + others + (partners?.names ?? []) { _ = try RunDirectory(opening: path, in: files) }
    let interruption = Interruption()
    var results: [AnalysisResult] = []
    var section: AnalysisSection?
    var numbers: [[(name: String, value: Double)]] = []
    for path in runs + others {
      do {
        let examined = try examined(path, split: split, count: count, in: files)
        let partner = try partners?.partner(of: path, among: runs).map {
          ExaminedPartner(
            path: $0, run: try self.examined($0, split: split, count: count, in: files))
        }
        console.note(
          "\(path): step \(examined.step), \(examined.count) \(examined.network.samplesWord) of the \(examined.part.rawValue) part"
        )
        let found = try examine(examined, partner) { interruption.request.signalNumber != nil }
        let written = try found.outcome.write(to: examined.directory, in: files)
        numbers.append(found.numbers)
        section = section ?? found.outcome.section
        results.append(AnalysisResult(run: path, found.outcome, files: written))
      } catch is MeasurementStopped {
        throw CommandError.interrupted(
          signal: interruption.request.signalNumber ?? 2, saved: "the analysis of \(path) was left out")
      }
    }
    guard let first = runs.first, let section else { return }
    let directory = try RunDirectory(opening: first, in: files)
    let comparison =
      try others.isEmpty ? nil : PairedRuns(runs, against: others, numbers).outcome(of: section)
    for outcome in [comparison, try together()].compactMap(\.self) {
      results.append(
        AnalysisResult(
          run: runs.joined(separator: ","), outcome, files: try outcome.write(to: directory, in: files)))
    }
    try AnalysisResult.print(results, options)
  }
}

extension AnalysisResult {
  /// What is printed of an outcome that was written.
  init(run: String, _ outcome: AnalysisOutcome, files: [String]) {
    self.init(
      run: run, analysis: outcome.section.name, findings: outcome.section.findings,
      warnings: outcome.section.warnings, files: files)
  }
}
