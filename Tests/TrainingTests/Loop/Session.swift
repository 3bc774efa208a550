import Storage

@testable import Training

/// What one session of a run was seen to do.
struct Session {
  private struct Killed: Error {}

  /// What happened, in order.
  private(set) var events: [TrainingEvent] = []
  /// The step at each time when the run asked whether it should stop.
  private(set) var questions: [Int] = []
  /// Nil when it was killed.
  private(set) var outcome: TrainingOutcome?

  /// Trains, killed in the middle of event `kill` or asked to stop when it asks for the `stop`-th time, both from 1.
  static func of<Task>(
    _ trainer: Trainer<Task>, killAt kill: Int = .max, stopAt stop: Int = .max
  ) throws -> Session {
    var session = Session()
    do {
      session.outcome = try trainer.train(shouldStop: {
        session.questions.append(trainer.step)
        return session.questions.count >= stop
      }) { event in
        session.events.append(event)
        if session.events.count == kill { throw Killed() }
      }
    } catch is Killed {}
    return session
  }

  /// Numbers of events, from 1: every one from the last score of an epoch on, and each `stride`-th before.
  func chosenEvents(every stride: Int) -> [Int] {
    let scores = events.indices.filter {
      if case .metric(let record) = events[$0] { record.split == epochSplit } else { false }
    }
    let end = (scores.last ?? events.count) - 2
    return (1...events.count).filter { $0 % stride == 1 || $0 > end }
  }

  /// The split that is scored after every epoch.
  private var epochSplit: String {
    for event in events {
      if case .metric(let record) = event, record.split != "train" { return record.split }
    }
    return ""
  }

  /// Numbers of questions, from 1: every one at the last step, and each `stride`-th before.
  func chosenQuestions(every stride: Int) -> [Int] {
    questions.indices.filter { $0 % stride == 0 || questions[$0] == questions.last }.map { $0 + 1 }
  }
}
