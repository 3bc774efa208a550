import Foundation
import Storage
import TestSupport
import Testing

@testable import Corpora

/// Where published texts and images may be.
private enum PublishedCorpora {
  static let root =
    ProcessInfo.processInfo.environment["STRATA_CORPORA"] ?? "\(Fixture.packagePath)/Corpora"

  static func has(_ known: KnownCorpus) throws -> Bool {
    try LocalFileSystem().kind("\(root)/\(known.name)") == .folder
  }
}

/// The counts of the published texts and images, where they are on this machine.
///
/// They are looked for in the folder that `STRATA_CORPORA` names, or in `Corpora/` of this package. Where a data set is
/// not there, its test shows as skipped.
struct PublishedCorporaTests {
  private func expectPublishedCounts(_ known: KnownCorpus) throws {
    let corpus = try TextCorpus.load(known.name, root: PublishedCorpora.root)
    #expect(Split.allCases.map { corpus.tokens($0).count } == known.files.map { $0.text?.tokens })
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

  private func expectPublishedImages(_ known: KnownCorpus, mean: [Double], deviation: [Double]) throws {
    let set = try ImageSet.load(known.name, root: PublishedCorpora.root)
    #expect(set.counts == known.images && set.name == known.name)
    let check = try CorpusCheck.run(known.name, root: PublishedCorpora.root)
    #expect(check.isUsable && check.isExact == set.warnings.isEmpty)
    for (moments, expected) in zip(set.train.channelMoments, zip(mean, deviation)) {
      #expect(abs(moments.mean / 255 - expected.0) < 1e-3 && abs(moments.deviation / 255 - expected.1) < 2e-3)
    }
  }

  /// The mean and deviation are those that everyone normalises with.
  @Test(.enabled("not in \(PublishedCorpora.root)") { try PublishedCorpora.has(CorpusRegistry.mnist) })
  func mnist() throws {
    try expectPublishedImages(CorpusRegistry.mnist, mean: [0.1307], deviation: [0.3081])
  }

  /// Copies that went through JPEG pass too.
  @Test(.enabled("not in \(PublishedCorpora.root)") { try PublishedCorpora.has(CorpusRegistry.cifar10) })
  func cifar10() throws {
    try expectPublishedImages(
      CorpusRegistry.cifar10, mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616])
  }
}
