import Corpora
import Storage
import TestSupport
import Testing
import Training

@testable import Experiments

struct TokenLabelsTests {
  private func labellings(
    _ text: PlantedText, _ split: Split, lanes: Int = 7
  ) throws -> (order: [Int], labellings: [Labelling]) {
    let streams = try TokenStreams(text.corpus.tokens(split), lanes: lanes, windowLength: 10)
    let order = streams.parts.flatMap { part in
      part.positions.flatMap { position in
        (0..<part.lanes).map { streams.index(position: position, lane: $0) }
      }
    }
    return (
      order, try TokenLabels(corpus: text.corpus, streams: streams).labellings(split, in: text.disk)
    )
  }

  @Test func everyTokenThatIsReadHasALabel() throws {
    let text = try PlantedText(test: 400)
    let (order, found) = try labellings(text, .test)
    #expect(
      found.map(\.name)
        == ["next", "frequency", "position", "number", "depth", "quoted", "topic", "awaited_verbs"])
    #expect(found.allSatisfy { $0.places == order })
    #expect(order.sorted() == Array(0..<text.corpus.test.count - 1) && order != order.sorted())
    for labelling in found {
      #expect(labelling.labels.count == order.count)
      #expect(labelling.labels.allSatisfy { labelling.classNames.indices.contains($0) }, "\(labelling.name)")
    }
    #expect(found[0].classNames == text.corpus.vocabulary.tokens)
    #expect(found[0].labels == order.map { Int(text.corpus.test[$0 + 1]) })
  }

  /// Each bin has its tenth of the training text, up to the share of one word, and frequent words come first.
  @Test func frequencyBinsHoldEqualShares() throws {
    let text = try PlantedText(train: 4000, test: 400)
    let train = text.corpus.train
    let (order, found) = try labellings(text, .train)
    #expect(found.map(\.name) == ["next", "frequency", "position"], "the grammar is known of held-out text")
    var counts = [Int](repeating: 0, count: text.corpus.vocabulary.count)
    for token in train { counts[Int(token)] += 1 }
    var bins: [Int: Int] = [:]
    for (row, index) in order.enumerated() {
      let (word, bin) = (Int(train[index + 1]), found[1].labels[row])
      #expect(bins[word] == nil || bins[word] == bin)
      bins[word] = bin
    }
    #expect(found[1].classNames.count == 10 && Set(bins.values) == Set(0..<10))
    for bin in 0..<10 {
      let words = bins.filter { $0.value == bin }.map(\.key)
      let share = words.reduce(0) { $0 + counts[$1] }
      let largest = words.map { counts[$0] }.max() ?? 0
      // A word begins in its bin, and so may reach over its end as the one before may over its beginning.
      let before = bins.filter { $0.value < bin }.map { counts[$0.key] }.min() ?? 0
      #expect(Double(share) <= 0.1 * Double(train.count) + Double(largest))
      #expect(Double(share) >= 0.1 * Double(train.count) - Double(max(before, largest)) - 1)
      let next = bins.filter { $0.value == bin + 1 }.map { counts[$0.key] }.max() ?? 0
      #expect((words.map { counts[$0] }.min() ?? 0) >= next)
    }
  }

  @Test func positionsCountFromTheEndOfTheSentenceBefore() throws {
    let text = try PlantedText(test: 800)
    let (order, found) = try labellings(text, .test)
    let end = try #require(text.corpus.vocabulary.id(of: Vocabulary.endOfSentence))
    let tokens = text.corpus.test
    for (row, index) in order.enumerated() {
      var since = 0
      var place = index
      while place >= 0, tokens[place] != end {
        since += 1
        place -= 1
      }
      #expect(found[2].labels[row] == min(since, 40))
    }
    #expect(found[2].classNames.count == 41)
    #expect(found[2].labels.contains(0) && (found[2].labels.max() ?? 0) > 10)
  }

  /// Of characters, the position counts from the line end before.
  @Test(arguments: [TokenUnit.characters, .bytes]) func positionsOfCharacters(unit: TokenUnit) throws {
    let text = try PlantedText(test: 600, tokens: unit)
    let (order, found) = try labellings(text, .test)
    #expect(found.map(\.name) == ["next", "frequency", "position"])
    let characters = Array(text.corpus.vocabulary.bytes(text.corpus.test))
    #expect(characters.count == text.corpus.test.count)
    for (row, index) in order.enumerated() {
      let line = characters[...index].lastIndex(of: 0x0A).map { index - $0 } ?? index + 1
      #expect(found[2].labels[row] == min(line, 200))
    }
    #expect(found[2].classNames.count == 201)
    #expect(found[2].labels.contains(0) && (found[2].labels.max() ?? 0) > 40)
    #expect(found[0].classNames.contains(unit == .bytes ? #"\x20"# : #"\u0020"#))
  }

  /// What the grammar knows after a token that is read, as its file says.
  @Test(arguments: [Split.valid, .test]) func grammarLabelsAreThoseOfTheFiles(split: Split) throws {
    let text = try PlantedText(test: 500)
    let (order, found) = try labellings(text, split, lanes: 3)
    let file = try NumberArray.read("\(text.corpus.folder)/truth/\(split)_labels.npy", in: text.disk)
    #expect(file.shape == [text.corpus.tokens(split).count, 5])
    let values = file.doubles
    for (column, labelling) in found.dropFirst(3).enumerated() {
      for (row, index) in order.enumerated() {
        #expect(Double(labelling.labels[row]) == values[index * 5 + column], "\(labelling.name) \(row)")
      }
    }
    let quoted = try #require(found.first { $0.name == "quoted" })
    if split == .test { #expect(quoted.classNames == ["0", "1"]) }
  }

  /// A text of words has what can be counted.
  @Test func otherTextsHaveNoGrammar() throws {
    let text = try PlantedText(test: 200)
    try text.disk.removeFile("\(text.corpus.folder)/language.json")
    #expect(try labellings(text, .test).labellings.map(\.name) == ["next", "frequency", "position"])
  }

  @Test func labelsOfAnotherTextAreRefused() throws {
    let text = try PlantedText(test: 200)
    let path = "\(text.corpus.folder)/truth/test_labels.npy"
    try NPY.write(
      NumberArray(shape: [3, 5], values: .int32([Int32](repeating: 0, count: 15))), to: path, in: text.disk)
    #expect(throws: CorporaError.staleTruth(path: path, split: .test)) { try labellings(text, .test) }
  }

  /// A damaged file is refused with the place of the number that is no label.
  @Test(arguments: [Double.nan, .infinity, 1e300, 1e9, 1000, 0.5, -1])
  func labelsThatAreNoneAreRefused(value: Double) throws {
    let text = try PlantedText(test: 200)
    let path = "\(text.corpus.folder)/truth/test_labels.npy"
    let file = try NumberArray.read(path, in: text.disk)
    for place in [0, 5 * 7 + 3] {
      var values = file.doubles
      values[place] = value
      try NPY.write(NumberArray(shape: file.shape, values: .float64(values)), to: path, in: text.disk)
      let error = CorporaError.badTruth(path: path, row: place / 5, column: place % 5, value: "\(value)")
      #expect(throws: error) { try labellings(text, .test) }
      #expect(
        error.description.hasPrefix("\(path) holds \(value) in row \(place / 5), column \(place % 5), "))
    }
    let negative = [Double](repeating: -1, count: file.doubles.count)
    try NPY.write(NumberArray(shape: file.shape, values: .float64(negative)), to: path, in: text.disk)
    #expect(throws: CorporaError.badTruth(path: path, row: 0, column: 0, value: "-1.0")) {
      try labellings(text, .test)
    }
  }

  /// The greatest label is named like any other, and numbers of other kinds are read.
  @Test func theGreatestLabelIsRead() throws {
    let text = try PlantedText(test: 200)
    let path = "\(text.corpus.folder)/truth/test_labels.npy"
    let file = try NumberArray.read(path, in: text.disk)
    var values = file.doubles
    values[1] = 999
    try NPY.write(NumberArray(shape: file.shape, values: .float64(values)), to: path, in: text.disk)
    let depth = try #require(try labellings(text, .test).labellings.first { $0.name == "depth" })
    #expect(depth.classNames.count == 1000 && depth.labels.contains(999))
  }
}
