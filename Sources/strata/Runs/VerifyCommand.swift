import ArgumentParser
import Foundation
import Storage

/// `strata verify`: whether a run's files are the ones that were written.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every checksum of a run, of weights, carried state and recorded states.",
    discussion: """
      Configuration and metrics have no checksum; they must be readable. Prints one line for each damage that it finds; \
      exit code 4 if there is any.
      """)

  @Argument(help: ArgumentHelp("Run folders.", valueName: "run"))
  var runs: [String]

  @OptionGroup var options: OutputOptions

  /// What verification found in one run.
  struct Finding: Codable, Equatable {
    var run: String
    /// The steps of the checkpoints that were looked at.
    var checkpoints: [Int]
    /// How many snapshots each probe has.
    var snapshots: [String: Int]
    var damages: [String]
  }

  func run() throws {
    let files = LocalFileSystem()
    let console = options.console
    let findings = try runs.map { try Self.verify($0, files: files, console: console) }
    if options.json {
      try console.resultJSON(findings)
    } else {
      for finding in findings {
        for damage in finding.damages { console.result(damage) }
        if finding.damages.isEmpty {
          let snapshots = finding.snapshots.values.reduce(0, +)
          console.result(
            "\(finding.run): intact, \(finding.checkpoints.count) checkpoints, \(snapshots) snapshots")
        }
      }
    }
    let damages = findings.map(\.damages.count).reduce(0, +)
    if damages > 0 {
      throw CommandError.verification(
        "\(damages) damaged \(damages == 1 ? "file" : "files") in \(runs.joined(separator: ", ")); restore them from a copy"
      )
    }
  }

  private static func verify(_ path: String, files: any FileSystem, console: Console) throws -> Finding {
    let run = try RunDirectory(opening: path, in: files)
    var finding = Finding(run: path, checkpoints: [], snapshots: [:], damages: [])
    // What cannot be read is damage too, and must not hide the rest.
    func collecting(_ body: () throws -> Void) {
      do {
        try body()
      } catch {
        finding.damages.append("\(error)")
      }
    }
    let checkpoints = CheckpointStore(run: run, fileSystem: files)
    for step in try checkpoints.steps() {
      console.note("checkpoint \(step)")
      finding.checkpoints.append(step)
      finding.damages += try checkpoints.verify(step: step).map(\.description)
    }
    var attributes: [String: String]?
    collecting { attributes = try RunKind(of: run, in: files).stateAttributes(of: path, in: files) }
    if try files.exists(run.statesPath) {
      console.note("states")
      collecting {
        finding.damages += try StateStore.verify(run.statesPath, in: files).map(\.description)
        let store = try StateStore(opening: run.statesPath, in: files)
        for probe in store.probes { finding.snapshots[probe.name] = try store.steps(probe: probe.name).count }
        if let other = attributes.flatMap({ RecordedStates.foreignAttribute(of: store, expected: $0) }) {
          finding.damages.append(
            "\(run.statesPath) is of another run: its \(other.name) is \(other.found), not \(other.expected)")
        }
      }
    }
    collecting { if try files.exists(run.metricsPath) { _ = try MetricLog.read(run.metricsPath, in: files) } }
    return finding
  }
}
