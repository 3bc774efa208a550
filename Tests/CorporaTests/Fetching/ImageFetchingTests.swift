import Storage
import TestSupport
import Testing

@testable import Corpora

/// Fetching sets of images, small ones with the file names of MNIST and of CIFAR-10.
@Suite struct ImageFetchingTests {
  private let disk = LocalFileSystem()
  private let contents = IDXFolder().files
  private let counts = ImageCounts(
    shape: ImageShape(height: 2, width: 2, channels: 1), train: [1, 1, 1], test: [0, 1, 1])

  private func digits(_ mirrors: [Mirror] = []) throws -> KnownCorpus {
    KnownCorpus(
      name: "tiny", title: "Tiny",
      files: try IDXFiles.names.map { name in
        let bytes = contents[name] ?? []
        let packed = GzipArchive.bytes(bytes)
        return KnownCorpus.File(
          name: name, bytes: bytes.count, checksum: .sha256(try Digest.sha256(bytes)),
          gzip: KnownCorpus.Packed(bytes: packed.count, sha256: try Digest.sha256(packed)),
          images: name.hasPrefix("train") ? 3 : 2)
      }, images: counts, licence: "", mirrors: mirrors)
  }

  /// One image of each class in each batch.
  private var batches: [(name: String, contents: [UInt8])] {
    CIFAR10Files.names.map { name in
      let records = (0..<10).flatMap { [UInt8($0)] + [UInt8](repeating: UInt8(name.utf8.count), count: 3072) }
      return ("cifar-10-batches-bin/\(name)", records)
    }
  }

  private func objects(_ mirrors: [Mirror] = [], archive: [UInt8]? = nil, md5: String? = nil) throws
    -> KnownCorpus
  {
    KnownCorpus(
      name: "tiny", title: "Tiny",
      files: try batches.map { name, bytes in
        KnownCorpus.File(
          name: Path.name(of: name), bytes: bytes.count, checksum: .md5(try md5 ?? Digest.md5(bytes)),
          images: 10)
      },
      images: ImageCounts(
        shape: CIFAR10.shape, train: [Int](repeating: 5, count: 10), test: [Int](repeating: 1, count: 10)),
      licence: "", mirrors: mirrors,
      archive: try archive.map { KnownCorpus.Packed(bytes: $0.count, sha256: try Digest.sha256($0)) })
  }

  @Test func gzippedFilesAreDownloadedAndKeptAsTheyAre() throws {
    let contents = contents
    let server = try LoopbackServer { request in
      guard request.path.hasPrefix("/good/"), request.path.hasSuffix(".gz") else { return .init(status: 404) }
      let name = String(Path.name(of: request.path).dropLast(3))
      return .file(GzipArchive.bytes(contents[name] ?? []), for: request)
    }
    try TemporaryDirectory.with { root in
      let mirrors = ["gone", "good"].map { folder in
        Mirror.files(IDXFiles.names.map { "\(server.address)/\(folder)/\($0).gz" })
      }
      let corpus = try digits(mirrors)
      // A file that is right stays, in whatever form; one that is wrong is replaced, and would be read first.
      try disk.makeFolders("\(root)/tiny")
      try disk.create("\(root)/tiny/train-labels-idx1-ubyte", contents["train-labels-idx1-ubyte"] ?? [])
      try disk.create("\(root)/tiny/t10k-labels.idx1-ubyte", [1, 2, 3])
      let check = try CorpusFetcher(root: root, idleSeconds: 5, in: disk).fetch(corpus)
      #expect(check.isExact && check.isUsable && check.images == counts)
      #expect(
        try disk.list("\(root)/tiny") == [
          "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte",
        ])
      #expect(!server.requests.contains { $0.path.contains("train-labels") })
      let before = server.requests.count
      _ = try CorpusFetcher(root: root, idleSeconds: 5, in: disk).fetch(corpus)
      #expect(server.requests.count == before)
    }
  }

  @Test func anArchiveIsTrustedByItsSHA256() throws {
    let archive = TarArchive.bytes([("readme.html", [1])] + batches)
    let other = TarArchive.bytes(batches.reversed())
    let server = try LoopbackServer { request in
      switch request.path {
      case "/other.tar": return .file(other, for: request)
      case "/tiny.tar":
        // Half of it at first; the rest must be asked for.
        var response = LoopbackServer.Response.file(archive, for: request)
        response.promisedLength = response.body.count
        if request.rangeStart == nil { response.body = Array(response.body.prefix(700)) }
        return response
      default: return .init(status: 404)
      }
    }
    try TemporaryDirectory.with { root in
      let mirrors = ["other.tar", "tiny.tar"].map { Mirror.archive("\(server.address)/\($0)") }
      // The checksums of the batches may be wrong: those of the archive decide.
      let corpus = try objects(mirrors, archive: archive, md5: "0")
      let check = try CorpusFetcher(root: root, idleSeconds: 5, in: disk).fetch(corpus)
      #expect(check.isUsable && check.files.allSatisfy { $0.status == .differs })
      #expect(try disk.list("\(root)/tiny") == CIFAR10Files.names.sorted())
      #expect(server.requests.map(\.path) == ["/other.tar", "/tiny.tar", "/tiny.tar"])
      #expect(try CorpusFetcher(root: root, in: disk).fetch(try objects(), from: "\(root)/tiny").isExact)
    }
  }

  @Test(arguments: ["", ".gz"]) func aLocalFolderIsCopiedPackedOrNot(ending: String) throws {
    try TemporaryDirectory.with { root in
      try IDXFolder().write(to: "\(root)/mine") { $0.replacing("-idx", with: ".idx") + ending }
      try IDXFolder().write(to: "\(root)/tiny")
      let check = try CorpusFetcher(root: root, in: disk).fetch(try digits(), from: "\(root)/mine")
      #expect(check.isExact)
      #expect(try disk.list("\(root)/tiny") == IDXFiles.names.map { $0 + ending }.sorted())
      #expect(try ImageSet.load("\(root)/tiny").counts == counts)
    }
  }

  @Test func aLocalArchiveIsUnpacked() throws {
    try TemporaryDirectory.with { root in
      try disk.create("\(root)/tiny.tar", TarArchive.bytes(batches))
      #expect(try CorpusFetcher(root: root, in: disk).fetch(try objects(), from: "\(root)/tiny.tar").isExact)
    }
  }

  @Test func otherBytesOfTheSameCountsAreTakenAndReported() throws {
    try TemporaryDirectory.with { root in
      var copy = IDXFolder()
      copy.files["train-images-idx3-ubyte"]?[20] = 77
      try copy.write(to: "\(root)/mine")
      let check = try CorpusFetcher(root: root, in: disk).fetch(try digits(), from: "\(root)/mine")
      #expect(check.files.map(\.status) == [.differs, .exact, .exact, .exact])
      #expect(!check.isExact)
      // The set is known only to this test.
      #expect(check.corpus == "tiny" && check.isUsable)
      #expect(check.summary?.hasSuffix(" as published, though not the published bytes: usable") == true)
      #expect(check.files[0].summary.contains("but not the published bytes (SHA-256 "))
    }
  }

  @Test func wrongAndMissingFilesAreNamedAndNothingIsWritten() throws {
    try TemporaryDirectory.with { root in
      let fetcher = CorpusFetcher(root: root, in: disk)
      try IDXFolder(trainLabels: [2, 0, 0]).write(to: "\(root)/mine")
      let found = ImageCounts(shape: counts.shape, train: [2, 0, 1], test: [0, 1, 1])
      let expected = CorporaError.imageCounts(
        corpus: "tiny", folder: "\(root)/mine", expected: counts, found: found)
      #expect(throws: expected) { try fetcher.fetch(try digits(), from: "\(root)/mine") }
      #expect(expected.description.contains("in 3 classes (2, 0, 1; 0, 1, 1), but tiny has 3 training"))
      try disk.removeFile("\(root)/mine/t10k-labels-idx1-ubyte")
      #expect(
        throws: CorporaError.notInSource(
          source: "\(root)/mine", corpus: "tiny", file: "t10k-labels-idx1-ubyte")
      ) { try fetcher.fetch(try digits(), from: "\(root)/mine") }
      try disk.create("\(root)/mine/t10k-labels-idx1-ubyte.gz", [0x1F, 0x8B, 0])
      #expect(throws: CorporaError.self) { try fetcher.fetch(try digits(), from: "\(root)/mine") }
      #expect(try !disk.exists("\(root)/tiny"))
    }
  }
}
