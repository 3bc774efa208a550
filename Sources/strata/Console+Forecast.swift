import Training

extension Console {
  /// Prints what a run would take.
  func forecast(_ forecast: RunForecast, json: Bool) throws {
    if json { return try resultJSON(forecast) }
    let seconds = forecast.trainingSeconds + forecast.evaluationSeconds + forecast.recordingSeconds
    let rows = [
      ("parameters", "\(forecast.parameters)"),
      ("training tokens", "\(forecast.tokens)"),
      ("steps", "\(forecast.steps)"),
      ("snapshots", "\(forecast.snapshots)"),
      (
        "time",
        "\(ProgressLine.duration(seconds)) (training \(ProgressLine.duration(forecast.trainingSeconds)), "
          + "evaluation \(ProgressLine.duration(forecast.evaluationSeconds)), "
          + "recording \(ProgressLine.duration(forecast.recordingSeconds)))"
      ),
      (
        "disk",
        "\(ProgressLine.bytes(forecast.stateBytes + forecast.checkpointBytes)) (states "
          + "\(ProgressLine.bytes(forecast.stateBytes)), checkpoints \(ProgressLine.bytes(forecast.checkpointBytes)))"
      ),
    ]
    for (name, value) in rows {
      result(name + String(repeating: " ", count: 18 - name.count) + value)
    }
  }
}
