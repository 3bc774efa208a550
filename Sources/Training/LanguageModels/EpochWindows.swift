import Corpora
public import Storage
import Tensors

/// The windows of every epoch of a run: all of one length, or of lengths that are drawn for each epoch anew.
struct EpochWindows: Sendable {
  private let windows: TrainingWindows
  private let run: LanguageModelRun
  /// The updates of each epoch.
  let epochs: EpochSteps
  /// The starts of the windows of the last epoch that was asked for, and its end.
  private var drawn: (epoch: Int, starts: [Int])?

  /// Cuts a text.
  ///
  /// - Throws: a corpus error where the text is too short.
  init(_ run: LanguageModelRun, text: [Int32]) throws {
    windows = try TrainingWindows(tokens: text, batchSize: run.batchSize, windowLength: run.windowLength)
    self.run = run
    epochs = Self.epochs(run, windows)
  }

  private static func epochs(_ run: LanguageModelRun, _ windows: TrainingWindows) -> EpochSteps {
    guard let draws = run.windowDraws else { return .each(windows.windowsPerEpoch) }
    var (ends, total) = ([Int](), 0)
    for epoch in 1...run.epochs {
      total += lengths(draws, run, windows, epoch: epoch).count
      ends.append(total)
    }
    return .ends(ends)
  }

  private static func lengths(
    _ draws: WindowDraws, _ run: LanguageModelRun, _ windows: TrainingWindows, epoch: Int
  ) -> [Int] {
    draws.lengths(
      base: run.windowLength, positions: windows.positions,
      key: RandomKey(seed: run.seed).child("windows").child(epoch))
  }

  /// The tokens that are predicted in an epoch.
  var targetsPerEpoch: Int { windows.targetsPerEpoch }

  /// A window of an epoch, counted from 1, and the share of the learning rate that belongs to its length.
  mutating func window(_ index: Int, epoch: Int) -> (
    part: (inputs: [Int32], targets: [Int32], length: Int), rateShare: Double
  ) {
    guard let draws = run.windowDraws else { return (windows.window(index), 1) }
    if drawn?.epoch != epoch {
      var starts = [0]
      for length in Self.lengths(draws, run, windows, epoch: epoch) {
        starts.append(starts[starts.count - 1] + length)
      }
      drawn = (epoch, starts)
    }
    guard let starts = drawn?.starts else { preconditionFailure("epoch \(epoch) is not drawn") }
    let length = starts[index + 1] - starts[index]
    return (
      windows.window(from: starts[index], length: length), Double(length) / Double(run.windowLength)
    )
  }
}

extension LanguageModelRun {
  /// The updates of each epoch on a training text.
  ///
  /// - Throws: a corpus error where the text is too short.
  public func epochSteps(on text: [Int32]) throws -> EpochSteps { try EpochWindows(self, text: text).epochs }
}
