import Corpora
import Foundation
import Networks
import Storage
import Tensors
import TestSupport

@testable import Training

/// A small text with some order in it, and a run on it.
enum Example {
  /// A text of 60 lines of 7 tokens to train on, and two of `heldOutLines` to score.
  static func corpus(in folder: TemporaryDirectory, heldOutLines: Int = 12) throws -> TextCorpus {
    let key = RandomKey(seed: 5)
    for (index, split) in ["train", "valid", "test"].enumerated() {
      var text = ""
      for line in 0..<(index == 0 ? 60 : heldOutLines) {
        let start = key.child(index).integer(line, below: 7)
        text += (0..<6).map { "w\((start + $0 * 2) % 9)" }.joined(separator: " ") + "\n"
      }
      try LocalFileSystem().create(folder.path + "/\(split).txt", Array(text.utf8))
    }
    return try TextCorpus.load(folder.path, root: folder.path, in: LocalFileSystem())
  }

  static func run(_ corpus: TextCorpus, dropout: Double = 0.2, recording: Bool = true) throws
    -> LanguageModelRun
  {
    var run = LanguageModelRun(
      data: corpus.folder,
      model: LanguageModelConfiguration(
        vocabularySize: 1, embeddingSize: 6, hiddenSize: 8, layerCount: 2, dropout: dropout),
      initialization: .uniform(range: 0.2), batchSize: 4, windowLength: 5, epochs: 3, learningRate: 1,
      schedule: .plateau(divisor: 2), lossReduction: .mean, clipNorm: 0.5, testCheckpoint: .best, seed: 11)
    run.logInterval = 4
    run.checkpointInterval = 3
    if recording {
      var plan = RecordingPlan(
        schedule: .powersOfTwo(upTo: 8, thenEvery: 10), sequenceSchedule: .timesPerEpoch(1))
      plan.convergenceTokens = 40
      plan.convergencePositions = 5
      plan.sequencePositions = 2
      run.recording = plan
    }
    return try run.completed(for: corpus)
  }

  /// Every file of a checkpoint folder but the state, which tells the time.
  static func weights(_ run: RunDirectory) throws -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    let store = CheckpointStore(run: run, fileSystem: LocalFileSystem())
    for step in try store.steps() {
      for file in ["model.safetensors", "train_state.safetensors"] {
        result["\(step)/\(file)"] = try LocalFileSystem().read(store.path(step: step) + "/" + file)
      }
    }
    return result
  }

  /// Every file under a folder with its bytes.
  static func files(under folder: String) throws -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      result[name] = try LocalFileSystem().read(folder + "/" + name)
    }
    return result
  }

  /// The metric log without the columns that tell the time.
  static func metrics(_ run: RunDirectory) throws -> [MetricRecord] {
    try MetricLog.read(run.metricsPath, in: LocalFileSystem()).map { record in
      var record = record
      record.wall = 0
      record.tokensPerSecond = nil
      record.imagesPerSecond = nil
      return record
    }
  }
}
