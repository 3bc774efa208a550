import Corpora
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

/// What a state store holds, against a network that reads one token at a time in Float64, and against itself recorded
/// again from saved weights.
struct RecordedStatesTests {
  private static let sites = (0..<2).flatMap { ["h_l\($0)", "c_l\($0)", "gates_l\($0)"] }
  private let disk = UnsynchronizedFileSystem()

  /// A run with dropout that keeps every epoch's weights and records every probe at every site without loss.
  ///
  /// The texts are long enough for more than one block of a stream, and of windows side by side.
  private func run(_ corpus: TextCorpus) throws -> LanguageModelRun {
    var run = try Example.run(corpus)
    run.epochs = 2
    run.keepEpochs = true
    var plan = RecordingPlan(schedule: .timesPerEpoch(1), sequenceSchedule: .timesPerEpoch(1))
    plan.sites = Self.sites
    plan.sequenceSites = Self.sites
    plan.convergenceTokens = 1100
    plan.convergencePositions = 5
    plan.sequencePositions = 3
    plan.repeatedTokens = true
    plan.precision = .lossless
    run.recording = plan
    return run
  }

  /// Trains a run in a folder and gives its text.
  private func train(in folder: TemporaryDirectory) throws -> (
    run: LanguageModelRun, corpus: TextCorpus, directory: RunDirectory
  ) {
    let corpus = try Example.corpus(in: TemporaryDirectory(inMemory: true), heldOutLines: 160)
    let run = try run(corpus)
    let directory = try RunDirectory(creating: folder.file("run"), in: disk)
    let trainer = try LanguageModelTrainer(
      run, corpus: corpus, directory: directory, resume: false, in: disk)
    #expect(try trainer.train(shouldStop: { false }) { _ in } == .finished)
    return (run, corpus, directory)
  }

  @Test func recordedNumbersAreThoseOfTheNetwork() throws {
    let folder = try TemporaryDirectory(inMemory: true)
    let (run, corpus, directory) = try train(in: folder)
    let store = try StateStore(opening: directory.statesPath, in: disk)
    let names = ["convergence", "sequence", "sequence_reset"] + RepeatedToken.allCases.map(\.rawValue)
    #expect(store.probes.map(\.name) == names)
    let checkpoints = CheckpointStore(run: directory, fileSystem: disk)
    for probe in store.probes {
      #expect(probe.windows * probe.positions > (probe.name.hasPrefix("repeat") ? 150 : 1000))
      let steps = try store.steps(probe: probe.name)
      #expect(steps.count == 3 && steps[0] == 0)
      let last = steps.count - 1
      let reader = try TokenReader(checkpoints.load(step: steps[last]).model, layers: run.model.layerCount)
      let expected = try reader.read(probe, of: corpus)
      for site in Self.sites {
        let found = try store.read(probe: probe.name, site: site, snapshot: last)
        let units = site.hasPrefix("gates") ? 32 : 8
        #expect(found.shape == [probe.windows, probe.positions, units])
        let difference = scaledDifference(found.elements.map(Double.init), expected[site] ?? [])
        #expect(difference < 1e-5, "\(site) of \(probe.name): \(difference)")
      }
    }
  }

  @Test func replayEqualsTheLiveRecording() throws {
    let folder = try TemporaryDirectory(inMemory: true)
    let (run, corpus, directory) = try train(in: folder)
    let again = folder.file("again.zarr")
    let plan = try #require(run.recording)
    let live = try StateStore(opening: directory.statesPath, in: disk)
    let steps = try live.steps(probe: "convergence")
    // In whatever order they are named, and however often.
    let recorded = try StateReplay.record(
      plan, run: run, corpus: corpus, directory: directory, steps: steps.reversed() + steps, to: again,
      in: disk
    ) { _ in }
    #expect(recorded == steps)
    let files = try Example.files(under: again)
    let expected = try Example.files(under: directory.statesPath)
    let shards = expected.keys.filter { $0.contains("_l") && !$0.hasSuffix("zarr.json") }
    #expect(shards.count == live.probes.count * Self.sites.count * steps.count)
    #expect(files.keys.sorted() == expected.keys.sorted())
    for (name, bytes) in expected {
      let isSame = files[name] == bytes
      #expect(isSame, "\(name)")
    }
  }

  @Test func withoutAListEverySavedStepIsRecorded() throws {
    let folder = try TemporaryDirectory(inMemory: true)
    let (run, corpus, directory) = try train(in: folder)
    var plan = try #require(run.recording)
    plan.sequenceSchedule = nil
    let path = folder.file("again.zarr")
    let recorded = try StateReplay.record(
      plan, run: run, corpus: corpus, directory: directory, steps: nil, to: path, in: disk
    ) { _ in }
    let saved = try CheckpointStore(run: directory, fileSystem: disk).steps()
    #expect(recorded == saved && saved.count > 3)
    #expect(try StateStore(opening: path, in: disk).steps(probe: "convergence") == saved)
  }

  /// A recording that is stopped, by an observer or by the disk, leaves neither a store nor a part of one.
  @Test func anInterruptedReplayLeavesNoStore() throws {
    struct Stop: Error {}
    let folder = try TemporaryDirectory(inMemory: true)
    let (run, corpus, directory) = try train(in: folder)
    let plan = try #require(run.recording)
    let before = try disk.list(folder.path)
    for last in [1, 5, 27] {
      var seen = 0
      #expect(throws: Stop.self) {
        try StateReplay.record(
          plan, run: run, corpus: corpus, directory: directory, steps: [0, 21, 42],
          to: folder.file("again.zarr"), in: disk
        ) { _ in
          seen += 1
          if seen == last { throw Stop() }
        }
      }
      #expect(seen == last)
      #expect(try disk.list(folder.path) == before)
    }
  }
}

/// The layers of a language model in Float64, read one token at a time.
private struct TokenReader {
  private let embedding: Tensor
  private let layers: [ReferenceLSTM]

  /// Takes the weights by PyTorch's names.
  init(_ weights: SafetensorsFile, layers count: Int) throws {
    func numbers(_ name: String) throws -> [Double] {
      try #require(weights[name]).elements.map(Double.init)
    }
    let embedding = try #require(weights["encoder.weight"])
    self.embedding = embedding
    layers = try (0..<count).map { layer in
      let input = try #require(weights["rnn.weight_ih_l\(layer)"])
      return ReferenceLSTM(
        inputSize: input.shape[1], hiddenSize: input.shape[0] / 4,
        inputWeight: input.elements.map(Double.init),
        recurrentWeight: try numbers("rnn.weight_hh_l\(layer)"),
        bias: try zip(numbers("rnn.bias_ih_l\(layer)"), numbers("rnn.bias_hh_l\(layer)")).map(+))
    }
  }

  /// The states of every site at the recorded positions of a probe, [window][position][unit].
  ///
  /// A probe's description says where its positions stand in the text and what was read there; all else that the network
  /// read is the text itself. A window of the repeated-token probes is 120 tokens long, any other as long as is kept.
  func read(_ probe: ProbeDescription, of corpus: TextCorpus) throws -> [String: [Double]] {
    var text = corpus.tokens(try #require(Split(rawValue: probe.split)))
    var isKept = [Bool](repeating: false, count: text.count)
    for (id, offset) in zip(probe.tokenIDs, probe.tokenOffsets) {
      text[Int(offset)] = id
      isKept[Int(offset)] = true
    }
    let length = probe.name.hasPrefix("repeat") ? 120 : probe.positions
    var result: [String: [Double]] = [:]
    var states = zeroStates
    for place in 0..<probe.windows * length {
      if place % length == 0, probe.startState == "reset" { states = zeroStates }
      let width = embedding.shape[1]
      let row = Int(text[place]) * width
      var input = embedding.elements[row..<row + width].map(Double.init)
      for (index, layer) in layers.enumerated() {
        let trace = layer.forward([[input]], hidden: [states[index].hidden], cell: [states[index].cell])
        states[index] = (trace.hidden[1][0], trace.cell[1][0])
        input = states[index].hidden
        guard isKept[place] else { continue }
        result["h_l\(index)", default: []] += states[index].hidden
        result["c_l\(index)", default: []] += states[index].cell
        result["gates_l\(index)", default: []] += trace.gates[0][0]
      }
    }
    return result
  }

  private var zeroStates: [(hidden: [Double], cell: [Double])] {
    layers.map { layer in
      let zero = [Double](repeating: 0, count: layer.hiddenSize)
      return (zero, zero)
    }
  }
}
