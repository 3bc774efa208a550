import Storage
import TestSupport
import Testing

@Suite("strata verify")
struct VerifyTests {
  @Test("an intact run is said to be so")
  func intact() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      try run.saveCheckpoint(step: 0)
      try run.saveCheckpoint(step: 20)
      let outcome = try Program.run("verify", run.run.path, "--quiet")
      #expect(outcome.code == 0)
      #expect(outcome.output == "\(run.run.path): intact, 2 checkpoints, 0 snapshots\n")
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test("a flipped bit in the weights is named, with exit code 4")
  func damaged() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      try run.saveCheckpoint(step: 20)
      let path = run.run.checkpointsPath + "/step_00000020/model.safetensors"
      var bytes = try run.files.read(path)
      bytes[bytes.count - 1] ^= 1
      try run.files.create(path, bytes)
      let outcome = try Program.run("verify", run.run.path, "--quiet")
      #expect(outcome.code == 4)
      #expect(outcome.output.contains("\(path) is damaged"))
      #expect(outcome.errorLines == ["strata: 1 damaged file in \(run.run.path); restore them from a copy"])
    }
  }

  @Test("states without a root document are damage, and named")
  func noRoot() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      try run.saveCheckpoint(step: 20)
      try run.files.makeFolders("\(run.run.statesPath)/convergence")
      let outcome = try Program.run("verify", run.run.path, "--json", "--quiet")
      #expect(outcome.code == 4)
      #expect(outcome.output.contains("\(run.run.statesPath)/zarr.json does not exist"), "\(outcome.output)")
      #expect(outcome.errorLines == ["strata: 1 damaged file in \(run.run.path); restore them from a copy"])
    }
  }

  @Test("a folder that is no run is bad data", arguments: ["nothing-here", ""])
  func noRun(name: String) throws {
    try TemporaryDirectory.with { folder in
      let outcome = try Program.run("verify", folder + "/" + name)
      #expect(outcome.code == 3)
      #expect(outcome.errorLines.count == 1)
    }
  }
}
