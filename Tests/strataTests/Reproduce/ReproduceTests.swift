import Foundation
import Storage
import TestSupport
import Testing

@Suite("strata reproduce")
struct ReproduceTests {
  @Test func listsExperiments() throws {
    let text = try Program.run("reproduce", "--list")
    #expect(text.code == 0 && text.output.contains("F8  linear-recurrence"))
    let json = try Program.run("reproduce", "--list", "--json")
    let listed = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(listed.compactMap { $0["rows"] as? [String] }.contains(["F9"]))
  }

  @Test func writesAFolderAndFindings() throws {
    try TemporaryDirectory.with { folder in
      let outcome = try Program.run(
        "reproduce", "F8", "linear-recurrence", "--scale", "quick", "--out", "out", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("CCA distance is at most") && outcome.output.contains("cosine"))
      let files = LocalFileSystem()
      for name in ["linear-recurrence.csv", "linear-recurrence.json", "result.json"] {
        #expect(try files.exists("\(folder)/out/linear-recurrence/\(name)"))
      }
      // The same seed gives the same bytes, another one does not.
      func networks(_ out: String, _ seed: String) throws -> [UInt8] {
        let again = try Program.run(
          "reproduce", "f8", "--scale", "quick", "--out", out, "--seed", seed, "--json", "--quiet", in: folder
        )
        #expect(again.code == 0 && again.errors.isEmpty)
        let results = try #require(
          try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [[String: Any]])
        #expect(results.count == 1 && results[0]["folder"] as? String == "\(out)/linear-recurrence")
        return try files.read("\(folder)/\(out)/linear-recurrence/linear-recurrence-networks.csv")
      }
      let first = try files.read("\(folder)/out/linear-recurrence/linear-recurrence-networks.csv")
      #expect(try networks("again", "1") == first)
      #expect(try networks("other", "2") != first)
    }
  }

  @Test(arguments: [
    (["reproduce"], "name experiments"), (["reproduce", "F8", "--all"], "name experiments"),
    (["reproduce", "F77"], "there is no experiment 'F77'; known are F8"),
    (["reproduce", "F8", "--scale", "huge"], "huge"),
  ])
  func wrongUsage(_ arguments: [String], _ sentence: String) throws {
    let outcome = try Program.run(arguments)
    #expect(outcome.code == 2 && outcome.errorLines.count == 1)
    #expect(outcome.errors.contains(sentence))
  }
}
