import ArgumentParser
import Corpora
import Storage
import Synchronization

/// `strata data fetch`: brings published texts or images.
struct DataFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download a published data set, or copy it from a local folder or archive.",
    discussion: """
      Tries several mirrors, continues partial downloads, and takes no file or archive whose SHA-256 is not the \
      published one. From a local copy it also takes a text with its lines in another order, and images with the \
      published numbers of each class, and says so. The data have licences of their own; 'strata data list --json' shows \
      them.
      """)

  @Argument(help: "\(CorpusRegistry.all.map(\.name).joined(separator: ", ")).")
  var name: String

  @Option(help: "A local folder or archive (zip, tar, tgz) that holds the files, packed or not.")
  var from: String?

  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard CorpusRegistry.corpus(named: name) != nil else {
      let known = CorpusRegistry.all.map(\.name).joined(separator: ", ")
      throw ValidationError("'\(name)' is no corpus that can be fetched; there are \(known)")
    }
  }

  func run() throws {
    guard let corpus = CorpusRegistry.corpus(named: name) else { return }
    let console = options.console
    console.note("\(corpus.title): \(corpus.licence)")
    let display = DownloadDisplay(console)
    let fetcher = CorpusFetcher { display.show($0) }
    let check = try from.map { try fetcher.fetch(corpus, from: $0) } ?? fetcher.fetch(corpus)
    try console.report(check, json: options.json)
  }
}

/// Shows downloads, one bar a file.
final class DownloadDisplay: Sendable {
  private let console: Console
  private let bar = Mutex<ProgressBar?>(nil)

  init(_ console: Console) { self.console = console }

  /// Shows what happened.
  func show(_ event: CorpusFetcher.Event) {
    switch event {
    case .present(let path): console.note("\(path) is there already")
    case .requested(let address, let resumedAt, let total):
      console.note(resumedAt > 0 ? "continuing \(address) at byte \(resumedAt)" : address)
      bar.withLock {
        $0 = total.map {
          ProgressBar(
            on: console, label: "download", total: $0, resumedAt: resumedAt, rateUnit: "bytes")
        }
      }
    case .progress(let bytes, _): bar.withLock { $0?.update(bytes) }
    case .failed(let address, let reason):
      bar.withLock { $0?.finish() }
      console.note("\(address): \(reason)")
    case .fetched(let path):
      bar.withLock { $0?.finish() }
      console.note("\(path) is there")
    }
  }
}
