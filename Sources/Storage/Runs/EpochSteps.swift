/// How many updates each epoch of a run has: as many in all, or numbers that were drawn.
public enum EpochSteps: Equatable, Sendable {
  /// Every epoch has as many.
  case each(Int)
  /// The updates so far at the end of each epoch, ascending.
  case ends([Int])

  /// The updates so far at the end of an epoch, counted from 1.
  ///
  /// Beyond the drawn epochs, every one counts as long as the last.
  public func end(ofEpoch epoch: Int) -> Int {
    switch self {
    case .each(let count): return epoch * count
    case .ends(let ends):
      guard epoch > 0, let last = ends.last else { return 0 }
      guard epoch > ends.count else { return ends[epoch - 1] }
      return last + (epoch - ends.count) * (last - (ends.dropLast().last ?? 0))
    }
  }

  /// The epoch, counted from 1, that update `step`, counted from 1, belongs to; 1 for step 0.
  public func epoch(ofUpdate step: Int) -> Int {
    guard step > 0 else { return 1 }
    switch self {
    case .each(let count): return (step - 1) / count + 1
    case .ends(let ends):
      // The first epoch that ends at or after the update.
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] < step { low = middle + 1 } else { high = middle }
      }
      guard low == ends.count else { return low + 1 }
      let length = end(ofEpoch: ends.count + 1) - end(ofEpoch: ends.count)
      return ends.count + (step - (ends.last ?? 0) - 1) / max(1, length) + 1
    }
  }

  /// The number of updates of an epoch, counted from 1.
  public func count(ofEpoch epoch: Int) -> Int { end(ofEpoch: epoch) - end(ofEpoch: epoch - 1) }

  /// Whether update `step` is the last of its epoch.
  public func isEnd(_ step: Int) -> Bool { step > 0 && end(ofEpoch: epoch(ofUpdate: step)) == step }

  /// The updates of an epoch on average, rounded.
  public var average: Int {
    switch self {
    case .each(let count): count
    case .ends(let ends): max(1, ((ends.last ?? 0) + ends.count / 2) / max(1, ends.count))
    }
  }
}
