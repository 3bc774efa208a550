import TestSupport
import Testing

@testable import Storage

@Suite struct GzipTests {
  private func fixture(_ name: String) throws -> [UInt8] {
    try LocalFileSystem().read(Fixture.path("Storage/\(name)"))
  }

  private func problem(_ bytes: [UInt8]) -> String {
    let error = #expect(throws: StorageError.self) { try Gzip.unpack(bytes, path: "x.gz") }
    return error?.description ?? ""
  }

  /// The check value of the algorithm: the checksum of the digits 1 to 9.
  @Test func checksumsMeetTheCheckValue() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }

  @Test func unpacksWhatIsWhole() throws {
    #expect(try Gzip.unpack(fixture("ptb.valid.txt.gz"), path: "x.gz") == Array("a dog\n".utf8))
  }

  @Test func everyChangedByteAtTheEndIsNoticed() throws {
    let whole = try fixture("ptb.valid.txt.gz")
    for place in whole.count - 8..<whole.count {
      var bytes = whole
      bytes[place] ^= 1
      let expected =
        place < whole.count - 4 ? "its CRC-32 is not that of its contents" : "6 bytes came out of it"
      #expect(problem(bytes).contains(expected), "byte \(place)")
    }
  }

  @Test func whatIsCutShortOrDoubledOrNoneIsRefused() throws {
    let whole = try fixture("ptb.valid.txt.gz")
    for count in 0..<whole.count {
      #expect(problem(Array(whole[..<count])).hasPrefix("x.gz is not a readable gzip file"))
    }
    #expect(problem(whole + whole).contains("12 bytes came out of it where its end says 6"))
    #expect(problem(Array("text".utf8)).contains("it does not begin as one"))
    #expect(problem(try fixture("packed.tgz")).contains("it holds an archive or nothing"))
  }
}
