import Foundation
import Storage
import Testing

@testable import Corpora

/// The counts of the published texts, where they are on this machine: in the folder that `STRATA_CORPORA` names, or in
/// `Corpora/` of this package.
@Suite struct PublishedCorporaTests {
  private var root: String {
    if let root = ProcessInfo.processInfo.environment["STRATA_CORPORA"] { return root }
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { package.deleteLastPathComponent() }
    return package.appendingPathComponent("Corpora").path
  }

  @Test(arguments: CorpusRegistry.all) func thePublishedCountsHold(_ known: KnownCorpus) throws {
    guard try LocalFileSystem().kind("\(root)/\(known.name)") == .folder else {
      print("skipped: \(known.title) is not in \(root)")
      return
    }
    let corpus = try TextCorpus.load(known.name, root: root)
    #expect(Split.allCases.map { corpus.tokens($0).count } == known.files.map(\.tokens))
    #expect(corpus.vocabulary.count == known.vocabularySize)
    let check = try CorpusCheck.run(known.name, root: root)
    #expect(check.isUsable)
    #expect(check.files.allSatisfy { [.exact, .permuted].contains($0.status) })
    #expect(check.files[1].status == .exact && check.files[2].status == .exact)
  }
}
