import Networks

/// The mean of a model's weights after every update since some point: Polyak and Juditsky 1992.
struct WeightAverage: Sendable {
  /// The mean.
  private(set) var model: LanguageModel
  /// How many weights it is of.
  private(set) var count: Int

  /// The mean of weights that are there already.
  init(_ model: LanguageModel, count: Int = 1) { (self.model, self.count) = (model, count) }

  /// Takes the weights after another update into the mean.
  mutating func add(_ current: inout LanguageModel) {
    count += 1
    model.withTensors { mean in
      current.withTensors { ParameterSteps.average(&mean, with: $0, count: count) }
    }
  }

  /// Whether averaging begins: the last loss is above the least of those at least `patience` epochs before it.
  ///
  /// Merity, Keskar, Socher 2018, algorithm 1: v > min of the logs 0 … t − n − 1.
  static func isTriggered(by losses: [Double], patience: Int) -> Bool {
    let before = losses.dropLast()
    guard let last = losses.last, before.count > patience, let least = before.dropLast(patience).min() else {
      return false
    }
    return last > least
  }
}
