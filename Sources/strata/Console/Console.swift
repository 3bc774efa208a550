import Foundation
import Storage

/// Where the program speaks: results on standard output, everything else on standard error.
struct Console: Sendable {
  /// Whether progress and notes are left out; errors and warnings are always printed.
  var quiet: Bool
  /// Whether standard error is a terminal that shows a moving progress bar.
  var showsBar: Bool

  init(quiet: Bool) {
    self.quiet = quiet
    showsBar = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Prints a result on standard output.
  func result(_ text: String) {
    write(text + "\n", to: .standardOutput)
  }

  /// Prints a result as JSON on standard output.
  func resultJSON(_ value: some Encodable) throws {
    write(String(decoding: try StrictJSON.encode(value), as: UTF8.self), to: .standardOutput)
  }

  /// Prints what is going on, on standard error, unless quiet.
  func note(_ text: String) {
    if !quiet { write(text + "\n", to: .standardError) }
  }

  /// Prints a warning on standard error.
  func warn(_ text: String) {
    write("strata: warning: \(text)\n", to: .standardError)
  }

  /// Prints an error on standard error.
  func complain(_ text: String) {
    write("strata: \(text)\n", to: .standardError)
  }

  /// Writes the line of a progress bar over the one before; an empty line wipes it.
  func redraw(_ line: String) {
    write("\r\u{1B}[K\(line)", to: .standardError)
  }

  private func write(_ text: String, to handle: FileHandle) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      // A reader that went away is not worth an error; a result that is lost is.
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      guard handle === FileHandle.standardOutput, cause?.code != Int(EPIPE) else { return }
      complain(
        "cannot write to standard output: \(cause?.localizedDescription ?? "\(error)"); send it elsewhere")
      exit(ProgramExit.failed.rawValue)
    }
  }
}
