import Networks
import Storage
import Tensors

extension RecurrentState {
  /// Reads the carried state of a checkpoint of `run`: tensors `h_l0`, `c_l0`, … [lane, hidden].
  ///
  /// - Throws: ``TrainingError/unusableCheckpoint(path:what:)``.
  init(_ file: SafetensorsFile, of run: LanguageModelRun, path: String) throws {
    self.init(run.model, lanes: run.batchSize)
    for layer in 0..<run.model.layerCount {
      for (name, keyPath) in [("h_l\(layer)", \RecurrentState.hidden[layer]), ("c_l\(layer)", \.cell[layer])]
      {
        guard let tensor = file[name] else {
          throw TrainingError.unusableCheckpoint(path: path, what: "the carried state '\(name)' is missing")
        }
        let shape = [run.batchSize, run.model.hiddenSize]
        guard tensor.shape == shape else {
          throw TrainingError.unusableCheckpoint(
            path: path,
            what: "the carried state '\(name)' has shape \(tensor.shape), but config.json asks for \(shape)")
        }
        self[keyPath: keyPath] = tensor.elements
      }
    }
  }

  /// The carried state as tensors.
  func file(lanes: Int, hidden: Int) -> SafetensorsFile {
    var tensors: [NamedTensor] = []
    for layer in self.hidden.indices {
      let shape = [lanes, hidden]
      tensors.append(
        NamedTensor(name: "h_l\(layer)", tensor: Tensor(shape: shape, elements: self.hidden[layer])))
      tensors.append(
        NamedTensor(name: "c_l\(layer)", tensor: Tensor(shape: shape, elements: cell[layer])))
    }
    return SafetensorsFile(tensors: tensors, metadata: [:])
  }
}
