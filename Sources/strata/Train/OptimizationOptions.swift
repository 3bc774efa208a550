import ArgumentParser
import Training

/// How parameters follow their gradients, and how fast.
struct OptimizationOptions: ParsableArguments {
  /// An optimiser by name.
  enum Choice: String, ExpressibleByArgument, CaseIterable {
    case sgd, adam, adamw, asgd
  }

  @Option(
    help: """
      How parameters follow their gradients: sgd, adam, adamw, or of a language model asgd, which averages weights once the \
      validation loss no longer falls. In place of another one, sgd has momentum 0 unless --momentum is given, adam and adamw \
      their published constants and asgd a patience of 5 epochs, each with its own weight decay unless --weight-decay is given.
      """)
  var optimizer: Choice?

  @Option(help: "Momentum of sgd.")
  var momentum: Double?

  @Option(
    name: [.customLong("weight-decay"), .customLong("wdecay")],
    help: "Share of a parameter that is added to its gradient; of adamw taken off it.")
  var weightDecay: Double?

  @Option(
    name: [.customLong("patience"), .customLong("nonmono")],
    help: "Epochs whose losses asgd does not look back at when it decides to average.")
  var patience: Int?

  @Option(
    help: """
      How the learning rate changes: constant; decay:FACTOR@EPOCH, times the factor after each epoch from that one on; \
      milestones:FACTOR@EPOCH,EPOCH…, after these epochs; plateau:DIVISOR, where the validation loss did not fall; cosine or \
      cosine:SHARE, along half a cosine to that share of it at the end of the run.
      """)
  var schedule: ScheduleChoice?

  @Option(help: "Updates over which the rate rises to what the schedule says; none for no warm-up.")
  var warmup: OrNone<Int>?

  @Option(help: "Greatest global norm of the gradient; none for no limit.")
  var clip: OrNone<Double>?

  @Option(
    help: "Greatest magnitude of each number of the gradient, limited before its norm; none for no limit.")
  var clipValue: OrNone<Double>?

  /// The options that were given, as a person writes them.
  var given: [String] {
    GivenOptions.names([
      ("--optimizer", optimizer), ("--momentum", momentum), ("--weight-decay", weightDecay),
      ("--patience", patience), ("--schedule", schedule), ("--warmup", warmup), ("--clip", clip),
      ("--clip-value", clipValue),
    ])
  }

  /// Puts all but the optimiser into a run, whose epochs are known.
  ///
  /// - Throws: `CommandError.usage` for a schedule that was given and acts only past the end.
  func apply(to run: inout some LoopConfiguration) throws {
    if let schedule {
      run.schedule = schedule.schedule
      if let epoch = schedule.schedule.epochPast(end: run.epochs) {
        throw CommandError.usage(
          "--schedule changes the rate after epoch \(epoch), past the end of \(run.epochs) epochs; name an earlier one, or more --epochs"
        )
      }
    }
    if let warmup { run.warmupSteps = warmup.value }
    if let clip { run.clipNorm = clip.value }
    if let clipValue { run.clipValue = clipValue.value }
  }

  /// Puts the optimiser into a run's settings.
  ///
  /// - Throws: `CommandError.usage`.
  func apply(to settings: inout OptimizerSettings) throws {
    if let optimizer, optimizer != Choice(settings) {
      settings =
        switch optimizer {
        case .sgd: .plain
        case .adam: .publishedAdam
        case .adamw: .usualAdamW
        case .asgd: .publishedAveragedSGD
        }
    }
    if let momentum {
      guard case .sgd(_, let decay) = settings else {
        throw CommandError.usage("--momentum belongs to sgd; add --optimizer sgd")
      }
      settings = .sgd(momentum: momentum, weightDecay: decay)
    }
    if let patience {
      guard case .averagedSGD(_, let decay) = settings else {
        throw CommandError.usage("--patience belongs to asgd; add --optimizer asgd")
      }
      settings = .averagedSGD(patience: patience, weightDecay: decay)
    }
    if let weightDecay { settings.weightDecay = weightDecay }
  }

  /// The same for a run whose settings may be absent, which are then plain descent.
  func apply(to settings: inout OptimizerSettings?) throws {
    var applied = settings ?? .plain
    try apply(to: &applied)
    if settings != nil || applied != .plain { settings = applied }
  }
}

extension OptimizationOptions.Choice {
  /// The name of settings.
  fileprivate init(_ settings: OptimizerSettings) {
    self =
      switch settings {
      case .sgd: .sgd
      case .adam: .adam
      case .adamW: .adamw
      case .averagedSGD: .asgd
      }
  }
}

/// A schedule of learning rates as a person writes it.
struct ScheduleChoice: ExpressibleByArgument {
  let schedule: LearningRateSchedule

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    let values = parts.count > 1 ? parts[1] : nil
    switch (parts[0], values) {
    case ("constant", nil): schedule = .constant
    case ("cosine", nil): schedule = .cosine(final: 0, steps: nil)
    case ("cosine", let share?):
      guard let share = Double(share) else { return nil }
      schedule = .cosine(final: share, steps: nil)
    case ("plateau", let divisor?):
      guard let divisor = Double(divisor) else { return nil }
      schedule = .plateau(divisor: divisor)
    case ("decay", let values?):
      guard let (factor, epochs) = Self.factor(values), epochs.count == 1 else { return nil }
      schedule = .decay(factor: factor, afterEpoch: epochs[0])
    case ("milestones", let values?):
      guard let (factor, epochs) = Self.factor(values) else { return nil }
      schedule = .milestones(epochs: epochs, factor: factor)
    default: return nil
    }
  }

  /// A factor and epochs, such as 0.1@80,120.
  private static func factor(_ text: String) -> (Double, [Int])? {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let factor = Double(parts[0]),
      let epochs = NumberList<Int>(argument: parts[1])?.numbers
    else { return nil }
    return (factor, epochs)
  }
}
