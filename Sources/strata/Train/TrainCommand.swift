import ArgumentParser

/// `strata train`: trains a network of one kind or another.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a network and record its states.",
    subcommands: [TrainLanguage.self, TrainImage.self])
}

/// Where a training run lies, and whether it is new.
struct RunFolderOptions: ParsableArguments {
  @Option(help: "A published recipe by name.")
  var preset: String?

  @Option(help: "A configuration file.")
  var config: String?

  @Option(help: "The run folder to make; it must not exist or be empty.")
  var out: String?

  @Option(help: "Continue the run in this folder exactly.")
  var resume: String?

  @Flag(help: "Print parameters, size, time and disk, and do nothing.")
  var dryRun = false

  /// Checks that the options go together.
  ///
  /// - Parameter given: the options that say what the run is, as a person writes them.
  /// - Throws: `ValidationError`.
  func check(given: [String]) throws {
    guard resume != nil else {
      if out == nil && !dryRun {
        throw ValidationError("name the run folder with --out, or the run to continue with --resume")
      }
      return
    }
    var others = given
    if preset != nil { others.append("--preset") }
    if config != nil { others.append("--config") }
    if out != nil { others.append("--out") }
    if dryRun { others.append("--dry-run") }
    if !others.isEmpty {
      throw ValidationError(
        "--resume continues a run exactly as it was configured; remove \(others.joined(separator: ", "))")
    }
  }
}
