/// How fast a training is and how long it will still take, when the pauses for recording and evaluation come
/// unevenly.
struct TrainingPace {
  /// What a stretch of time went into.
  enum Work: CaseIterable {
    case update, snapshot, evaluation
  }

  private var counts: [Work: Int] = [:]
  private var seconds: [Work: Double] = [:]

  /// Adds a stretch of time that ended with the work done.
  mutating func add(_ work: Work, seconds stretch: Double) {
    counts[work, default: 0] += 1
    seconds[work, default: 0] += stretch
  }

  /// Adds time to a kind of work without counting it once more: saving, for example.
  mutating func addOverhead(_ work: Work, seconds stretch: Double) {
    seconds[work, default: 0] += stretch
  }

  /// Updates a second, training alone; nil before the first.
  var updatesPerSecond: Double? { mean(.update).flatMap { $0 > 0 ? 1 / $0 : nil } }

  /// Seconds for the work still to do, each kind at its own pace so far; nil before the first update.
  func secondsLeft(_ left: [Work: Int]) -> Double? {
    guard mean(.update) != nil else { return nil }
    return Work.allCases.reduce(0) { $0 + Double(left[$1] ?? 0) * (mean($1) ?? 0) }
  }

  private func mean(_ work: Work) -> Double? {
    guard let count = counts[work], count > 0 else { return nil }
    return (seconds[work] ?? 0) / Double(count)
  }
}
