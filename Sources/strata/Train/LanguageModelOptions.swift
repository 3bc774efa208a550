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

  @Option(help: "Units of each LSTM layer.")
  var nhid: Int?

  @Option(help: "Number of LSTM layers.")
  var nlayers: Int?

  @OptionGroup var loop: LoopOptions

  @Option(
    name: [.customLong("batch-size"), .customLong("batch_size")], help: "Streams that are read side by side.")
  var batchSize: Int?

  @Option(help: "Positions of one truncated back-propagation window.")
  var bptt: Int?

  @Option(help: "Probability with which a non-recurrent connection is dropped in training.")
  var dropout: Double?

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
      ("--data", data), ("--tokens", tokens), ("--emsize", emsize), ("--nhid", nhid), ("--nlayers", nlayers),
      ("--batch-size", batchSize), ("--bptt", bptt), ("--dropout", dropout), ("--tied", tied),
      ("--mixed-precision", mixedPrecision),
    ]) + loop.given + GivenOptions.names([("--snapshots", states.snapshots)]) + givenRecording
  }

  /// The options about recording that were given, but for the schedule of the convergence probe.
  var givenRecording: [String] {
    GivenOptions.names([
      ("--sequence-snapshots", sequenceSnapshots), ("--repeated-tokens", repeatedTokens ? true : nil),
    ]) + states.storage.given
  }
}
