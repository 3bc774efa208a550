import ArgumentParser

/// The command line of Strata.
@main
struct Strata: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strata", abstract: "Train recurrent language models and watch their representations form.")
}
