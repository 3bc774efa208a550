import ArgumentParser
import Foundation

/// The command line of Strata.
@main
struct Strata: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strata",
    abstract: "Train recurrent language models and watch their representations form.",
    discussion: """
      Results go to standard output, progress and messages to standard error.

      Exit codes: 0 done; 1 failed; 2 wrong usage or configuration; 3 bad input data; 4 verification failed; \
      130 or 143 interrupted (Ctrl-C or SIGTERM) after saving.
      """,
    version: "strata \(ThisProgram.version)",
    subcommands: [
      DataCommand.self, TrainCommand.self, RecordCommand.self, EvaluateCommand.self, CompareCommand.self,
      AnalyzeCommand.self, SampleCommand.self, ReproduceCommand.self, ReportCommand.self, VerifyCommand.self,
      ExportCommand.self,
    ])

  /// Runs the command that the arguments name, and exits with its code.
  static func main() {
    Foundation.exit(execute(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs the command that the arguments name.
  ///
  /// No error escapes: each becomes one sentence on standard error and an exit code.
  static func execute(_ arguments: [String]) -> ProgramExit {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      return .done
    } catch {
      return report(error)
    }
  }

  /// Prints what an error says, and gives its exit code.
  private static func report(_ error: any Error) -> ProgramExit {
    let console = Console(quiet: false)
    if let code = ProgramExit(of: error) {
      console.complain("\(error)")
      return code
    }
    switch exitCode(for: error) {
    case .success:
      console.result(fullMessage(for: error))
      return .done
    case .validationFailure:
      console.complain(UsageSentence(parserMessage: message(for: error), help: helpCommand(for: error)).text)
      return .wrongUsage
    default:
      console.complain(message(for: error))
      return .failed
    }
  }

  /// The command that shows how to write what was written wrongly, such as `strata compare --help`.
  private static func helpCommand(for error: any Error) -> String {
    let usage = fullMessage(for: error).split(separator: "\n").last {
      $0.contains("--help' for more information")
    }
    guard let usage, let open = usage.firstIndex(of: "'") else { return "strata --help" }
    return String(usage[usage.index(after: open)...].prefix { $0 != "'" })
  }
}
