import ArgumentParser

/// What a language model is and how it is trained, as options under the names of the PyTorch example.
///
/// Each overrides the configuration file, which overrides the preset.
struct LanguageModelOptions: ParsableArguments {
  @Option(help: "Corpus: ptb, wikitext-2, synthetic, or a folder with train.txt, valid.txt and test.txt.")
  var data: String?

  @Option(help: "Width of the word embedding.")
  var emsize: Int?

  @Option(help: "Units of each LSTM layer.")
  var nhid: Int?

  @Option(help: "Number of LSTM layers.")
  var nlayers: Int?

  @Option(help: "Initial learning rate.")
  var lr: Double?

  @Option(help: "Greatest global norm of the gradient.")
  var clip: Double?

  @Option(help: "Passes over the training text.")
  var epochs: Int?

  @Option(help: "Updates after which training ends, whatever the epoch.")
  var steps: Int?

  @Option(name: [.customLong("batch-size"), .customLong("batch_size")], help: "Streams read side by side.")
  var batchSize: Int?

  @Option(help: "Positions of one truncated back-propagation window.")
  var bptt: Int?

  @Option(help: "Probability with which a non-recurrent connection is dropped in training.")
  var dropout: Double?

  @Flag(inversion: .prefixedNo, help: "Share the matrix of the embedding with the softmax.")
  var tied: Bool?

  @Option(help: "Seed of every random draw.")
  var seed: UInt64?

  @Option(help: "Steps between two lines of the training log.")
  var logInterval: Int?

  @Option(
    help:
      "When states are recorded: 'log:M' (powers of two, then every M steps), 'every:M', 'epoch:K', or a list."
  )
  var snapshots: String?

  @Option(help: "How states are stored: float16, lossless, or rounded:BITS.")
  var precision: String?
}
