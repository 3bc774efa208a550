import Foundation
import Storage
import Tensors
import TestSupport
import Training

/// A small run folder, made by hand.
struct RunFolder {
  let run: RunDirectory
  let files = LocalFileSystem()

  /// Makes a run with a configuration and four measurements.
  init(in folder: String, name: String = "small-run") throws {
    run = try RunDirectory(creating: folder + "/" + name, in: files)
    let configuration = try Presets.run(named: "synthetic", data: folder + "/absent")
    try files.create(run.configPath, try StrictJSON.encode(configuration))
    let log = try MetricLog(path: run.metricsPath, in: files)
    for (step, split, loss) in [
      (10, "train", 3.0), (20, "train", 2.0), (20, "valid", 2.5), (20, "test", 2.25),
    ] {
      try log.append(
        MetricRecord(
          step: step, epoch: 1, tokens: 400 * step, wall: Double(step), split: split, loss: loss,
          perplexity: exp(loss)))
    }
  }

  /// Saves a checkpoint of one small tensor.
  func saveCheckpoint(step: Int) throws {
    let tensor = NamedTensor(
      name: "decoder.bias", tensor: Tensor(shape: [4], elements: [1, 2, 3, Float(step)]))
    let file = SafetensorsFile(tensors: [tensor], metadata: [:])
    try CheckpointStore(run: run, fileSystem: files).save(
      Checkpoint(step: step, model: file, trainState: file, state: Array("{}".utf8)))
  }
}
