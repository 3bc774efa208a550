import Storage
import Testing

@testable import Corpora

@Suite struct CorpusRegistryTests {
  @Test func theRegistryNamesWhatWasPublished() {
    #expect(CorpusRegistry.all.map(\.name) == ["ptb", "wikitext-2", "mnist", "cifar-10"])
    #expect(CorpusRegistry.all.map(\.kind) == [.text, .text, .images, .images])
    for corpus in CorpusRegistry.all {
      #expect(corpus.mirrors.count >= 3)
      expectAddresses(of: corpus)
    }
    // Each digest is another one: nothing was pasted twice.
    let texts = CorpusRegistry.texts.flatMap(\.files)
    let packed = CorpusRegistry.all.flatMap { corpus in
      corpus.files.compactMap(\.gzip) + [corpus.archive].compactMap(\.self)
    }
    let sha256 =
      texts.compactMap(\.text).map(\.sortedLinesSHA256) + packed.map(\.sha256)
      + (texts + CorpusRegistry.mnist.files).map(\.checksum.digits)
    #expect(sha256.count == 21)
    let md5 = CorpusRegistry.cifar10.files.map(\.checksum.digits)
    for (digests, count) in [(sha256, 64), (md5, 32)] {
      #expect(Set(digests).count == digests.count)
      for digest in digests {
        #expect(digest.count == count && digest.allSatisfy { "0123456789abcdef".contains($0) }, "\(digest)")
      }
    }
  }

  @Test(arguments: CorpusRegistry.texts) func textsHaveThreeParts(corpus: KnownCorpus) {
    let texts = corpus.files.compactMap(\.text)
    #expect(texts.map(\.split) == Split.allCases && corpus.images == nil)
    for (file, text) in zip(corpus.files, texts) {
      #expect(file.name.contains(text.split.rawValue))
      // A token has at least one byte and a space or line end; no word of these texts is longer than 100 bytes.
      #expect(file.bytes > 2 * text.tokens && file.bytes < 100 * text.tokens)
    }
    // The training text is the longest, and every text is another one.
    #expect(texts.allSatisfy { $0.tokens <= texts[0].tokens })
    for property in [texts.map(\.tokens), corpus.files.map(\.bytes)] {
      #expect(Set(property).count == property.count)
    }
  }

  @Test(arguments: CorpusRegistry.imageSets) func filesHoldTheImagesOfTheirParts(corpus: KnownCorpus) throws {
    let counts = try #require(corpus.images)
    let (train, test) = (counts.train.reduce(0, +), counts.test.reduce(0, +))
    #expect(counts.train.count == 10 && counts.test.count == 10)
    let isCIFAR10 = corpus.name == "cifar-10"
    #expect(corpus.files.map(\.name) == (isCIFAR10 ? CIFAR10Files.names : IDXFiles.names))
    for file in corpus.files {
      let images = try #require(file.images)
      let size = file.name.contains("labels") ? 1 : counts.shape.count + (isCIFAR10 ? 1 : 0)
      let header = isCIFAR10 ? 0 : file.name.contains("labels") ? 8 : 16
      #expect(file.bytes == images * size + header)
      if let gzip = file.gzip { #expect(gzip.bytes < file.bytes) }
    }
    let inFiles = corpus.files.filter { !$0.name.contains("labels") }.compactMap(\.images).reduce(0, +)
    #expect(inFiles == train + test && test == 10_000)
  }

  /// Every file of a mirror has an address of its own; an archive is of a kind that can be read.
  private func expectAddresses(of corpus: KnownCorpus) {
    var all: [String] = []
    for mirror in corpus.mirrors {
      all += mirror.addresses
      for address in mirror.addresses {
        #expect(address.hasPrefix("https://") || address.hasPrefix("http://"))
        #expect(!address.contains("%"))
      }
      switch mirror {
      case .files(let addresses):
        #expect(addresses.count == corpus.files.count)
        for (address, file) in zip(addresses, corpus.files) {
          #expect(address.hasSuffix(file.text.map { "\($0.split.rawValue).txt" } ?? file.publishedName))
        }
      case .archive(let address): #expect(ArchiveFile.isArchive(address))
      }
    }
    #expect(Set(all).count == all.count)
  }
}
