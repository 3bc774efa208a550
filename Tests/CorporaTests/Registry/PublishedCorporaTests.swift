import Foundation
import Storage
import TestSupport
import Testing

@testable import Corpora

/// Where published texts may be.
private enum PublishedCorpora {
  static let root =
    ProcessInfo.processInfo.environment["STRATA_CORPORA"] ?? "\(Fixture.packagePath)/Corpora"

  static func has(_ known: KnownCorpus) throws -> Bool {
    try LocalFileSystem().kind("\(root)/\(known.name)") == .folder
  }
}

/// The counts of the published texts, where they are on this machine.
///
/// They are looked for in the folder that `STRATA_CORPORA` names, or in `Corpora/` of this package. Where a text is not
/// there, its test shows as skipped.
struct PublishedCorporaTests {
  private func expectPublishedCounts(_ known: KnownCorpus) throws {
    let corpus = try TextCorpus.load(known.name, root: PublishedCorpora.root)
    #expect(Split.allCases.map { corpus.tokens($0).count } == known.files.map(\.tokens))
    #expect(corpus.vocabulary.count == known.vocabularySize)
    let check = try CorpusCheck.run(known.name, root: PublishedCorpora.root)
    #expect(check.isUsable)
    #expect(check.files.allSatisfy { [.exact, .permuted].contains($0.status) })
    #expect(check.files[1].status == .exact && check.files[2].status == .exact)
  }

  @Test(.enabled("not in \(PublishedCorpora.root)") { try PublishedCorpora.has(CorpusRegistry.pennTreebank) })
  func pennTreebank() throws {
    try expectPublishedCounts(CorpusRegistry.pennTreebank)
  }

  @Test(.enabled("not in \(PublishedCorpora.root)") { try PublishedCorpora.has(CorpusRegistry.wikiText2) })
  func wikiText2() throws {
    try expectPublishedCounts(CorpusRegistry.wikiText2)
  }
}
