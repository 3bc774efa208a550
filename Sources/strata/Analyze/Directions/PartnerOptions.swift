import ArgumentParser
import Foundation

/// Runs whose units go with those that are examined.
struct PartnerOptions: ParsableArguments {
  @Option(
    help: """
      Runs that read the same images or text, whose units are matched with these or give canonical directions: one for all, or \
      with commas between as many as runs.
      """)
  var partner: NameList?

  /// The runs that were named.
  var names: [String] { partner?.names ?? [] }

  /// Checks that there is one partner, or one for each run.
  ///
  /// - Throws: `ValidationError`.
  func check(_ arguments: DirectionArguments) throws {
    let runs = arguments.runs
    guard partner == nil || names.count == 1 || names.count == runs.count else {
      throw ValidationError(
        "--partner names \(names.count) runs for \(runs.count); name one for all, or one for each run")
    }
    guard names.count < 2 || arguments.others.isEmpty else {
      throw ValidationError("with --against name one --partner for all runs")
    }
    for (run, partner) in (runs + arguments.others).flatMap({ run in names.map { (run, $0) } })
    where Self.place(run) == Self.place(partner) && self.partner(of: run, among: runs) == partner {
      throw ValidationError("\(run) is its own partner; name another run")
    }
  }

  private static func place(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// The partner of a run among `runs`; runs that these are compared with have one only where it is for all.
  func partner(of run: String, among runs: [String]) -> String? {
    names.count == 1 ? names[0] : zip(runs, names).first { $0.0 == run }?.1
  }
}
