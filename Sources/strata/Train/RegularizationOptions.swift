import ArgumentParser
import Networks
import Training

/// The regularisation of the AWD-LSTM, under the names of its authors' program.
struct RegularizationOptions: ParsableArguments {
  @Option(help: "Probability with which a unit of the embedding is dropped, the same ones over a window.")
  var dropouti: Double?

  @Option(help: "Probability with which a unit between layers is dropped, the same ones over a window.")
  var dropouth: Double?

  @Option(help: "Probability with which a word's whole embedding is dropped, over a window.")
  var dropoute: Double?

  @Option(help: "Probability with which a recurrent weight is dropped, over a window.")
  var wdrop: Double?

  @Option(help: "What the mean square of the output counts in the objective.")
  var alpha: Double?

  @Option(help: "What the mean square of the output's changes counts in the objective.")
  var beta: Double?

  @Option(
    help: """
      What the concentration of each layer's states on few directions counts in the objective (experimental): tr(C²) / tr(C)² of \
      their covariance over a window.
      """)
  var concentration: Double?

  @Flag(inversion: .prefixedNo, help: "Draw the lengths of windows about --bptt.")
  var randomBptt: Bool?

  /// The options that were given, as a person writes them.
  var given: [String] {
    GivenOptions.names([
      ("--dropouti", dropouti), ("--dropouth", dropouth), ("--dropoute", dropoute), ("--wdrop", wdrop),
      ("--alpha", alpha), ("--beta", beta), ("--concentration", concentration), ("--random-bptt", randomBptt),
    ])
  }

  /// Puts what was given into a run.
  ///
  /// - Parameters:
  ///   - dropout: what `--dropout` says: of a run that drops over windows the dropout of the output.
  ///   - run: the configuration.
  func apply(dropout: Double?, to run: inout LanguageModelRun) {
    if let randomBptt { run.windowDraws = randomBptt ? run.windowDraws ?? WindowDraws() : nil }
    let overWindows = [dropouti, dropouth, dropoute, wdrop].contains { ($0 ?? 0) != 0 }
    var settings = run.model.regularization ?? Regularization()
    if settings.drops || overWindows {
      // What was dropped number by number is dropped over windows, where it stood.
      if run.model.dropout > 0 {
        let former = run.model.dropout
        (settings.inputDropout, settings.hiddenDropout, settings.outputDropout) = (former, former, former)
        run.model.dropout = 0
      }
      if let dropout { settings.outputDropout = dropout }
    } else if let dropout {
      run.model.dropout = dropout
    }
    if let dropouti { settings.inputDropout = dropouti }
    if let dropouth { settings.hiddenDropout = dropouth }
    if let dropoute { settings.embeddingDropout = dropoute }
    if let wdrop { settings.weightDropout = wdrop }
    if let alpha { settings.activationPenalty = alpha }
    if let beta { settings.temporalPenalty = beta }
    if let concentration { settings.concentrationPenalty = concentration == 0 ? nil : concentration }
    if run.model.regularization != nil || settings != Regularization() { run.model.regularization = settings }
  }
}
