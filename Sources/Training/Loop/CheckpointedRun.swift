import Networks
import Storage
import Tensors

/// What a checkpoint gives back.
struct CheckpointedRun {
  let model: LanguageModel
  let state: TrainingState
  let carried: RecurrentState

  /// Reads a checkpoint of `run`.
  ///
  /// - Throws: ``TrainingError/unusableCheckpoint(path:what:)``, `NetworksError` or a storage error.
  init(_ checkpoint: Checkpoint, of run: LanguageModelRun, path: String) throws {
    model = try LanguageModel(run.model, weights: checkpoint.model.tensors.map { ($0.name, $0.tensor) })
    state = try StrictJSON.decode(TrainingState.self, from: checkpoint.state, source: "\(path) state.json")
    guard state.step == checkpoint.step else {
      throw TrainingError.unusableCheckpoint(
        path: path, what: "its state is of step \(state.step), its folder of step \(checkpoint.step)")
    }
    var carried = RecurrentState(run.model, lanes: run.batchSize)
    for layer in 0..<run.model.layerCount {
      for (name, keyPath) in [("h_l\(layer)", \RecurrentState.hidden[layer]), ("c_l\(layer)", \.cell[layer])]
      {
        guard let tensor = checkpoint.trainState[name] else {
          throw TrainingError.unusableCheckpoint(path: path, what: "the carried state '\(name)' is missing")
        }
        let shape = [run.batchSize, run.model.hiddenSize]
        guard tensor.shape == shape else {
          throw TrainingError.unusableCheckpoint(
            path: path,
            what: "the carried state '\(name)' has shape \(tensor.shape), but config.json asks for \(shape)")
        }
        carried[keyPath: keyPath] = tensor.elements
      }
    }
    self.carried = carried
  }

  /// The carried state as tensors `h_l0`, `c_l0`, … [lane, hidden].
  static func trainState(_ carried: RecurrentState, lanes: Int, hidden: Int) -> SafetensorsFile {
    var tensors: [NamedTensor] = []
    for layer in carried.hidden.indices {
      let shape = [lanes, hidden]
      tensors.append(
        NamedTensor(name: "h_l\(layer)", tensor: Tensor(shape: shape, elements: carried.hidden[layer])))
      tensors.append(
        NamedTensor(name: "c_l\(layer)", tensor: Tensor(shape: shape, elements: carried.cell[layer])))
    }
    return SafetensorsFile(tensors: tensors, metadata: [:])
  }
}
