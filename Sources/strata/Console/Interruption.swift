import Dispatch
import Foundation
import Synchronization

/// Notices Ctrl-C and SIGTERM, so that long work can stop between two steps and save.
///
/// The first signal sets a flag that the work reads; a second one ends the program at once. It listens as long as
/// it lives, so keep it until the work has ended.
final class Interruption {
  /// What the work reads between two steps.
  let request = StopRequest()
  private let sources: [any DispatchSourceSignal]

  /// Starts to listen; the default action of both signals is switched off.
  init() {
    sources = [SIGINT, SIGTERM].map { number in
      _ = signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for (number, source) in zip([SIGINT, SIGTERM], sources) {
      source.setEventHandler { [request] in request.receive(number) }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }
}

/// Whether a signal asked the program to stop; safe to read from any thread.
final class StopRequest: Sendable {
  private let received = Atomic<Int32>(0)

  /// The signal that arrived first, if one did.
  var signalNumber: Int32? {
    let number = received.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }

  /// Remembers the first signal; the second one ends the program.
  func receive(_ number: Int32) {
    let (first, _) = received.compareExchange(
      expected: 0, desired: number, ordering: .acquiringAndReleasing)
    if !first { _exit(128 + number) }
  }
}
