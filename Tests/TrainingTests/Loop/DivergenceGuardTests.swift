import Foundation
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

struct DivergenceGuardTests {
  private let parameters: [(name: String, tensor: Tensor)] = [
    ("small.weight", Tensor(shape: [2], elements: [0.5, -1])),
    ("large.weight", Tensor(shape: [2], elements: [-8, 2])),
  ]

  private func check(
    _ loss: Double, classes: Int = 10, factor: Double = DivergenceGuard.explosionFactor,
    _ parameters: [(name: String, tensor: Tensor)]? = nil
  ) throws {
    try DivergenceGuard.check(loss: loss, step: 7, classes: classes, factor: factor) {
      parameters ?? self.parameters
    }
  }

  @Test func aLossIsComparedWithAGuess() throws {
    try check(4.9 * log(10))
    let error = #expect(throws: TrainingError.self) { try check(5.1 * log(10)) }
    #expect(
      error
        == .diverged(
          step: 7, parameter: "large.weight", loss: 5.1 * log(10), what: "its largest weight is 8.0"))
    // A guess of two classes loses less than a nat; one nat is the least that counts.
    try check(4.9, classes: 2)
    #expect(throws: TrainingError.self) { try check(5.1, classes: 2) }
  }

  @Test func imagesMayBeginFarAboveAGuess() throws {
    try check(999 * log(10), factor: DivergenceGuard.imageExplosionFactor)
    #expect(throws: TrainingError.self) {
      try check(1001 * log(10), factor: DivergenceGuard.imageExplosionFactor)
    }
  }

  @Test(arguments: [Double.nan, .infinity]) func whatIsNoNumberIsNamed(loss: Double) throws {
    #expect(throws: TrainingError.self) { try check(loss) }
    let broken = parameters + [("broken.bias", Tensor(shape: [2], elements: [1, .nan]))]
    do {
      try check(loss, broken)
      Issue.record("it was taken")
    } catch TrainingError.diverged(let step, let parameter, _, let what) {
      #expect(step == 7 && parameter == "broken.bias" && what == "a weight is not finite")
    }
  }

  /// A rate that is far too high stops the run at a named step, and the checkpoint before stays.
  @Test(arguments: [ImageExample.Kind.mlp, .maps]) func aRunThatExplodesStops(kind: ImageExample.Kind) throws
  {
    let set = try ImageExample.set()
    var run = try kind.run(on: set)
    run.recording = nil
    run.clipNorm = nil
    run.optimizer = .sgd(momentum: 0.9, weightDecay: 0)
    run.learningRate = 1e8
    run.network.batchNorm = false
    let folder = try TemporaryDirectory(inMemory: true)
    let disk = UnsynchronizedFileSystem()
    let directory = try RunDirectory(creating: folder.file("run"), in: disk)
    let trainer = try ImageTrainer(run, images: set, directory: directory, resume: false, in: disk)
    do {
      _ = try Session.of(trainer)
      Issue.record("the run did not stop")
    } catch TrainingError.diverged(let step, let parameter, _, let what) {
      #expect(step > 1 && step < 6 && (parameter.contains("_l") || parameter.hasPrefix("logits")))
      #expect(!what.isEmpty)
    }
    let saved = try #require(try CheckpointStore(run: directory, fileSystem: disk).latest())
    #expect(
      [0, 3].contains(saved.step)
        && saved.model.tensors.allSatisfy { $0.tensor.elements.allSatisfy(\.isFinite) })
  }
}
