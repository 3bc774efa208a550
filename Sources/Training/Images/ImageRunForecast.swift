public import Corpora
import Networks
import Storage

private import Foundation
private import Tensors

/// What a run of an image network will take, found before it starts.
///
/// Times come from a few real updates and evaluations on this machine, on throw-away weights.
public struct ImageRunForecast: Codable, Equatable, Sendable {
  /// Trained numbers of the network.
  public let parameters: Int
  /// Multiply-adds of one image's forward pass.
  public let multiplyAdds: Int
  /// Images trained on, all epochs together.
  public let images: Int
  /// Updates.
  public let steps: Int
  /// Snapshots.
  public let snapshots: Int
  /// Seconds of training alone.
  public let trainingSeconds: Double
  /// Seconds of evaluation.
  public let evaluationSeconds: Double
  /// Seconds of recording.
  public let recordingSeconds: Double
  /// Bytes of states as they will lie on disk, compressed.
  public let stateBytes: Int
  /// Bytes of checkpoints.
  public let checkpointBytes: Int

  private enum CodingKeys: String, CodingKey {
    case parameters
    case multiplyAdds = "multiply_adds"
    case images, steps, snapshots
    case trainingSeconds = "training_seconds"
    case evaluationSeconds = "evaluation_seconds"
    case recordingSeconds = "recording_seconds"
    case stateBytes = "state_bytes"
    case checkpointBytes = "checkpoint_bytes"
  }

  /// Forecasts a run; takes a few seconds.
  ///
  /// - Parameters:
  ///   - run: the configuration.
  ///   - images: the set as ``ImageRun/images(of:)`` gives it.
  /// - Throws: what preparing the run throws.
  public init(_ run: ImageRun, images set: ImageSet) throws {
    try run.validate()
    try run.checkSteering(set)
    let start = try ImageNetwork(
      run.network, initialization: run.initialization, key: RandomKey(seed: run.seed))
    let transform = PixelTransform(run.scaling, training: set.train)
    let batches = try run.batches(set.train, transform: transform, key: RandomKey(seed: run.seed))
    let stepsPerEpoch = batches.batchesPerEpoch
    steps = min(run.steps ?? .max, run.epochs * stepsPerEpoch)
    let recording = try run.recording.map {
      try ImageRecording($0, network: start, set: set, transform: transform)
    }
    let perStep = Self.secondsPerUpdate(start, batches, run)
    let scored = (set.valid ?? set.test).count
    let perImage = Self.secondsPerImage(start, set.test, transform)
    let evaluations = (steps + stepsPerEpoch - 1) / stepsPerEpoch
    snapshots = recording?.plan.schedule.steps(epochs: .each(stepsPerEpoch), lastStep: steps).count ?? 0
    parameters = start.parameterCount
    multiplyAdds = start.multiplyAdds
    self.images = Int(Double(steps) / Double(stepsPerEpoch) * Double(batches.imagesPerEpoch))
    trainingSeconds = perStep * Double(steps)
    evaluationSeconds = perImage * Double(evaluations * scored + (set.valid == nil ? 0 : set.test.count))
    recordingSeconds = perImage * Double(snapshots * (recording?.probe.images.count ?? 0))
    stateBytes =
      snapshots
      * (recording.map {
        StateStoreForecast(
          $0.description,
          in: StateStoreDescription(
            probes: [$0.description], precision: $0.plan.precision, shuffled: $0.plan.shuffled)
        ).expectedBytes
      } ?? 0)
    // Weights, and what the optimiser remembers.
    checkpointBytes =
      ((run.keepEpochs ? evaluations : 0) + 3) * 4 * run.optimizer.copies * start.parameterCount
  }

  private static func secondsPerUpdate(
    _ start: ImageNetwork, _ batches: ImageBatches, _ run: ImageRun
  ) -> Double {
    var network = start
    var workspace = ImageNetworkWorkspace()
    var gradient = ImageNetworkGradient(zerosFor: network)
    var optimizer = Optimizer<ImageNetworkGradient>(run.optimizer, for: network)
    let times = (0..<4).map { step in
      seconds {
        let batch = batches.batch(step % batches.batchesPerEpoch, epoch: 0)
        _ = network.lossAndGradient(
          pixels: batch.pixels, labels: batch.labels, gradient: &gradient, in: &workspace)
        _ = gradient.squaredNorms()
        optimizer.step(&network, &gradient, scale: 1, rate: 0, step: step + 1)
      }
    }
    // The first update also allocates and wakes the threads.
    return times.dropFirst().sorted()[1]
  }

  private static func secondsPerImage(
    _ network: ImageNetwork, _ images: LabelledImages, _ transform: PixelTransform
  ) -> Double {
    let sample = images.subset(0..<min(images.count, network.imagesPerBlock()))
    _ = ImageEvaluation.scores(of: network, on: sample.subset(0..<1), transform: transform)
    let time = seconds { _ = ImageEvaluation.scores(of: network, on: sample, transform: transform) }
    return time / Double(sample.count)
  }

  private static func seconds(_ body: () -> Void) -> Double {
    ContinuousClock().measure(body) / .seconds(1)
  }
}
