import Testing

@testable import strata

@Suite("Usage of the program")
struct UsageTests {
  @Test("help goes to standard output and is no error")
  func help() throws {
    let outcome = try Program.run("--help")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("USAGE: strata"))
    #expect(outcome.output.contains("Exit codes: 0 done"))
    #expect(outcome.errors.isEmpty)
  }

  @Test("the version is printed")
  func version() throws {
    let outcome = try Program.run("--version")
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("strata "))
  }

  @Test("an unknown option or subcommand is one sentence and exit code 2", arguments: ["--bogus", "bogus"])
  func unknown(argument: String) throws {
    let outcome = try Program.run(argument)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("strata: "))
    #expect(outcome.errors.contains(argument))
    #expect(outcome.errors.contains("'strata --help' shows the usage"))
  }

  @Test("the parser's words become one sentence")
  func sentence() {
    let sentence = UsageSentence(
      parserMessage: "Unknown option '--x'.\n  Did you mean '--y'?\n", help: "strata a --help")
    #expect(sentence.text == "unknown option '--x'. Did you mean '--y'?; 'strata a --help' shows the usage")
  }

  @Test("exit codes are the documented ones")
  func exitCodes() {
    let all: [ProgramExit] = [
      .done, .failed, .wrongUsage, .badData, .verificationFailed, .interrupted(signal: 2),
      .interrupted(signal: 15),
    ]
    #expect(all.map(\.rawValue) == [0, 1, 2, 3, 4, 130, 143])
  }
}
