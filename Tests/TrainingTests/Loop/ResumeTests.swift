import Foundation
import Storage
import TestSupport
import Testing

@testable import Training

struct ResumeTests {
  /// Files as they are after a stop of the process, not of the machine: what is written need not be durable.
  private let disk = UnsynchronizedFileSystem()

  /// Trains, killed in the middle of event `kill` or asked to stop when it asks for the `stop`-th time, both from 1.
  private func train(
    _ run: LanguageModelRun, _ directory: RunDirectory, resume: Bool = false, heldOutLines: Int = 12,
    killAt kill: Int = .max, stopAt stop: Int = .max
  ) throws -> Session {
    let corpus = try Example.corpus(in: TemporaryDirectory(inMemory: true), heldOutLines: heldOutLines)
    let trainer = try LanguageModelTrainer(
      run, corpus: corpus, directory: directory, resume: resume, in: disk)
    return try Session.of(trainer, killAt: kill, stopAt: stop)
  }

  /// A run whose held-out texts are scored in two blocks, so that it can be stopped in the middle of an evaluation.
  private static let heldOutLines = 80

  private func exampleRun() throws -> LanguageModelRun {
    try Example.run(
      Example.corpus(in: TemporaryDirectory(inMemory: true), heldOutLines: Self.heldOutLines))
  }

  /// A run killed at an event, at a spread of them and at every one from the last validation on, ends with the bytes of
  /// an undisturbed one.
  @Test func killedAndResumedEqualsUndisturbed() throws {
    let (run, folder, session, whole) = try undisturbed()
    #expect(session.outcome == .finished)
    #expect(!whole.states.isEmpty && whole.metrics.last?.split == "test" && whole.loops.count >= 2)
    let kills = session.chosenEvents(every: 9)
    #expect(session.events.count > 100 && kills.count > 15 && kills.last == session.events.count)
    for kill in kills {
      let directory = try RunDirectory(creating: folder.file("killed-\(kill)"), in: disk)
      let killed = try train(run, directory, heldOutLines: Self.heldOutLines, killAt: kill)
      #expect(killed.outcome == nil && killed.events.count == kill)
      let resumed = try train(run, directory, resume: true, heldOutLines: Self.heldOutLines)
      #expect(resumed.outcome == .finished, "killed at event \(kill)")
      whole.expectSame(try Remains(directory), "killed at event \(kill), \(session.events[kill - 1])")
    }
  }

  /// A run that nothing disturbed, in a folder for others beside it, and what it left.
  private func undisturbed() throws -> (LanguageModelRun, TemporaryDirectory, Session, Remains) {
    let run = try exampleRun()
    let folder = try TemporaryDirectory(inMemory: true)
    let directory = try RunDirectory(creating: folder.file("whole"), in: disk)
    let session = try train(run, directory, heldOutLines: Self.heldOutLines)
    return (run, folder, session, try Remains(directory))
  }

  /// A run stopped politely whenever it asks, inside the evaluations too, ends with the bytes of an undisturbed one.
  @Test func stoppedAndResumedEqualsUndisturbed() throws {
    let (run, folder, session, whole) = try undisturbed()
    let last = try #require(session.questions.last)
    // At the last step: before the evaluations, and before each of two blocks of both texts.
    #expect(session.questions.count { $0 == last } == 5)
    let stops = session.chosenQuestions(every: 7)
    #expect(stops.count > 12)
    for stop in stops {
      let directory = try RunDirectory(creating: folder.file("stopped-\(stop)"), in: disk)
      let step = session.questions[stop - 1]
      let stopped = try train(run, directory, heldOutLines: Self.heldOutLines, stopAt: stop)
      #expect(stopped.outcome == .interrupted(step: step), "stopped at question \(stop)")
      let resumed = try train(run, directory, resume: true, heldOutLines: Self.heldOutLines)
      #expect(resumed.outcome == .finished, "stopped at question \(stop)")
      whole.expectSame(try Remains(directory), savedAt: step, "stopped at question \(stop), step \(step)")
    }
  }

  /// A run stopped at its last step again and again does each evaluation once.
  @Test func stopsInTheLastEvaluationsAddUp() throws {
    let (run, folder, session, whole) = try undisturbed()
    let last = try #require(session.questions.last)
    let first = session.questions.count - 4
    let stopped = try RunDirectory(creating: folder.file("stopped"), in: disk)
    // In order: before the evaluations, in the validation, between the two, in the test text, which it begins anew.
    for (resume, stop) in [(false, first), (true, 1), (true, 2), (true, 3), (true, 4), (true, 2), (true, 3)] {
      let session = try train(run, stopped, resume: resume, heldOutLines: Self.heldOutLines, stopAt: stop)
      #expect(session.outcome == .interrupted(step: last))
    }
    let end = try train(run, stopped, resume: true, heldOutLines: Self.heldOutLines)
    #expect(end.outcome == .finished && end.questions.count == 3)
    whole.expectSame(try Remains(stopped), savedAt: last, "stopped seven times")
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
