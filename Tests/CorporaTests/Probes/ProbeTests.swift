import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct ProbeTests {
  /// A corpus of the given numbers of tokens; each text counts 0, 1, …, 9, 0, … over ten words, in one line.
  private func corpus(train: Int, valid: Int) throws -> TextCorpus {
    let disk = LocalFileSystem()
    return try TemporaryDirectory.with { folder in
      for (name, count) in [("train", train), ("valid", valid), ("test", 5)] {
        let words = (0..<count - 1).map { "w\($0 % 10)" }.joined(separator: " ")
        try disk.create("\(folder)/\(name).txt", Array(words.utf8))
      }
      return try TextCorpus.load(folder, in: disk)
    }
  }

  @Test func theConvergenceProbeIsOneStreamOfValidationText() throws {
    let corpus = try corpus(train: 100, valid: 103)
    let probe = try Probe.convergence(from: corpus, tokens: 50, windowLength: 7)
    #expect(probe.name == "convergence")
    #expect(probe.split == .valid)
    #expect(probe.startState == .carried)
    #expect(probe.windows == 7 && probe.positions == 7 && probe.windowsWanted == 7)
    #expect(probe.tokenIDs == Array(corpus.valid[..<49]))
    #expect(probe.inputs == probe.tokenIDs)
    #expect(probe.tokenOffsets == (0..<49).map(Int64.init))
    let short = try Probe.convergence(from: corpus, tokens: 1_000, windowLength: 10)
    #expect(short.windows == 10 && short.windowsWanted == 100)
    #expect(throws: CorporaError.self) { try Probe.convergence(from: corpus, tokens: 500, windowLength: 200) }
  }

  @Test func theSequenceProbeSaysWhichTextItComesFrom() throws {
    let roomy = try corpus(train: 2_000, valid: 800)
    let fromValid = try Probe.sequence(from: roomy, windows: 40)
    #expect(fromValid.split == .valid)
    #expect(fromValid.windows == 40 && fromValid.positions == 20)
    #expect(fromValid.tokenIDs == Array(roomy.valid[..<800]))
    let fromTrain = try Probe.sequence(from: roomy, windows: 60)
    #expect(fromTrain.split == .train)
    #expect(fromTrain.windows == 60 && fromTrain.windowsWanted == 60)
    #expect(fromTrain.tokenIDs == Array(roomy.train[..<1_200]))
    let tooLittle = try Probe.sequence(from: roomy, windows: 1000)
    #expect(tooLittle.split == .train)
    #expect(tooLittle.windows == 100 && tooLittle.windowsWanted == 1_000)
  }

  @Test func theResetProbeHasTheSameTokens() throws {
    let corpus = try corpus(train: 2_000, valid: 800)
    let carried = try Probe.sequence(from: corpus, windows: 40)
    let reset = try Probe.sequenceReset(from: corpus, windows: 40)
    #expect(reset.name == "sequence_reset" && reset.startState == .reset)
    #expect(reset.tokenIDs == carried.tokenIDs && reset.tokenOffsets == carried.tokenOffsets)
    #expect(reset.identity != carried.identity)
  }

  @Test func identityDependsOnTokensAndPlaces() throws {
    let corpus = try corpus(train: 2_000, valid: 800)
    let probe = try Probe.sequence(from: corpus, windows: 20)
    #expect(try Probe.sequence(from: corpus, windows: 20).identity == probe.identity)
    #expect(probe.identity.count == 64)
    #expect(try Probe.sequence(from: corpus, windows: 40).identity != probe.identity)
    #expect(try Probe.sequence(from: corpus, windows: 20, positions: 10).identity != probe.identity)
    let other = { (text: [Int32]) in
      try Probe(
        name: "sequence", split: .valid, startState: .carried, text: text, windows: 2, wanted: 2,
        windowLength: 2)
    }
    #expect(try other([1, 2, 3, 4]).identity == other([1, 2, 3, 4, 5]).identity)
    #expect(try other([1, 2, 3, 4]).identity != other([1, 2, 3, 5]).identity)
    #expect(try other([1, 2, 3, 4]).identity != other([1, 2, 3, 4 + 1 << 24]).identity)
  }

  @Test func theRepeatedTokenIsTheMostFrequentWordButNotTheEndOfSentence() throws {
    let disk = LocalFileSystem()
    try TemporaryDirectory.with { folder in
      for name in ["train", "valid", "test"] {
        try disk.create("\(folder)/\(name).txt", Array("a b\nb\n\nc\n\n".utf8))
      }
      let corpus = try TextCorpus.load(folder, in: disk)
      #expect(corpus.vocabulary.tokens[Int(RepeatedToken.token(of: corpus))] == "b")
    }
  }

  @Test(arguments: zip(RepeatedToken.allCases, [57, 1, 9, 28, 57, 97]))
  func oneTokenIsRepeatedForTwentySteps(_ start: RepeatedToken, _ first: Int) throws {
    let corpus = try corpus(train: 3_000, valid: 500)
    let probe = try Probe.repeated(start, from: corpus, windows: 5)
    #expect(probe.name == start.rawValue)
    #expect(probe.split == .train && probe.startState == .reset)
    #expect(probe.windowLength == 120 && probe.positions == 20 && probe.windows == 5)
    #expect(probe.recorded == first..<first + 20)
    for window in 0..<5 {
      let original = Array(corpus.train[window * 120..<(window + 1) * 120])
      var expected = original
      if start != .none { for position in probe.recorded { expected[position] = 0 } }
      #expect(Array(probe.inputs[window * 120..<(window + 1) * 120]) == expected)
      let kept = window * 20..<(window + 1) * 20
      #expect(Array(probe.tokenIDs[kept]) == Array(expected[probe.recorded]))
      #expect(Array(probe.tokenOffsets[kept]) == probe.recorded.map { Int64(window * 120 + $0) })
    }
  }
}
