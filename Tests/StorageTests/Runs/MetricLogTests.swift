import Storage
import TestSupport
import Testing

struct MetricLogTests {
  private let disk = LocalFileSystem()
  private let train = MetricRecord(
    step: 3, epoch: 1, tokens: 2100, wall: 0.1 + 0.2, split: "train", loss: 6.907755278982137,
    perplexity: 1000,
    tokensPerSecond: 12345.678, gradNorm: 1e-17, lr: 20)
  private let valid = MetricRecord(
    step: 3, epoch: 1, tokens: 2100, wall: 1.5, split: "valid", loss: 5, perplexity: 148.4131591025766)

  private func withLog(_ body: (String) throws -> Void) throws {
    try TemporaryDirectory.with { try body(Path.join($0, "metrics.jsonl")) }
  }

  @Test func writesWholeLinesWithTheNamesOfTheDesign() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      #expect(try MetricLog.read(path, in: disk).isEmpty)
      try log.append(train)
      try log.append(valid)
      let lines = [
        #"{"epoch":1,"grad_norm":1e-17,"loss":6.907755278982137,"lr":20,"perplexity":1000,"split":"train","step":3,"#
          + #""tokens":2100,"tokens_per_second":12345.678,"wall":0.30000000000000004}"#,
        #"{"epoch":1,"loss":5,"perplexity":148.4131591025766,"split":"valid","step":3,"tokens":2100,"wall":1.5}"#,
      ]
      let bytes = try disk.read(path)
      #expect(String(decoding: bytes, as: UTF8.self) == lines.joined(separator: "\n") + "\n")
      #expect(log.byteCount == bytes.count)
      #expect(try MetricLog.read(path, in: disk) == [train, valid])
    }
  }

  @Test func toleratesATornLastLineAndCutsItOnResume() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      try log.append(train)
      let whole = log.byteCount
      try log.append(valid)
      for size in whole..<log.byteCount {
        try disk.truncate(path, to: size)
        #expect(try MetricLog.read(path, in: disk) == [train])
        #expect(try MetricLog(path: path, in: disk).byteCount == whole)
        #expect(try disk.size(path) == whole)
        try disk.append([UInt8](repeating: 120, count: 200), to: path)
      }
      let reopened = try MetricLog(path: path, in: disk)
      try reopened.append(valid)
      #expect(try MetricLog.read(path, in: disk) == [train, valid])
    }
  }

  @Test func isCutBackToACheckpoint() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      try log.append(train)
      let mark = log.byteCount
      try log.append(valid)
      #expect(throws: StorageError.self) { try log.cut(toByteCount: mark + 3) }
      #expect(throws: StorageError.length(path: path, expected: 10_000, found: log.byteCount)) {
        try log.cut(toByteCount: 10_000)
      }
      try log.cut(toByteCount: mark)
      try log.append(valid)
      #expect(try MetricLog.read(path, in: disk) == [train, valid])
      try log.cut(toByteCount: 0)
      #expect(try MetricLog.read(path, in: disk).isEmpty)
    }
  }

  @Test func namesABrokenLine() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      try log.append(train)
      let second = log.byteCount
      try disk.append(Array("{\"step\":1}\n".utf8), to: path)
      #expect(
        throws: StorageError.malformed(
          path: path, format: "metrics", byte: second, problem: "line 2 is not a measurement")
      ) { try MetricLog.read(path, in: disk) }
    }
  }

  @Test func passesOverKeysOfLaterVersions() throws {
    try withLog { path in
      let line =
        #"{"step":1,"epoch":1,"tokens":2,"wall":0,"split":"test","loss":1,"perplexity":2,"future":[1]}"#
        + "\n"
      try disk.create(path, Array(line.utf8))
      #expect(try MetricLog.read(path, in: disk).map(\.split) == ["test"])
    }
  }

  @Test func refusesNaN() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      var bad = valid
      bad.loss = .nan
      #expect(throws: StorageError.self) { try log.append(bad) }
      #expect(try disk.size(path) == 0)
    }
  }

  @Test func linesOfCharactersAndBytesHaveBits() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      let characters = MetricRecord(
        step: 3, epoch: 1, tokens: 2100, wall: 1.5, split: "valid", loss: 1.5, perplexity: 4.5,
        bitsPerCharacter: 2.25)
      let bytes = MetricRecord(
        step: 3, epoch: 1, tokens: 2100, wall: 1.5, split: "test", loss: 1.5, perplexity: 4.5,
        bitsPerByte: 2.5)
      try log.append(characters)
      try log.append(bytes)
      let lines = [
        #"{"bits_per_character":2.25,"epoch":1,"loss":1.5,"perplexity":4.5,"split":"valid","step":3,"tokens":2100,"wall":1.5}"#,
        #"{"bits_per_byte":2.5,"epoch":1,"loss":1.5,"perplexity":4.5,"split":"test","step":3,"tokens":2100,"wall":1.5}"#,
      ]
      #expect(String(decoding: try disk.read(path), as: UTF8.self) == lines.joined(separator: "\n") + "\n")
      #expect(try MetricLog.read(path, in: disk) == [characters, bytes])
      #expect(characters.bits?.key == "bits_per_character" && characters.bits?.value == 2.25)
      #expect(bytes.bits?.name == "bits per byte" && bytes.bits?.value == 2.5 && valid.bits == nil)
    }
  }

  @Test func linesOfImagesCountImagesAndHaveAnAccuracy() throws {
    try withLog { path in
      let log = try MetricLog(path: path, in: disk)
      let learned = MetricRecord(
        step: 3, epoch: 1, images: 384, wall: 0.5, split: "train", loss: 2.25, accuracy: 0.125,
        imagesPerSecond: 768.5, gradNorm: 0.5, lr: 0.1)
      let tested = MetricRecord(
        step: 3, epoch: 1, images: 384, wall: 0.75, split: "test", loss: 2, accuracy: 1)
      try log.append(learned)
      try log.append(tested)
      let lines = [
        #"{"accuracy":0.125,"epoch":1,"grad_norm":0.5,"images":384,"images_per_second":768.5,"loss":2.25,"lr":0.1,"#
          + #""split":"train","step":3,"wall":0.5}"#,
        #"{"accuracy":1,"epoch":1,"images":384,"loss":2,"split":"test","step":3,"wall":0.75}"#,
      ]
      #expect(String(decoding: try disk.read(path), as: UTF8.self) == lines.joined(separator: "\n") + "\n")
      // A reader may meet both kinds.
      try log.append(valid)
      #expect(try MetricLog.read(path, in: disk) == [learned, tested, valid])
      #expect(learned.tokens == nil && learned.perplexity == nil && valid.accuracy == nil)
    }
  }

  @Test(arguments: [
    #""tokens":2"#, #""perplexity":2"#, #""images":2"#, #""accuracy":1"#, #""tokens":2,"accuracy":1"#,
    #""images":2,"perplexity":1"#,
  ]) func aLineOfNeitherKindIsRefused(keys: String) throws {
    try withLog { path in
      let line = #"{"step":1,"epoch":1,"wall":0,"split":"test","loss":1,\#(keys)}"# + "\n"
      try disk.create(path, Array(line.utf8))
      #expect(throws: StorageError.self) { try MetricLog.read(path, in: disk) }
    }
  }
}
