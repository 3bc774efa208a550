import Networks
import Storage
import Tensors

extension RecurrentState {
  /// Reads the carried state of a checkpoint of `run`: tensors `h_l0`, `c_l0`, … [lane, hidden].
  ///
  /// - Throws: ``TrainingError/unusableCheckpoint(path:what:)``.
  init(_ file: SafetensorsFile, of run: LanguageModelRun, path: String) throws {
    self.init(run.model, lanes: run.batchSize)
    for site in run.model.stateSites {
      guard let tensor = file[site.name] else {
        throw TrainingError.unusableCheckpoint(
          path: path, what: "the carried state '\(site.name)' is missing")
      }
      let shape = [run.batchSize, run.model.units(of: site)]
      guard tensor.shape == shape else {
        throw TrainingError.unusableCheckpoint(
          path: path,
          what:
            "the carried state '\(site.name)' has shape \(tensor.shape), but config.json asks for \(shape)")
      }
      self[site] = tensor.elements
    }
  }

  /// The carried state as tensors.
  func tensors(of run: LanguageModelRun) -> [NamedTensor] {
    run.model.stateSites.map { site in
      NamedTensor(
        name: site.name,
        tensor: Tensor(shape: [run.batchSize, run.model.units(of: site)], elements: self[site]))
    }
  }

  private subscript(site: Site) -> [Float] {
    get { site.kind == .cell ? cell[site.layer] : hidden[site.layer] }
    set {
      if site.kind == .cell { cell[site.layer] = newValue } else { hidden[site.layer] = newValue }
    }
  }
}
