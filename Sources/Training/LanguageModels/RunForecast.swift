public import Corpora
import Networks
import Storage

private import Foundation
private import Tensors

/// What a run will take, found before it starts.
///
/// Times come from a few real updates and a real stretch of recording on this machine, on throw-away weights.
public struct RunForecast: Codable, Equatable, Sendable {
  /// Trained numbers of the model.
  public let parameters: Int
  /// Tokens trained on, all epochs together.
  public let tokens: Int
  /// Updates.
  public let steps: Int
  /// Snapshots of every probe together.
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
    case parameters, tokens, steps, snapshots
    case trainingSeconds = "training_seconds"
    case evaluationSeconds = "evaluation_seconds"
    case recordingSeconds = "recording_seconds"
    case stateBytes = "state_bytes"
    case checkpointBytes = "checkpoint_bytes"
  }

  /// Forecasts a run; takes a few seconds.
  ///
  /// - Throws: what preparing the run throws.
  public init(_ run: LanguageModelRun, corpus: TextCorpus) throws {
    try run.validate()
    let windows = try TrainingWindows(
      tokens: corpus.train, batchSize: run.batchSize, windowLength: run.windowLength)
    let epochs = try run.epochSteps(on: corpus.train)
    let model = try LanguageModel(
      run.model, initialization: run.initialization, key: RandomKey(seed: run.seed))
    let steps = min(run.steps ?? .max, epochs.end(ofEpoch: run.epochs))
    let recording = try run.recording.map { try Recording($0, model: run.model, corpus: corpus) }
    let perStep = try RunForecast.secondsPerUpdate(model, windows, run)
    let perToken = try RunForecast.secondsPerScoredToken(model, corpus.valid)
    let evaluations = epochs.epoch(ofUpdate: steps)
    var recorded = (tokens: 0, bytes: 0, count: 0)
    if let recording {
      for (item, description) in zip(recording.items, recording.descriptions) {
        let schedule = recording.schedule(of: item)
        let count = schedule?.steps(epochs: epochs, lastStep: steps).count ?? 0
        recorded.count += count
        recorded.tokens += count * item.probe.inputs.count
        recorded.bytes +=
          count
          * StateStoreForecast(
            windows: description.windows, positions: description.positions,
            units: description.sites.map(\.units),
            precision: recording.plan.precision, shuffled: recording.plan.shuffled
          ).expectedBytes
      }
    }
    parameters = run.model.parameterCount
    tokens = Int(Double(steps) / Double(epochs.average) * Double(windows.targetsPerEpoch))
    self.steps = steps
    snapshots = recorded.count
    trainingSeconds = perStep * Double(steps)
    evaluationSeconds = perToken.scored * Double(evaluations * corpus.valid.count + corpus.test.count)
    recordingSeconds = perToken.read * Double(recorded.tokens)
    stateBytes = recorded.bytes
    let kept = (run.keepEpochs ? evaluations : 0) + 3
    // A tied matrix is written under both of its names.
    let written =
      run.model.parameterCount * (run.optimizer?.copies ?? 1)
      + (run.model.tied ? run.model.vocabularySize * run.model.embeddingSize : 0)
    checkpointBytes = kept * 4 * written
  }

  private static func secondsPerUpdate(
    _ start: LanguageModel, _ windows: TrainingWindows, _ run: LanguageModelRun
  ) throws -> Double {
    var model = start
    var workspace = LanguageModelWorkspace(run.model)
    var gradient = try LanguageModelGradient(run.model)
    var optimizer = Optimizer<LanguageModelGradient>(run.optimizer ?? .plain, for: model)
    var state = RecurrentState(run.model, lanes: run.batchSize)
    let part = windows.window(0)
    let window = TokenWindow(inputs: part.inputs, positions: part.length, lanes: run.batchSize)
    var times: [Double] = []
    for step in 0..<4 {
      times.append(
        seconds {
          _ = model.lossAndGradient(
            window, targets: part.targets, lossScale: 0.001, state: &state,
            dropoutKey: run.model.dropsInTraining ? RandomKey(seed: UInt64(step)) : nil,
            precision: run.mixedPrecision ?? .float32, gradient: &gradient, in: &workspace)
          _ = gradient.squaredNorms()
          optimizer.step(&model, &gradient, scale: 1, rate: 0.001, step: step + 1)
        })
    }
    // The first update also allocates and wakes the threads.
    let later = times.dropFirst().sorted()
    return later[later.count / 2]
  }

  private static func secondsPerScoredToken(
    _ model: LanguageModel, _ text: [Int32]
  ) throws -> (scored: Double, read: Double) {
    // Several blocks, so that layers run side by side.
    let block = Evaluation.tokensPerBlock
    let count = min(4 * block, text.count - 1)
    let sample = Array(text.prefix(count + 1))
    _ = Evaluation.losses(of: model, on: Array(sample.prefix(block)))
    let scored = seconds { _ = Evaluation.losses(of: model, on: sample) }
    var workspace = LanguageModelWorkspace(model.configuration)
    var state = RecurrentState(model.configuration, lanes: 1)
    var observer = Ignore()
    let read = try seconds {
      try model.observe(
        stream: Array(sample.dropLast()), blockLength: block, sites: [], state: &state, in: &workspace,
        by: &observer)
    }
    return (scored / Double(count), read / Double(count))
  }

  private struct Ignore: ActivationObserver {
    mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) {}
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .seconds(1)
  }
}
