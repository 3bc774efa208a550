import Storage
import Tensors
import TestSupport
import Testing

@testable import Corpora

@Suite struct SyntheticCorpusTests {
  private let disk = LocalFileSystem()

  private func write(_ folder: String, seed: UInt64 = 1) throws -> SyntheticCorpus {
    try SyntheticCorpus.write(
      to: folder, language: SyntheticLanguage(seed: seed), tokens: (2_000, 600, 700), in: disk)
  }

  @Test func theFolderReadsBackAsAnOrdinaryCorpus() throws {
    try TemporaryDirectory.with { folder in
      let written = try write(folder)
      let corpus = try TextCorpus.load(folder, in: disk)
      #expect(corpus.hasTrueLosses)
      #expect(corpus.train.count == written.texts["train"]?.tokens && corpus.train.count >= 2_000)
      #expect(try SyntheticCorpus.read(from: folder, in: disk) == written)
      let language = try written.language()
      for split in [Split.valid, .test] {
        let key = RandomKey(seed: 1).child("synthetic language").child("text").child(split.rawValue)
        let text = language.generate(tokens: split == .valid ? 600 : 700, key: key)
        #expect(try language.ids(of: corpus.tokens(split), in: corpus.vocabulary) == text)
        let losses = try #require(try corpus.trueLosses(split, in: disk))
        #expect(try losses == language.trueLosses(text))
        #expect(losses.count == corpus.tokens(split).count - 1)
        #expect(written.texts[split.rawValue]?.meanLoss == MeanLoss(losses).mean)
        let path = "\(folder)/truth/\(split)_labels.npy"
        let labels = try NPY.decode(try disk.read(path), path: path)
        #expect(labels.shape == [text.count, 5])
        #expect(try labels.doubles == language.labels(text).flatMap { $0.map(Double.init) })
      }
      #expect(try corpus.trueLosses(.train, in: disk) == nil)
    }
  }

  @Test func sameSeedSameBytes() throws {
    try TemporaryDirectory.with { folder in
      let first = try write("\(folder)/a")
      #expect(try write("\(folder)/b") == first)
      for name in ["train.txt", "language.json", "truth/valid_loss.npy", "truth/test_labels.npy"] {
        #expect(try disk.read("\(folder)/a/\(name)") == disk.read("\(folder)/b/\(name)"))
      }
      #expect(try write("\(folder)/c", seed: 2) != first)
    }
  }

  @Test func otherTextsAreNotOverwritten() throws {
    try TemporaryDirectory.with { folder in
      try disk.create("\(folder)/valid.txt", Array("mine\n".utf8))
      let expected = CorporaError.usage(
        "\(folder) holds texts that were not generated; name another folder for the synthetic language")
      #expect(throws: expected) { try write(folder) }
      #expect(try disk.read("\(folder)/valid.txt") == Array("mine\n".utf8))
    }
  }

  @Test func lossesOfAnotherTextAreRefused() throws {
    try TemporaryDirectory.with { folder in
      _ = try write(folder)
      try disk.append(Array("the\n".utf8), to: "\(folder)/valid.txt")
      let corpus = try TextCorpus.load(folder, in: disk)
      #expect(throws: CorporaError.staleTruth(path: "\(folder)/truth/valid_loss.npy", split: .valid)) {
        try corpus.trueLosses(.valid, in: disk)
      }
      #expect(try corpus.trueLosses(.test, in: disk) != nil)
    }
  }

  @Test func theStandardErrorIsThatOfBlockMeans() {
    let losses = (0..<40).map { Double($0 % 4 < 2 ? 1 : 3) }
    let summary = MeanLoss(losses)
    #expect(summary.mean == 2 && summary.count == 40)
    // Blocks of two: ten of mean 1, ten of mean 3; variance 20 / 19.
    #expect(isClose(summary.standardError, (20.0 / 19 / 20).squareRoot(), tolerance: 1e-12))
    #expect(MeanLoss([1.0]).standardError.isNaN)
  }

  @Test func aModelThatIsNotTheTruthExceedsIt() throws {
    let language = try SyntheticLanguage(seed: 1)
    let text = language.generate(tokens: 4_000, key: RandomKey(seed: 1))
    let truth = try language.trueLosses(text)
    var counts = [Double](repeating: 1, count: language.vocabulary.count)
    for word in text { counts[Int(word)] += 1 }
    let total = counts.reduce(0, +)
    let unigram = text.dropFirst().map { -logarithm(counts[Int($0)] / total) }
    let excess = MeanLoss.excess(of: unigram, over: truth)
    #expect(excess.mean > 1 && excess.mean > 3 * excess.standardError)
    #expect(MeanLoss.excess(of: truth, over: truth).mean == 0)
  }
}
