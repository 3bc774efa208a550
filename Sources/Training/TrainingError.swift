/// What stops a training run, or keeps it from starting.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A number in the configuration lies outside its range.
  case configuration(key: String, value: String, allowed: String)
  /// No preset has that name.
  case unknownPreset(name: String, known: [String])
  /// A loss or a gradient is not a number, or the loss exploded.
  case diverged(step: Int, parameter: String, loss: Double, what: String)
  /// The files of the corpus or of the images are not those that the run began with.
  case changedData(split: String)
  /// A checkpoint lacks something, or something in it does not fit the run.
  case unusableCheckpoint(path: String, what: String)
  /// A run that records states has lost them.
  case missingStates(path: String, step: Int)
  /// A run has no weights yet.
  case noCheckpoint(path: String)

  /// One sentence that says what, where and what to do.
  public var description: String {
    switch self {
    case .configuration(let key, let value, let allowed):
      "\(key) is \(value), but must be \(allowed)"
    case .unknownPreset(let name, let known):
      "no preset is called '\(name)'; there are \(known.joined(separator: ", "))"
    case .diverged(let step, let parameter, let loss, let what):
      "training diverged at step \(step) in '\(parameter)' (\(what), loss \(loss)); "
        + "start a new run with a lower learning rate or clip norm"
    case .changedData(let split):
      "the \(split) data are not those that this run began with; put the original files back"
    case .unusableCheckpoint(let path, let what):
      "the checkpoint in \(path) cannot be resumed: \(what)"
    case .missingStates(let path, let step):
      "\(path) is missing, but this run recorded states up to step \(step); restore it from a copy, or take \"recording\" "
        + "out of config.json to go on without states"
    case .noCheckpoint(let path):
      "there is no checkpoint in \(path); train the run first"
    }
  }
}
