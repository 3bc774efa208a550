/// What went wrong in this module.
public enum AnalysisError: Error, Equatable {
  /// The run recorded no probe of this name.
  case noProbe(name: String, available: [String])
  /// The probe has no site of this name.
  case noSite(name: String, probe: String, available: [String])
  /// The probe has no snapshot of this step.
  case noStep(step: Int, probe: String, available: [Int])
  /// Two runs' probes of a name differ in what they hold or where it is from: no common rows.
  case differentInputs(probe: String)
  /// The run recorded images, of which a question about sequences has no answer.
  case noSequence(probe: String)
  /// Sites of an image probe have no maps, or too small ones for the positions that were asked for.
  case noMap(sites: [String], probe: String, view: ConvolutionView)
  /// There are fewer snapshots than the question needs.
  case tooFewSnapshots(probe: String, count: Int, needed: Int)
}

extension AnalysisError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .noProbe(let name, let available):
      "the run recorded no probe '\(name)' but \(Self.list(available)); record it with 'strata record'"
    case .noSite(let name, let probe, let available):
      "the probe '\(probe)' has no site '\(name)'; choose \(Self.list(available))"
    case .noStep(let step, let probe, let available):
      "the probe '\(probe)' was not recorded at step \(step); choose \(Self.list(available.map(String.init)))"
    case .differentInputs(let probe):
      "the probe '\(probe)' of the runs differs in its tokens or images, their places, split or start state; compare "
        + "runs that recorded the same probe of the same data"
    case .noSequence(let probe):
      "the probe '\(probe)' holds images, which have no positions in a sequence; ask for convergence, layers or a map "
        + "over steps or sites"
    case .noMap(let sites, let probe, let view):
      "\(Self.list(sites)) of the probe '\(probe)' \(sites.count == 1 ? "has" : "have") no maps large enough for "
        + "\(view); record full maps, ask for fewer positions or other sites, or take spatial means"
    case .tooFewSnapshots(let probe, let count, let needed):
      "the probe '\(probe)' has \(count) snapshots, but at least \(needed) are needed; record more steps"
    }
  }

  private static func list(_ names: [String]) -> String {
    if names.isEmpty { return "none" }
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
