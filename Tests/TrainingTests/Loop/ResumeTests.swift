import Storage
import TestSupport
import Testing

@testable import Training

struct ResumeTests {
  private struct Killed: Error {}

  private func train(
    _ run: LanguageModelRun, _ directory: RunDirectory, resume: Bool = false, killAfter events: Int = .max,
    stopAfter steps: Int = .max
  ) throws -> TrainingOutcome {
    let corpus = try Example.corpus(in: TemporaryDirectory())
    let trainer = try LanguageModelTrainer(
      run, corpus: corpus, directory: directory, resume: resume, in: LocalFileSystem())
    var seen = 0
    return try trainer.train(shouldStop: { trainer.step >= steps }) { _ in
      seen += 1
      if seen > events { throw Killed() }
    }
  }

  /// A run killed after every possible event, and one stopped politely, end with the bytes of an undisturbed one.
  @Test func resumedEqualsUndisturbed() throws {
    let corpus = try Example.corpus(in: TemporaryDirectory())
    let run = try Example.run(corpus)
    let folder = try TemporaryDirectory()
    let whole = try RunDirectory(creating: folder.path + "/whole", in: LocalFileSystem())
    #expect(try train(run, whole) == .finished)
    let weights = try Example.weights(whole)
    let states = try Example.files(under: whole.statesPath)
    let metrics = try Example.metrics(whole)
    #expect(!states.isEmpty && weights.count >= 4 && metrics.contains { $0.split == "test" })
    for kill in [1, 2, 19, 48, 77, 131] {
      let directory = try RunDirectory(creating: folder.path + "/killed\(kill)", in: LocalFileSystem())
      do {
        _ = try train(run, directory, killAfter: kill)
      } catch is Killed {
        #expect(try train(run, directory, resume: true) == .finished)
      }
      #expect(try Example.weights(directory) == weights, "killed after event \(kill)")
      #expect(try Example.files(under: directory.statesPath) == states, "killed after event \(kill)")
      #expect(try Example.metrics(directory) == metrics, "killed after event \(kill)")
    }
    let polite = try RunDirectory(creating: folder.path + "/polite", in: LocalFileSystem())
    #expect(try train(run, polite, stopAfter: 7) == .interrupted(step: 7))
    #expect(try train(run, polite, resume: true) == .finished)
    #expect(try Example.weights(polite).filter { $0.key.hasPrefix("7/") }.isEmpty)
    #expect(try Example.weights(polite) == weights)
    #expect(try Example.metrics(polite) == metrics)
  }

  @Test func divergenceNamesStepAndParameter() throws {
    var run = try Example.run(try Example.corpus(in: TemporaryDirectory()), recording: false)
    run.learningRate = 1e8
    let folder = try TemporaryDirectory()
    let directory = try RunDirectory(creating: folder.path + "/run", in: LocalFileSystem())
    do {
      _ = try train(run, directory)
      Issue.record("the run did not stop")
    } catch TrainingError.diverged(let step, let parameter, _, _) {
      #expect(step > 1 && parameter.contains("."))
    }
    #expect(try CheckpointStore(run: directory, fileSystem: LocalFileSystem()).latest()?.step == 0)
  }

  @Test func otherDataIsRefused() throws {
    let corpus = try Example.corpus(in: TemporaryDirectory())
    var run = try Example.run(corpus)
    run.dataHashes["valid"] = "00"
    #expect(throws: TrainingError.changedData(split: "valid")) { try run.completed(for: corpus) }
  }
}
