import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite("Maps from the command line")
struct MapCommandTests {
  private static let key = RandomKey(seed: 9)

  /// Writes arrays of rows × units that share a part.
  private func write(_ names: [String], rows: Int = 400, units: Int = 4, in folder: String) throws {
    let shared = Self.key.child("shared").uniforms(rows * units, from: -1, to: 1)
    for name in names {
      let own = Self.key.child(name).uniforms(rows * units, from: -1, to: 1)
      let array = NumberArray(shape: [rows, units], values: .float32(zip(shared, own).map { $0 + $1 }))
      try NPY.write(array, to: "\(folder)/\(name).npy", in: LocalFileSystem())
    }
  }

  private func matrix(_ object: [String: Any], _ measure: String) throws -> [[Double]] {
    let maps = try #require(object["maps"] as? [[String: Any]])
    return try #require(maps.first { $0["measure"] as? String == measure }?["matrix"] as? [[Double]])
  }

  @Test("three matrices make a map that agrees with the pairs, at any number of threads")
  func map() throws {
    try TemporaryDirectory.with { folder in
      try write(["a", "b", "c"], in: folder)
      let arguments = ["compare", "a.npy", "b.npy", "c.npy", "--measure", "pwcca,cka", "--json"]
      let one = try Program.run(arguments + ["--threads", "1"], in: folder)
      let two = try Program.run(arguments + ["--threads", "2"], in: folder)
      #expect(one.code == 0 && one.output == two.output)
      let object = try one.json()
      #expect(Set(object.keys) == ["labels", "observations", "units", "rank", "maps", "null"])
      #expect(object["labels"] as? [String] == ["a.npy", "b.npy", "c.npy"])
      let pair = try Program.run("compare", "a.npy", "c.npy", "--json", "--shifts", "0", in: folder).json()
      let pwcca = try #require(pair["pwcca"] as? [String: Double])
      let cka = try #require(pair["cka"] as? [String: Double])
      let map = try matrix(object, "pwcca")
      #expect(abs(map[0][2] - (pwcca["yx"] ?? 2)) < 1e-10)
      #expect(abs(map[2][0] - (pwcca["xy"] ?? 2)) < 1e-10)
      #expect(abs(try matrix(object, "cka")[2][0] - (cka["linear"] ?? 2)) < 1e-10)
      let text = try Program.run("compare", "a.npy", "b.npy", "c.npy", "--quiet", in: folder)
      #expect(text.errors.isEmpty && text.output.contains("1  a.npy (4 units, rank 4)"))
      #expect(text.output.contains("PWCCA") && text.output.contains("null of CCA"))
    }
  }

  @Test("one measure of two matrices has no key of another")
  func oneMeasure() throws {
    try TemporaryDirectory.with { folder in
      try write(["a", "b"], in: folder)
      let whole = try Program.run("compare", "a.npy", "b.npy", "--json", in: folder).json()
      for measure in ["cca", "svcca", "pwcca", "cka", "procrustes"] {
        let object = try Program.run(
          "compare", "a.npy", "b.npy", "--json", "--measure", measure, "--shifts", "0", in: folder
        ).json()
        #expect(
          Set(object.keys) == ["observations", "units", "rank", "condition", "null", "definition", measure])
        #expect((object["null"] as? [String: Any])?["shifted"] == nil)
        func mean(_ object: [String: Any]) -> Double? {
          let value = object[measure] as? [String: Any]
          return object[measure] as? Double ?? value?["mean"] as? Double ?? value?["linear"] as? Double
        }
        #expect(abs((mean(object) ?? 2) - (mean(whole) ?? 3)) < 1e-10, "\(measure)")
      }
    }
  }

  @Test(
    "bad input is one sentence and its exit code",
    arguments: [
      (["compare", "a.npy"], Int32(2), "name two matrices or more"),
      (["compare", "a.npy", "b.npy", "a.npy", "--interval"], 2, "are for two matrices"),
      (["compare", "a.npy", "b.npy", "--measure", "cosine"], 2, "--measure 'cosine' is none of"),
      (["compare", "a.npy", "b.npy", "--measure", ""], 2, "--measure '' is none of"),
      (["compare", "a.npy", "b.npy", "--measure", "cka", "--interval"], 2, "remove --measure"),
      (["compare", "a.npy", "b.npy", "a.npy", "--memory", "0"], 2, "--memory must be"),
      (["compare", "a.npy", "b.npy", "a.npy", "--memory", "5"], 2, "this map needs at least"),
      (["compare", "a.npy", "b.npy", "--memory", "5"], 2, "--memory is for maps"),
      (["compare", "void.npy", "void.npy"], 3, "void.npy has 0 rows"),
      (["compare", "a.npy", "b.npy", "short.npy"], 3, "but short.npy has 9"),
      (["compare", "a.npy", "b.npy", "absent.npy"], 3, "absent.npy does not exist"),
      (["compare", "short.npy", "short.npy", "short.npy"], 0, "few"),
      (["compare", "tiny.npy", "tiny.npy", "tiny.npy"], 3, "8 rows are too few"),
      (["analyze", "map", "absent", "--over", "steps"], 3, "absent"),
      (["analyze", "map", "absent"], 2, "--over"),
      (["analyze", "map", "absent", "--over", "hours"], 2, "hours"),
      (["analyze", "map", "absent", "--over", "steps", "--step", "3"], 2, "remove --step"),
    ])
  func refused(arguments: [String], code: Int32, words: String) throws {
    try TemporaryDirectory.with { folder in
      try write(["a", "b"], in: folder)
      try write(["short"], rows: 9, in: folder)
      try write(["tiny"], rows: 8, in: folder)
      try write(["void"], rows: 0, in: folder)
      let outcome = try Program.run(arguments + ["--quiet"], in: folder)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test(
    "a run's map is drawn, written, printed and put on the page; two runs must have recorded the same probe")
  func analyze() throws {
    try TemporaryDirectory.with { folder in
      for (name, token) in [("one", Int32(1)), ("two", 1), ("three", 2)] {
        let made = try RunFolder(in: folder, name: name)
        try record(made.run.statesPath, token: token, key: Self.key.child(name))
      }
      let outcome = try Program.run("analyze", "map", "one", "--over", "steps", "--json", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let result = try #require(
        (try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])?.first)
      #expect(result["analysis"] as? String == "map-steps")
      #expect((result["findings"] as? [String])?.first?.contains("null") == true)
      let files = LocalFileSystem()
      for name in ["map-steps.json", "map-steps.csv", "map-steps-all.csv", "map-steps.section.json"] {
        #expect(try files.exists("\(folder)/one/analysis/\(name)"), "\(name)")
      }
      let both = try Program.run(
        "analyze", "map", "one", "two", "--over", "sites", "--quiet", "--step", "4", in: folder)
      #expect(both.code == 0, "\(both.errors)")
      #expect(try files.exists("\(folder)/one/analysis/map-sites-between.csv"))
      let other = try Program.run("analyze", "map", "one", "three", "--over", "steps", "--quiet", in: folder)
      #expect(other.code == 3 && other.errorLines.count == 1)
      #expect(other.errors.contains("of the runs differs"))
      let rows = ["one@last:h_l0", "three@last:h_l0"]
      for matrices in [rows, rows + ["one@first:h_l0"]] {
        let unrelated = try Program.run(["compare"] + matrices + ["--quiet"], in: folder)
        #expect(unrelated.code == 3 && unrelated.errors.contains("of the runs differs"))
      }
      let related = try Program.run("compare", "one@last:h_l0", "two@last:h_l0", "--quiet", in: folder)
      #expect(related.code == 0, "\(related.errors)")
      let step = try Program.run("analyze", "map", "one", "--over", "sites", "--step", "5", in: folder)
      #expect(step.code == 2)
    }
  }

  /// A store of two steps of two sites.
  private func record(_ path: String, token: Int32, key: RandomKey) throws {
    let sites = ["h_l0", "h_l1"]
    let probe = ProbeDescription(
      name: "convergence", windows: 30, positions: 10,
      tokenIDs: [Int32](repeating: token, count: 300), tokenOffsets: (0..<300).map(Int64.init),
      split: "valid",
      startState: "carried", sites: sites.map { SiteDescription(name: $0, units: 3) },
      identity: String(repeating: "\(token)", count: 64))
    let writer = try StateStoreWriter(
      creating: path, description: StateStoreDescription(probes: [probe], precision: .lossless),
      memoryCeiling: 1 << 24, in: LocalFileSystem(), effect: nil)
    for step in [0, 4] {
      try writer.begin(probe: "convergence", step: step)
      for site in sites {
        let values = key.child(site).child(step).uniforms(900, from: -1, to: 1)
        try writer.append(site: site, windows: values)
      }
      try writer.commit()
    }
    try writer.finish()
  }
}
