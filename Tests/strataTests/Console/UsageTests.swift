import Storage
import Tensors
import TestSupport
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

  @Test(
    "a configuration with a syntax error is wrong usage", arguments: ["{seed: 1", "{seed: }", "", "seed: 1"])
  func brokenConfiguration(text: String) throws {
    try TemporaryDirectory.with { folder in
      try LocalFileSystem().create("\(folder)/broken.json5", Array(text.utf8))
      for preset in [[], ["--preset", "synthetic"]] {
        let outcome = try Program.run(
          ["train", "language", "--config", "broken.json5", "--data", "x", "--out", "run"] + preset,
          in: folder)
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(
          outcome.errorLines.count == 1 && outcome.errors.hasPrefix("strata: broken.json5"),
          "\(outcome.errors)")
        #expect(try LocalFileSystem().list(folder) == ["broken.json5"])
      }
    }
  }

  @Test(
    "a result that cannot be written is a failure, in one sentence",
    arguments: [
      ["--version"], ["--help"], ["compare", "x.npy", "x.npy"], ["compare", "x.npy", "x.npy", "--json"],
    ])
  func fullDisk(arguments: [String]) throws {
    try TemporaryDirectory.with { folder in
      let numbers = RandomKey(seed: 1).uniforms(90, from: -1, to: 1)
      try NPY.write(
        NumberArray(shape: [30, 3], values: .float32(numbers)), to: "\(folder)/x.npy", in: LocalFileSystem())
      let quiet = arguments[0] == "compare" ? ["--quiet"] : []
      let outcome = try Program.run(arguments + quiet, in: folder, outputTo: "/dev/full")
      #expect(outcome.code == 1)
      let lines = outcome.errorLines.filter { !$0.hasPrefix("strata: warning: ") }
      #expect(lines.count == 1, "\(outcome.errors)")
      #expect(
        lines.first?.hasPrefix("strata: cannot write to standard output: ") == true, "\(outcome.errors)")
    }
  }
}
