import Storage
import TestSupport
import Testing

/// Expected digests: FIPS 180-4 example computations, and RFC 1321, section A.5.
struct DigestTests {
  @Test func meetsPublishedDigests() throws {
    #expect(try Digest.sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(try Digest.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(try Digest.sha256(million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func meetsPublishedMD5Digests() throws {
    #expect(try Digest.md5([]) == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(try Digest.md5(Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
  }

  @Test func readsFilesInPieces() throws {
    try TemporaryDirectory.with { folder in
      let disk = LocalFileSystem()
      let bytes = (0..<(1 << 21) + 3).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try disk.create(Path.join(folder, "a"), bytes)
      #expect(try Digest.sha256(of: Path.join(folder, "a"), in: disk) == Digest.sha256(bytes))
    }
  }
}
