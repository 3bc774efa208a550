import Foundation
import Synchronization

/// Shows how far long work is: a moving bar on a terminal, a plain line now and then elsewhere.
///
/// It may be called from any thread, as often as parts are finished: it draws at most ten times a second on a
/// terminal, and one line every fifteen seconds elsewhere.
final class ProgressBar: Sendable {
  private let console: Console
  private let label: String
  private let total: Int
  private let resumedAt: Int
  private let rateUnit: String
  private let started = ContinuousClock.now
  private let lastDrawn = Mutex<ContinuousClock.Instant?>(nil)

  /// Begins to show work of `total` parts.
  ///
  /// - Parameters:
  ///   - console: where to show it.
  ///   - label: what the work is, in a word or two.
  ///   - total: the number of parts.
  ///   - resumedAt: parts that were done before.
  ///   - rateUnit: what the rate counts.
  init(on console: Console, label: String, total: Int, resumedAt: Int = 0, rateUnit: String) {
    self.console = console
    self.label = label
    self.total = total
    self.resumedAt = resumedAt
    self.rateUnit = rateUnit
  }

  /// Shows that `completed` parts are done, if it is time to.
  ///
  /// - Parameters:
  ///   - completed: the parts.
  ///   - rate: units a second, where the caller knows better than all parts over all time.
  ///   - secondsLeft: likewise.
  ///   - detail: a last word.
  func update(_ completed: Int, rate: Double? = nil, secondsLeft: Double? = nil, detail: String = "") {
    guard !console.quiet else { return }
    let now = ContinuousClock.now
    let pause: Duration = console.showsBar ? .milliseconds(100) : .seconds(15)
    let draws = lastDrawn.withLock { last in
      guard now - (last ?? started) >= pause else { return false }
      last = now
      return true
    }
    if draws { draw(completed, rate: rate, secondsLeft: secondsLeft, detail: detail, at: now) }
  }

  /// Prints a line that stays, above the bar.
  func note(_ text: String) {
    if console.showsBar && !console.quiet { console.redraw("") }
    console.note(text)
  }

  /// Wipes the bar; the caller prints what came out.
  func finish() {
    if console.showsBar && !console.quiet { console.redraw("") }
  }

  private func draw(
    _ completed: Int, rate: Double?, secondsLeft: Double?, detail: String, at now: ContinuousClock.Instant
  ) {
    let elapsed = (now - started).components
    let line = ProgressLine(
      label: label, completed: completed, total: total, resumedAt: resumedAt,
      seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18, rateUnit: rateUnit,
      knownRate: rate, knownSecondsLeft: secondsLeft, detail: detail)
    if console.showsBar {
      console.redraw(line.text(barWidth: 20))
    } else {
      console.note(line.text(barWidth: nil))
    }
  }
}
