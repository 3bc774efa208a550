import ArgumentParser

/// When the states of a run of either kind are recorded, and how they are stored.
struct StateOptions: ParsableArguments {
  @Option(
    help: """
      When states are recorded: pow2:N, pow2:N,every:M, every:M, list:A,B,C, epoch:K (times an epoch), or none. \
      Step 0 and the last step always are.
      """)
  var snapshots: String?

  @Option(help: "How states are stored: float16, lossless, or rounded:BITS of the mantissa.")
  var precision: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Store states with their bytes shuffled (codec blosc), which compresses better.")
  var shuffled: Bool?

  /// The options that were given, as a person writes them.
  var given: [String] { GivenOptions.names([("--snapshots", snapshots)]) + givenStorage }

  /// Those about storage, which mean nothing where nothing is recorded.
  var givenStorage: [String] {
    GivenOptions.names([("--precision", precision), ("--shuffled", shuffled)])
  }
}
