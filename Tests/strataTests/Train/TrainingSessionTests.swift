import Corpora
import Storage
import TestSupport
import Testing
import Training

@testable import strata

@Suite("The beginning of a training")
struct TrainingSessionTests {
  private let disk = LocalFileSystem()

  @Test("whatever operation it is stopped at, the folder can be used again or is a run")
  func stoppedAtEachOperation() throws {
    try TemporaryDirectory.with(inMemory: true) { folder in
      for split in ["train", "valid", "test"] {
        try disk.create("\(folder)/\(split).txt", Array(String(repeating: "a b c\n", count: 60).utf8))
      }
      let corpus = try TextCorpus.load(folder, root: folder, in: disk)
      let run = try Presets.run(named: "synthetic", data: folder).completed(for: corpus)
      var left: Set<[String]> = []
      for failing in 1... {
        let directory = try RunDirectory(creating: "\(folder)/run-\(failing)", in: disk)
        let faulty = FaultyFileSystem(disk, failing: failing, with: .shortWrite(5), forever: true)
        let session = TrainingSession(
          directory: directory, files: faulty, console: Console(quiet: true), json: false)
        #expect(throws: StorageError.self) { try session.start(run, corpus: corpus) }
        if try disk.exists(directory.configPath) { break }
        left.insert(try disk.list(directory.path))
        // What a second attempt begins with, and that nothing but a run is resumed.
        #expect(throws: StorageError.notARun(path: directory.path, missing: "config.json")) {
          try RunDirectory(opening: directory.path, in: disk)
        }
        #expect(try RunDirectory(creating: directory.path, in: disk) == directory, "operation \(failing)")
      }
      #expect(left == [[".vocab.txt.partial"], ["vocab.txt"], [".config.json.partial", "vocab.txt"]])
    }
  }
}
