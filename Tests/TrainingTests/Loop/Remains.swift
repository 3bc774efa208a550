import Storage
import Testing

@testable import Training

/// All that a run leaves behind, less the times.
struct Remains {
  /// The tensors of each checkpoint.
  var weights: [String: [UInt8]]
  /// The files of the state store.
  var states: [String: [UInt8]]
  /// The metric log.
  var metrics: [MetricRecord]
  /// The state of the loop in each checkpoint.
  var loops: [Int: TrainingState]

  /// Reads a run's folder.
  init(_ run: RunDirectory) throws {
    weights = try Example.weights(run)
    states = try Example.files(under: run.statesPath)
    metrics = try Example.metrics(run)
    loops = [:]
    let store = CheckpointStore(run: run, fileSystem: LocalFileSystem())
    for step in try store.steps() {
      #expect(try store.verify(step: step).isEmpty)
      var loop = try StrictJSON.decode(
        TrainingState.self, from: store.load(step: step).state, source: "state.json of step \(step)")
      if loop.finished { #expect(try LocalFileSystem().size(run.metricsPath) == loop.metricBytes) }
      // Times, and the length of a log that has times in it.
      (loop.wall, loop.intervalSeconds, loop.metricBytes) = (0, 0, 0)
      loops[step] = loop
    }
  }

  /// Compares the remains of a run that was disturbed with these of one that was not.
  ///
  /// A polite stop saves a checkpoint of its own, which may take the place of a regular one among the last two.
  func expectSame(_ other: Remains, savedAt extra: Int? = nil, _ comment: Comment) {
    let steps = Set(loops.keys).intersection(other.loops.keys)
    let last = loops.keys.max() ?? -1
    #expect(steps.contains(last) && other.loops.keys.max() == last, comment)
    let best = loops[last]?.bestStep
    #expect((best != nil) == metrics.contains { $0.split == "valid" }, comment)
    #expect(best.map { steps.contains($0) } ?? true, comment)
    if extra == nil { #expect(steps.count == loops.count && steps.count == other.loops.count, comment) }
    #expect(Set(other.loops.keys).subtracting(steps).isSubset(of: [extra ?? -1]), comment)
    for step in steps {
      #expect(other.loops[step] == loops[step], comment)
      for file in ["model.safetensors", "train_state.safetensors"] {
        let isSame = other.weights["\(step)/\(file)"] == weights["\(step)/\(file)"]
        #expect(isSame, "\(file) of step \(step), \(comment)")
      }
    }
    #expect(other.states.keys.sorted() == states.keys.sorted(), comment)
    for (name, bytes) in states {
      let isSame = other.states[name] == bytes
      #expect(isSame, "\(name), \(comment)")
    }
    #expect(other.metrics == metrics, comment)
  }
}
