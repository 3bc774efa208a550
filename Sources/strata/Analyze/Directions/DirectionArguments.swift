import ArgumentParser
import Corpora
import Experiments
import Networks
import Storage
import Tensors

/// What analyses of single directions take.
struct DirectionArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Run folders, of language models or image networks.", valueName: "run"))
  var runs: [String]

  @Option(
    help: "Sites whose units are examined, with commas between, such as conv_l0,dense_l1; see above.")
  var sites: NameList?

  @Option(help: "Which checkpoint of every run that is read: a step, first, or last (default: last).")
  var step: String?

  @Option(help: "Which images or text: train, valid or test; see above.")
  var split: ImagePart?

  @Option(help: "At most how many images or tokens are read; see above.")
  var count: Int?

  @Option(
    help: """
      Runs to compare with, with commas between: as many as runs, in the same order, pairs of the same seed. Prints the mean \
      of the differences (run less the one named here) with a 95 % interval.
      """)
  var against: NameList?

  @Option(help: "Seed of orders, noise and shuffles.")
  var seed: UInt64 = 0

  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    if let count, count < 2 { throw ValidationError("--count must be at least 2, not \(count)") }
    if against != nil, others.count != runs.count {
      throw ValidationError(
        "--against names \(others.count) runs for \(runs.count); name one for each run, in the same order")
    }
  }

  /// The runs to compare with.
  var others: [String] { against?.names ?? [] }

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

  /// How an analysis is told from those with other options: what is not usual.
  ///
  /// - Parameters:
  ///   - base: the analysis.
  ///   - title: its heading on the page.
  ///   - options: what it was told besides sites, part and step, where that is not usual.
  ///   - usual: the part that is examined where none is named.
  func variant(_ base: String, title: String, _ options: [String] = [], usual: ImagePart) -> AnalysisVariant {
    var options = options
    if let sites { options.append(sites.names.joined(separator: "+")) }
    if let split, split != usual { options.append(split.rawValue) }
    if let step, step != "last" { options.append("step \(step)") }
    return AnalysisVariant(base: base, heading: title, options: options)
  }

  /// The sites that were named, or those of a network that `isUsual`.
  ///
  /// - Throws: `NetworksError.unknownSite`.
  func chosen(of network: some ExaminedNetwork, usual isUsual: (ExaminedSite) -> Bool) throws
    -> [ExaminedSite]
  {
    guard let sites else { return network.sites.filter(isUsual) }
    let names = sites.names
    for name in names where !network.sites.contains(where: { $0.site.name == name }) {
      throw NetworksError.unknownSite(name: name, known: network.sites.map(\.site.name))
    }
    return network.sites.filter { names.contains($0.site.name) }
  }
}
