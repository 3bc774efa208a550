/// What is wrong with a state store, or with what is to go into it.
public enum StateStoreError: Error, Equatable, Sendable {
  /// A new store would replace one.
  case exists(path: String)
  /// A new store would mix with other files.
  case notEmpty(path: String, name: String)
  /// A description that no store can have.
  case invalidDescription(part: String, problem: String)
  /// A store that was made with another description; `part` is the first thing that differs.
  case differs(path: String, part: String, expected: String, found: String)
  /// No probe of this name.
  case unknownProbe(path: String, name: String, available: [String])
  /// No site of this name.
  case unknownSite(path: String, probe: String, name: String, available: [String])
  /// A snapshot, window, sample or position that is not there.
  case outOfRange(path: String, probe: String, what: String, asked: Range<Int>, count: Int)
  /// Snapshots of a probe must have growing steps.
  case stepOrder(probe: String, step: Int, last: Int)
  /// A call that does not fit the calls before it.
  case misuse(problem: String)
  /// A site got the wrong number of windows or numbers.
  case wrongCount(probe: String, site: String, what: String, expected: Int, found: Int)
  /// A state that is infinite or no number; all indices count from 0.
  case nonfinite(
    probe: String, site: String, snapshot: Int, step: Int, window: Int, position: Int, unit: Int,
    value: String)
  /// An activation on an image that is infinite or no number; `place` is row and column in a map, nil where there is none.
  case nonfiniteActivation(
    probe: String, site: String, snapshot: Int, step: Int, sample: Int, place: [Int]?, unit: Int,
    value: String)
  /// A file of the store that is damaged or not there.
  case damaged(path: String, problem: String)
}

extension StateStoreError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .exists(let path):
      "\(path) holds recorded states already; resume its run or name another folder"
    case .notEmpty(let path, let name):
      "\(path) is no state store but holds '\(name)'; name an empty or new folder"
    case .invalidDescription(let part, let problem):
      "the state store cannot have \(part): \(problem)"
    case .differs(let path, let part, let expected, let found):
      "\(path) was recorded with another \(part): it has \(found), this run has \(expected); "
        + "resume with the options it was made with or name another folder"
    case .unknownProbe(let path, let name, let available):
      "\(path) has no probe '\(name)'; it has \(available.joined(separator: ", "))"
    case .unknownSite(let path, let probe, let name, let available):
      "\(path) has no site '\(name)' for the probe '\(probe)'; it has \(available.joined(separator: ", "))"
    case .outOfRange(let path, let probe, let what, let asked, let count):
      "\(path) has \(count) \(what)s for the probe '\(probe)'; "
        + (asked.count == 1
          ? "\(what) \(asked.lowerBound) is not among them"
          : "\(what)s \(asked.lowerBound) to \(asked.upperBound - 1) are not all among them")
        + "; choose from 0 to \(count - 1)"
    case .stepOrder(let probe, let step, let last):
      "a snapshot of '\(probe)' at step \(step) cannot follow the one at step \(last); steps must grow"
    case .misuse(let problem): problem
    case .wrongCount(let probe, let site, let what, let expected, let found):
      "the snapshot of '\(site)' on the probe '\(probe)' got \(found) \(what) where \(expected) are needed"
    case .nonfinite(
      let probe, let site, let snapshot, let step, let window, let position, let unit, let value):
      "a state of \(site) is \(value) on the probe '\(probe)' (snapshot \(snapshot), step \(step), "
        + "window \(window), position \(position), unit \(unit)); lower the learning rate or the clipping norm"
    case .nonfiniteActivation(
      let probe, let site, let snapshot, let step, let sample, let place, let unit, let value):
      "an activation of \(site) is \(value) on the probe '\(probe)' (snapshot \(snapshot), step \(step), "
        + "sample \(sample), \(place.map { "row \($0[0]), column \($0[1]), " } ?? "")unit \(unit)); "
        + "lower the learning rate"
    case .damaged(let path, let problem):
      "\(path) is damaged: \(problem); restore it from a copy or record the states again"
    }
  }
}
