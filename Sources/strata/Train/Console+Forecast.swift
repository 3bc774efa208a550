import Training

extension Console {
  /// Prints what a run of a language model would take.
  func forecast(_ forecast: RunForecast, json: Bool) throws {
    if json { return try resultJSON(forecast) }
    show(
      [
        ("parameters", "\(forecast.parameters)"), ("training tokens", "\(forecast.tokens)"),
        ("steps", "\(forecast.steps)"), ("snapshots", "\(forecast.snapshots)"),
      ],
      seconds: (forecast.trainingSeconds, forecast.evaluationSeconds, forecast.recordingSeconds),
      bytes: (forecast.stateBytes, forecast.checkpointBytes))
  }

  /// Prints what a run of an image network would take.
  func forecast(_ forecast: ImageRunForecast, json: Bool) throws {
    if json { return try resultJSON(forecast) }
    show(
      [
        ("parameters", "\(forecast.parameters)"), ("multiply-adds", "\(forecast.multiplyAdds) an image"),
        ("training images", "\(forecast.images)"), ("steps", "\(forecast.steps)"),
        ("snapshots", "\(forecast.snapshots)"),
      ],
      seconds: (forecast.trainingSeconds, forecast.evaluationSeconds, forecast.recordingSeconds),
      bytes: (forecast.stateBytes, forecast.checkpointBytes))
  }

  private func show(
    _ counts: [(String, String)], seconds: (training: Double, evaluation: Double, recording: Double),
    bytes: (states: Int, checkpoints: Int)
  ) {
    let rows =
      counts + [
        (
          "time",
          "\(ProgressLine.duration(seconds.training + seconds.evaluation + seconds.recording)) (training "
            + "\(ProgressLine.duration(seconds.training)), evaluation \(ProgressLine.duration(seconds.evaluation)), "
            + "recording \(ProgressLine.duration(seconds.recording)))"
        ),
        (
          "disk",
          "\(ProgressLine.bytes(bytes.states + bytes.checkpoints)) (states "
            + "\(ProgressLine.bytes(bytes.states)), checkpoints \(ProgressLine.bytes(bytes.checkpoints)))"
        ),
      ]
    for (name, value) in rows {
      result(name + String(repeating: " ", count: 18 - name.count) + value)
    }
  }
}
