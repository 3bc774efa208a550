import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  /// What one run of the program left behind.
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String

    /// The single JSON object on standard output.
    func json() throws -> [String: Any] {
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(object as? [String: Any], "not a JSON object: \(output)")
    }

    /// Lines on standard error that are not empty.
    var errorLines: [Substring] { errors.split(separator: "\n") }
  }

  /// The program stands beside the test runner, in the same build folder.
  static var path: String {
    get throws {
      let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return (runner as NSString).deletingLastPathComponent + "/strata"
    }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: its arguments.
  ///   - folder: where it runs; the temporary folder if nil.
  ///   - environment: variables that it gets on top of the test's own.
  /// - Throws: if it cannot be started.
  static func run(_ arguments: String..., in folder: String? = nil, environment: [String: String] = [:])
    throws
    -> Outcome
  {
    try run(arguments, in: folder, environment: environment)
  }

  /// Runs the program to its end, or until a condition holds: then it gets SIGTERM.
  ///
  /// Its results are kept, or go to the file at `target`.
  static func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    outputTo target: String? = nil, terminatedWhen condition: (() -> Bool)? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder ?? NSTemporaryDirectory())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let files = try [OutputFile(), OutputFile()]
    defer { for file in files { file.remove() } }
    process.standardOutput =
      try target.map { try #require(FileHandle(forWritingAtPath: $0)) } ?? files[0].handle
    process.standardError = files[1].handle
    try process.run()
    if let condition {
      while process.isRunning, !condition() { usleep(1000) }
      process.terminate()
    }
    process.waitUntilExit()
    return Outcome(
      code: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: try files[0].text(), errors: try files[1].text())
  }

  /// A temporary file that a process writes to; unlike a pipe it never fills up.
  private struct OutputFile {
    let path: String
    let handle: FileHandle

    init() throws {
      path = NSTemporaryDirectory() + "/strata-output-" + UUID().uuidString
      try Data().write(to: URL(fileURLWithPath: path))
      handle = try #require(FileHandle(forWritingAtPath: path))
    }

    func text() throws -> String {
      try handle.close()
      return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
  }
}
