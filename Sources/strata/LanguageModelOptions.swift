import ArgumentParser
import Networks

/// What a language model is and how it is trained, as options under the names of the PyTorch example.
///
/// Each overrides the configuration file, which overrides the preset.
struct LanguageModelOptions: ParsableArguments {
  @Option(
    help: "Corpus: ptb, wikitext-2, a folder in Corpora, or one with train.txt, valid.txt and test.txt.")
  var data: String?

  @Option(help: "Width of the word embedding.")
  var emsize: Int?

  @Option(help: "Units of each LSTM layer.")
  var nhid: Int?

  @Option(help: "Number of LSTM layers.")
  var nlayers: Int?

  @Option(help: "Learning rate of the first epoch.")
  var lr: Double?

  @Option(help: "Greatest global norm of the gradient.")
  var clip: Double?

  @Option(help: "Passes over the training text.")
  var epochs: Int?

  @Option(help: "Updates after which training ends, whatever the epoch.")
  var steps: Int?

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

  @Option(help: "Seed of every random draw.")
  var seed: UInt64?

  @Option(
    name: [.customLong("log-interval"), .customLong("log_interval")],
    help: "Updates between two training lines of metrics.jsonl.")
  var logInterval: Int?

  @Option(help: "Updates between two checkpoints; each epoch ends with one too.")
  var checkpointInterval: Int?

  @Flag(
    inversion: .prefixedNo, help: "Keep the weights after every epoch, besides the last two and the best.")
  var keepEpochs: Bool?

  @Option(
    help: """
      When states are recorded: pow2:N, pow2:N,every:M, every:M, list:A,B,C, epoch:K (times an epoch), or none. \
      Step 0 and the last step always are.
      """)
  var snapshots: String?

  @Option(help: "When the larger sequence probes are recorded, in the same form.")
  var sequenceSnapshots: String?

  @Flag(help: "Also record sequences in which one token is repeated for 20 steps, with the sequence probes.")
  var repeatedTokens = false

  @Option(help: "How states are stored: float16, lossless, or rounded:BITS of the mantissa.")
  var precision: String?

  @Flag(help: "Store states with their bytes shuffled (codec blosc), which compresses better.")
  var shuffled = false

  /// The options that were given, as a person writes them.
  var given: [String] {
    let pairs: [(String, Any?)] = [
      ("--data", data), ("--emsize", emsize), ("--nhid", nhid), ("--nlayers", nlayers), ("--lr", lr),
      ("--clip", clip), ("--epochs", epochs), ("--steps", steps), ("--batch-size", batchSize),
      ("--bptt", bptt), ("--dropout", dropout), ("--tied", tied), ("--mixed-precision", mixedPrecision),
      ("--seed", seed),
      ("--log-interval", logInterval), ("--checkpoint-interval", checkpointInterval),
      ("--keep-epochs", keepEpochs),
      ("--snapshots", snapshots), ("--sequence-snapshots", sequenceSnapshots),
      ("--repeated-tokens", repeatedTokens ? true : nil), ("--precision", precision),
      ("--shuffled", shuffled ? true : nil),
    ]
    return pairs.compactMap { $0.1 == nil ? nil : $0.0 }
  }
}
