import ArgumentParser

/// When the states of a run of either kind are recorded, and how they are stored.
struct StateOptions: ParsableArguments {
  @Option(
    help: """
      When states are recorded: pow2:N, pow2:N,every:M, every:M, list:A,B,C, epoch:K (times an epoch), or none. \
      Step 0 and the last step always are.
      """)
  var snapshots: String?

  @OptionGroup var storage: StorageOptions
}
