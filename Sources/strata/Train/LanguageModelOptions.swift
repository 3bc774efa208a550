import ArgumentParser
import Corpora
import Networks

/// What a language model is and how it is trained, as options under the names of the PyTorch example.
///
/// Each overrides the configuration file, which overrides the preset.
struct LanguageModelOptions: ParsableArguments {
  @Option(
    help:
      "Corpus: ptb, wikitext-2, a folder in Corpora, one with train.txt, valid.txt and test.txt, or the path of one file."
  )
  var data: String?

  @Option(help: "What a token of the text is (default: the preset's).")
  var tokens: TokenUnit?

  @Option(help: "Width of the word embedding.")
  var emsize: Int?

  @Option(help: "What a layer computes: lstm, gru, rnn_tanh, rnn_relu or rnn_linear.")
  var model: RecurrentCell?

  @Option(
    help:
      "Units of each layer: one number for all, or one for each with commas between, such as 1150,1150,400.")
  var nhid: NumberList<Int>?

  @Option(help: "Number of layers.")
  var nlayers: Int?

  @OptionGroup var loop: LoopOptions

  @Option(
    name: [.customLong("batch-size"), .customLong("batch_size")], help: "Streams that are read side by side.")
  var batchSize: Int?

  @Option(help: "Positions of one truncated back-propagation window.")
  var bptt: Int?

  @Option(
    help:
      "Probability with which a non-recurrent connection is dropped in training; of awd presets the output alone."
  )
  var dropout: Double?

  @OptionGroup var regularization: RegularizationOptions

  @Option(
    help: "Factors of the large products of an update: float32 or bfloat16; sums and weights stay Float32.")
  var mixedPrecision: FactorPrecision?

  @Flag(inversion: .prefixedNo, help: "Share the matrix of the embedding with the softmax.")
  var tied: Bool?

  @OptionGroup var states: StateOptions

  @Option(help: "When the larger sequence probes are recorded, in the same form.")
  var sequenceSnapshots: String?

  @Flag(help: "Also record sequences in which one token is repeated for 20 steps, with the sequence probes.")
  var repeatedTokens = false

  /// The options that were given, as a person writes them.
  var given: [String] {
    GivenOptions.names([
      ("--data", data), ("--tokens", tokens), ("--emsize", emsize), ("--model", model), ("--nhid", nhid),
      ("--nlayers", nlayers),
      ("--batch-size", batchSize), ("--bptt", bptt), ("--dropout", dropout), ("--tied", tied),
      ("--mixed-precision", mixedPrecision),
    ]) + regularization.given + loop.given + GivenOptions.names([("--snapshots", states.snapshots)])
      + givenRecording
  }

  /// The options about recording that were given, but for the schedule of the convergence probe.
  var givenRecording: [String] {
    GivenOptions.names([
      ("--sequence-snapshots", sequenceSnapshots), ("--repeated-tokens", repeatedTokens ? true : nil),
    ]) + states.storage.given
  }
}
