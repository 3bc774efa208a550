import Corpora
import Foundation
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

struct ImageResumeTests {
  /// Files as they are after a stop of the process, not of the machine: what is written need not be durable.
  private let disk = UnsynchronizedFileSystem()

  /// A run, its images, what an undisturbed training did and left, and a folder for others.
  private struct Undisturbed {
    let set: ImageSet
    let run: ImageRun
    let folder: TemporaryDirectory
    let session: Session
    let whole: Remains
  }

  private func undisturbed(_ kind: ImageExample.Kind, test: Int = 40) throws -> Undisturbed {
    // The last images of an epoch make a smaller batch.
    let set = try ImageExample.set(train: kind == .maps ? 52 : 60, test: test)
    let run = try kind.run(on: set)
    let folder = try TemporaryDirectory(inMemory: true)
    let directory = try RunDirectory(creating: folder.file("whole"), in: disk)
    let session = try Session.of(
      ImageTrainer(run, images: set, directory: directory, resume: false, in: disk))
    return Undisturbed(
      set: set, run: run, folder: folder, session: session, whole: try Remains(directory))
  }

  private func train(
    _ example: Undisturbed, _ directory: RunDirectory, resume: Bool = false, killAt kill: Int = .max,
    stopAt stop: Int = .max
  ) throws -> Session {
    let trainer = try ImageTrainer(
      example.run, images: example.set, directory: directory, resume: resume, in: disk)
    return try Session.of(trainer, killAt: kill, stopAt: stop)
  }

  @Test(arguments: ImageExample.Kind.allCases)
  func killedAndResumedEqualsUndisturbed(kind: ImageExample.Kind) throws {
    let example = try undisturbed(kind)
    #expect(example.session.outcome == .finished && example.whole.metrics.last?.split == "test")
    #expect(!example.whole.states.isEmpty && example.whole.loops.count >= 2)
    #expect(example.whole.loops.keys.max() == 15)
    let kills = example.session.chosenEvents(every: 11)
    #expect(kills.count > 5 && kills.last == example.session.events.count)
    for kill in kills {
      let directory = try RunDirectory(creating: example.folder.file("killed-\(kill)"), in: disk)
      let killed = try train(example, directory, killAt: kill)
      #expect(killed.outcome == nil && killed.events.count == kill)
      let resumed = try train(example, directory, resume: true)
      #expect(resumed.outcome == .finished, "killed at event \(kill)")
      example.whole.expectSame(
        try Remains(directory), "killed at event \(kill), \(example.session.events[kill - 1])")
    }
  }

  @Test(arguments: ImageExample.Kind.allCases)
  func stoppedAndResumedEqualsUndisturbed(kind: ImageExample.Kind) throws {
    // The test images are scored in two blocks.
    let example = try undisturbed(kind, test: 260)
    let last = try #require(example.session.questions.last)
    // At the last step: before the evaluations, and before each block.
    let blocks = kind == .maps ? 2 : 3
    #expect(last == 15 && example.session.questions.count { $0 == last } == 1 + blocks)
    for stop in example.session.chosenQuestions(every: 9) {
      let directory = try RunDirectory(creating: example.folder.file("stopped-\(stop)"), in: disk)
      let step = example.session.questions[stop - 1]
      let stopped = try train(example, directory, stopAt: stop)
      #expect(stopped.outcome == .interrupted(step: step), "stopped at question \(stop)")
      let resumed = try train(example, directory, resume: true)
      #expect(resumed.outcome == .finished, "stopped at question \(stop)")
      example.whole.expectSame(
        try Remains(directory), savedAt: step, "stopped at question \(stop), step \(step)")
    }
  }

  @Test(arguments: ImageExample.Kind.allCases)
  func aSeedDecidesEveryBit(kind: ImageExample.Kind) throws {
    let example = try undisturbed(kind)
    let (again, _) = try ImageExample.trained(example.run, on: example.set)
    example.whole.expectSame(again, "a second time")
    var run = example.run
    run.seed += 1
    let (other, _) = try ImageExample.trained(run, on: example.set)
    #expect(other.loops.keys.sorted().last == 15)
    for step in Set(other.loops.keys).intersection(example.whole.loops.keys) {
      let name = "\(step)/model.safetensors"
      #expect(other.weights[name] != nil && other.weights[name] != example.whole.weights[name], "\(name)")
    }
    #expect(other.metrics != example.whole.metrics && other.metrics.count == example.whole.metrics.count)
  }

  /// A stopped run and the path of its last checkpoint.
  private func stopped(_ kind: ImageExample.Kind) throws -> (Undisturbed, RunDirectory, path: String) {
    let example = try undisturbed(kind)
    let directory = try RunDirectory(creating: example.folder.file("stopped"), in: disk)
    #expect(try train(example, directory, stopAt: 9).outcome == .interrupted(step: 6))
    return (example, directory, CheckpointStore(run: directory, fileSystem: disk).path(step: 6))
  }

  private func refusal(_ example: Undisturbed, _ directory: RunDirectory) throws -> String {
    do {
      _ = try ImageTrainer(
        example.run, images: example.set, directory: directory, resume: true, in: disk)
      return "the run was resumed"
    } catch { return "\(error)" }
  }

  @Test(arguments: ["model.safetensors", "train_state.safetensors", "state.json"])
  func aDamagedCheckpointIsNamed(file: String) throws {
    let (example, directory, path) = try stopped(.mlp)
    var bytes = try disk.read("\(path)/\(file)")
    bytes[bytes.count / 2] ^= 4
    try disk.create("\(path)/\(file)", bytes)
    let sentence = try refusal(example, directory)
    #expect(sentence.hasPrefix("\(path)/\(file) is damaged"), "\(sentence)")
  }

  /// Puts other tensors into the last checkpoint.
  private func replace(
    _ directory: RunDirectory, _ change: (inout Checkpoint) throws -> Void
  ) throws {
    let store = CheckpointStore(run: directory, fileSystem: disk)
    var checkpoint = try #require(try store.latest())
    try change(&checkpoint)
    try store.remove(step: checkpoint.step)
    try store.save(checkpoint)
  }

  private func file(_ tensors: [NamedTensor]) -> SafetensorsFile {
    SafetensorsFile(tensors: tensors, metadata: [:])
  }

  @Test func aCheckpointThatDoesNotFitIsNamed() throws {
    let (example, directory, path) = try stopped(.mlp)
    let start = "the checkpoint in \(path) cannot be resumed: "
    let whole = try #require(try CheckpointStore(run: directory, fileSystem: disk).latest())
    let tensors = whole.trainState.tensors
    try replace(directory) {
      $0.trainState = file(tensors.filter { $0.name != "exp_avg_sq.dense_l1.weight" })
    }
    #expect(
      try refusal(example, directory)
        == start
        + "the weights have no parameter 'exp_avg_sq.dense_l1.weight'; give the weights of a model of the same kind"
    )
    try replace(directory) { $0 = whole }
    try replace(directory) {
      let name = "exp_avg.dense_l0.weight"
      let short = NamedTensor(name: name, tensor: Tensor(shape: [3]))
      $0.trainState = file([short] + tensors.filter { $0.name != name })
    }
    #expect(
      try refusal(example, directory)
        == start
        + "parameter 'exp_avg.dense_l0.weight' has shape [3], but this model needs [10, 64]; check its sizes")
    try replace(directory) { $0 = whole }
    try replace(directory) { $0.model = file(whole.model.tensors.filter { $0.name != "logits.bias" }) }
    #expect(try refusal(example, directory).hasPrefix(start + "the weights have no parameter 'logits.bias'"))
    try replace(directory) { $0 = whole }
    let session = try train(example, directory, resume: true)
    #expect(session.outcome == .finished)
    example.whole.expectSame(try Remains(directory), savedAt: 6, "mended")
  }

  @Test func anotherOptimizerIsRefused() throws {
    let (example, directory, path) = try stopped(.means)
    var run = example.run
    run.optimizer = .sgd(momentum: 0.9, weightDecay: 0)
    do {
      _ = try ImageTrainer(run, images: example.set, directory: directory, resume: true, in: disk)
      Issue.record("the run was resumed")
    } catch TrainingError.unusableCheckpoint(let place, let what) {
      #expect(place == path && what.contains("'momentum_buffer.conv_l0.weight'"))
    }
  }

  @Test func lostStatesAreMissed() throws {
    let (example, directory, _) = try stopped(.maps)
    try disk.removeTree(directory.statesPath)
    #expect(throws: TrainingError.missingStates(path: directory.statesPath, step: 6)) {
      try ImageTrainer(
        example.run, images: example.set, directory: directory, resume: true, in: disk)
    }
  }
}
