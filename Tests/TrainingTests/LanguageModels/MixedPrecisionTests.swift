import Foundation
import Networks
import Storage
import TestSupport
import Testing

@testable import Training

/// Training with products of bfloat16 factors.
struct MixedPrecisionTests {
  private let files = LocalFileSystem()

  /// Trains a run in a folder, or goes on, until it asks for the `stop`-th time whether to stop.
  private func train(
    _ run: LanguageModelRun, _ directory: RunDirectory, resume: Bool = false, stopAt stop: Int = .max
  ) throws {
    let corpus = try Example.corpus(in: TemporaryDirectory(inMemory: true))
    let trainer = try LanguageModelTrainer(
      run, corpus: corpus, directory: directory, resume: resume, in: files)
    var questions = 0
    _ = try trainer.train(shouldStop: {
      questions += 1
      return questions >= stop
    }) { _ in }
  }

  private func run(_ precision: FactorPrecision?) throws -> LanguageModelRun {
    var run = try Example.run(Example.corpus(in: TemporaryDirectory(inMemory: true)), recording: false)
    run.mixedPrecision = precision
    return run
  }

  private func trained(_ precision: FactorPrecision?) throws -> (
    weights: [String: [UInt8]], losses: [Double]
  ) {
    let directory = try RunDirectory(
      creating: TemporaryDirectory(inMemory: true).file("run"), in: files)
    try train(run(precision), directory)
    let losses = try MetricLog.read(directory.metricsPath, in: files).filter { $0.split == "valid" }.map(
      \.loss)
    return (try Example.weights(directory), losses)
  }

  @Test func bfloat16MovesTheWeightsAndHardlyTheLoss() throws {
    let none = try trained(nil)
    let float32 = try trained(.float32)
    let bfloat16 = try trained(.bfloat16)
    #expect(float32.weights == none.weights && float32.losses == none.losses)
    #expect(bfloat16.weights.keys == none.weights.keys && bfloat16.weights != none.weights)
    #expect(bfloat16.losses.count == 3 && bfloat16.losses != none.losses)
    for (loss, exact) in zip(bfloat16.losses, none.losses) { #expect(abs(loss / exact - 1) < 0.02) }
  }

  @Test func stoppedAndResumedEqualsUndisturbed() throws {
    let folder = try TemporaryDirectory(inMemory: true)
    let whole = try RunDirectory(creating: folder.file("whole"), in: files)
    try train(run(.bfloat16), whole)
    let stopped = try RunDirectory(creating: folder.file("stopped"), in: files)
    try train(run(.bfloat16), stopped, stopAt: 12)
    try train(run(.bfloat16), stopped, resume: true)
    let (a, b) = (try Example.weights(whole), try Example.weights(stopped))
    let last = try #require(a.keys.max { $0.localizedStandardCompare($1) == .orderedAscending })
    #expect(a[last] != nil && a[last] == b[last])
  }

  /// Configurations of earlier runs lack the key; the resolved one names what was asked for.
  @Test func configurationKeepsThePrecision() throws {
    let plain = try StrictJSON.encode(try run(nil))
    #expect(!String(decoding: plain, as: UTF8.self).contains("mixed_precision"))
    #expect(
      try StrictJSON.decode(LanguageModelRun.self, from: plain, source: "config.json").mixedPrecision == nil)
    let mixed = try StrictJSON.encode(try run(.bfloat16))
    #expect(
      try StrictJSON.decode(LanguageModelRun.self, from: mixed, source: "config.json").mixedPrecision
        == .bfloat16)
    let other = String(decoding: mixed, as: UTF8.self).replacingOccurrences(of: "bfloat16", with: "float8")
    #expect(throws: (any Error).self) {
      try StrictJSON.decode(LanguageModelRun.self, from: Array(other.utf8), source: "config.json")
    }
  }
}
