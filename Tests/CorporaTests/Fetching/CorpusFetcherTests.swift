import Storage
import Synchronization
import TestSupport
import Testing

@testable import Corpora

@Suite struct CorpusFetcherTests {
  private let disk = LocalFileSystem()
  /// Long enough to arrive in several pieces.
  private let texts: [[UInt8]] = [40_000, 300, 200].map { lines in
    (0..<lines).flatMap { Array("line \($0 % 97)\n".utf8) }
  }

  private func corpus(_ mirrors: [Mirror]) throws -> KnownCorpus {
    KnownCorpus(
      name: "tiny", title: "Tiny",
      files: try zip(Split.allCases, texts).map { split, bytes in
        KnownCorpus.File(
          split: split, name: "tiny.\(split.rawValue).txt", bytes: bytes.count,
          sha256: try Digest.sha256(bytes),
          sortedLinesSHA256: try KnownCorpus.File.sortedLinesSHA256(bytes),
          tokens: bytes.count { $0 == 0x0A } * 3)
      },
      vocabularySize: 99, licence: "", mirrors: mirrors)
  }

  private func mirror(_ server: LoopbackServer, _ folder: String = "") -> Mirror {
    .files(Split.allCases.map { "\(server.address)\(folder)/\($0.rawValue)" })
  }

  private func server(
    _ respond: @escaping @Sendable (LoopbackServer.Request, [UInt8]) -> LoopbackServer.Response
  )
    throws -> LoopbackServer
  {
    let texts = texts
    return try LoopbackServer { request in
      let place = Split.allCases.firstIndex { request.path.hasSuffix($0.rawValue) }
      return respond(request, place.map { texts[$0] } ?? [])
    }
  }

  private func fetch(_ mirrors: [Mirror], into root: String) throws -> CorpusCheck {
    try CorpusFetcher(root: root, idleSeconds: 5, in: disk).fetch(try corpus(mirrors))
  }

  private func expectAllThere(_ root: String) throws {
    for (split, bytes) in zip(Split.allCases, texts) {
      #expect(try disk.read("\(root)/tiny/tiny.\(split.rawValue).txt") == bytes)
    }
    #expect(try disk.list("\(root)/tiny").count == 3, "nothing else is left behind")
  }

  @Test func aGoodServerGivesAllFiles() throws {
    let server = try server { .file($1, for: $0) }
    try TemporaryDirectory.with { root in
      let check = try fetch([mirror(server)], into: root)
      #expect(check.isExact && check.isUsable)
      try expectAllThere(root)
      #expect(server.requests.map(\.path) == ["/train", "/valid", "/test"])
      _ = try fetch([mirror(server)], into: root)
      #expect(server.requests.count == 3, "what is there is not fetched again")
    }
  }

  @Test func aPartialFileIsContinued() throws {
    let server = try server { .file($1, for: $0) }
    try TemporaryDirectory.with { root in
      try disk.makeFolders("\(root)/tiny")
      try disk.create("\(root)/tiny/tiny.train.txt.part", Array(texts[0][..<1_000]))
      _ = try fetch([mirror(server)], into: root)
      try expectAllThere(root)
      #expect(server.requests[0].path == "/train" && server.requests[0].rangeStart == 1_000)
    }
  }

  @Test func aServerThatIgnoresRangesStartsAgain() throws {
    let server = try server { LoopbackServer.Response(status: 200, body: $1) }
    try TemporaryDirectory.with { root in
      try disk.makeFolders("\(root)/tiny")
      try disk.create("\(root)/tiny/tiny.train.txt.part", Array(texts[0][..<1_000]))
      _ = try fetch([mirror(server)], into: root)
      try expectAllThere(root)
      #expect(server.requests.count == 3)
    }
  }

  @Test func aPartFromElsewhereIsDroppedAndFetchedAgain() throws {
    let server = try server { .file($1, for: $0) }
    try TemporaryDirectory.with { root in
      try disk.makeFolders("\(root)/tiny")
      try disk.create("\(root)/tiny/tiny.train.txt.part", [UInt8](repeating: 0x78, count: 1_000))
      try disk.create("\(root)/tiny/tiny.valid.txt.part", texts[1] + [0x0A])
      try disk.create("\(root)/tiny/tiny.test.txt.part", texts[2])
      _ = try fetch([mirror(server)], into: root)
      try expectAllThere(root)
      let expected = [1_000, nil, nil]
      #expect(server.requests.map(\.rangeStart) == expected, "a complete part is only checked")
    }
  }

  @Test func corruptFilesAndMissingOnesComeFromTheNextMirror() throws {
    let server = try server { request, bytes in
      if request.path.hasPrefix("/gone") { return LoopbackServer.Response(status: 404) }
      if request.path.hasPrefix("/bad") {
        return .file(bytes.map { $0 == 0x6C ? 0x4C : $0 }, for: request)
      }
      if request.path.hasPrefix("/short") { return .file(Array(bytes.dropLast()), for: request) }
      return .file(bytes, for: request)
    }
    try TemporaryDirectory.with { root in
      let mirrors = ["/gone", "/bad", "/short", "/good"].map { mirror(server, $0) }
      let log = EventLog()
      _ = try CorpusFetcher(root: root, idleSeconds: 5, in: disk) { log.add($0) }.fetch(try corpus(mirrors))
      try expectAllThere(root)
      let failures = log.events.compactMap { event in
        if case .failed(let address, let reason) = event { return address.hasSuffix("train") ? reason : nil }
        return nil
      }
      #expect(
        failures == [
          "HTTP status 404", "the SHA-256 of its file is not the published one",
          "its file has \(texts[0].count - 1) bytes and not \(texts[0].count)",
        ])
    }
  }

  @Test func aServerThatClosesEarlyIsAskedForTheRest() throws {
    let server = try server { request, bytes in
      var response = LoopbackServer.Response.file(bytes, for: request)
      response.promisedLength = response.body.count
      if request.rangeStart == nil { response.body = Array(response.body.prefix(response.body.count / 2)) }
      return response
    }
    try TemporaryDirectory.with { root in
      _ = try fetch([mirror(server)], into: root)
      try expectAllThere(root)
      #expect(server.requests.count == 6)
      #expect(server.requests[1].rangeStart == texts[0].count / 2)
    }
  }

  @Test func whatArrivedIsKeptWhenAllMirrorsFail() throws {
    let server = try server { request, bytes in
      guard request.rangeStart == nil else { return LoopbackServer.Response(status: 503) }
      return LoopbackServer.Response(status: 200, body: Array(bytes.prefix(100)), promisedLength: bytes.count)
    }
    try TemporaryDirectory.with { (root: String) throws in
      let error = #expect(throws: CorporaError.self) { try fetch([mirror(server)], into: root) }
      guard case .notFetched("tiny", let failures) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(failures.count == 3 && failures[0].hasSuffix("/train: HTTP status 503"))
      #expect(try disk.read("\(root)/tiny/tiny.train.txt.part") == Array(texts[0].prefix(100)))
      #expect(try !disk.exists("\(root)/tiny/tiny.train.txt"))
    }
  }

  @Test func aServerThatSendsTooMuchIsCutOff() throws {
    let server = try server { request, bytes in
      LoopbackServer.Response(
        status: 206, body: bytes + bytes,
        fields: ["Content-Range": "bytes \(request.rangeStart ?? 0)-\(bytes.count - 1)/\(bytes.count)"])
    }
    try TemporaryDirectory.with { (root: String) throws in
      #expect(throws: CorporaError.self) { try fetch([mirror(server)], into: root) }
      #expect(try !disk.exists("\(root)/tiny/tiny.train.txt"))
    }
  }

  @Test func unreachableHostsAndNonsenseAddressesAreSkipped() throws {
    let server = try server { .file($1, for: $0) }
    try TemporaryDirectory.with { root in
      let nobody = Mirror.files(Split.allCases.map { "http://127.0.0.1:1/\($0)" })
      _ = try fetch(
        [nobody, .files(["", "x y", "no address"]), .archive("nothing"), mirror(server)], into: root)
      try expectAllThere(root)
    }
  }

  @Test func everyFailingDiskOperationIsReportedAndTheNextFetchCompletes() throws {
    let server = try server { .file($1, for: $0) }
    let corpus = try corpus([mirror(server)])
    let failures = try FaultyFileSystem.failEach(.shortWrite(FaultyFileSystem.noSpace), forever: true) {
      folder, disk in
      _ = try CorpusFetcher(root: folder, idleSeconds: 5, in: disk).fetch(corpus)
    } check: { folder, failing, failures, error in
      #expect((error != nil) == (failures > 0), "operation \(failing)")
      if let error {
        guard case StorageError.system(_, _, FaultyFileSystem.noSpace, _) = error else {
          Issue.record("operation \(failing): \(error)")
          return
        }
      }
      for (file, bytes) in zip(corpus.files, texts) {
        let path = "\(folder)/tiny/\(file.name)"
        if try disk.exists(path) { #expect(try disk.read(path) == bytes) }
      }
      _ = try CorpusFetcher(root: folder, idleSeconds: 5, in: disk).fetch(corpus)
      try expectAllThere(folder)
    }
    #expect(failures > 20)
  }
}

/// Collects events from another thread.
private final class EventLog: Sendable {
  private let log = Mutex<[CorpusFetcher.Event]>([])
  var events: [CorpusFetcher.Event] { log.withLock { $0 } }
  func add(_ event: CorpusFetcher.Event) { log.withLock { $0.append(event) } }
}
