import Testing

@testable import Corpora

@Suite struct IDXTests {
  @Test func readsDimensionsAndValues() throws {
    let idx = try IDX(
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255], rank: 3, path: "a")
    #expect(idx.dimensions == [2, 1, 3] && idx.values == [1, 2, 3, 4, 5, 255])
    #expect(
      try IDX([0, 0, 8, 1, 0, 0, 1, 0] + [UInt8](repeating: 7, count: 256), rank: 1, path: "a").dimensions
        == [256])
  }

  @Test(
    arguments: [
      ([], 3, "a cannot be read: it begins with nothing where an IDX file of images has 00 00 08 03"),
      (
        [0, 0, 8, 1, 0, 0, 0, 0], 3, "it begins with 00 00 08 01 where an IDX file of images has 00 00 08 03"
      ),
      ([0x1f, 0x8b, 8, 0], 1, "it begins with 1f 8b 08 00 where an IDX file of labels has 00 00 08 01"),
      ([0, 0, 8, 1, 0, 0], 1, "it ends after 6 bytes, within its header"),
      ([0, 0, 8, 1, 0, 0, 0, 3, 1, 2], 1, "its header claims 3 bytes after it, but 2 are there"),
      ([0, 0, 8, 1, 0, 0, 0, 1, 1, 2], 1, "its header claims 1 bytes after it, but 2 are there"),
      (
        [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], 3,
        "its header claims [4294967295, 4294967295, 4294967295] elements"
      ),
    ] as [([UInt8], Int, String)])
  func refusesWhatIsNone(bytes: [UInt8], rank: Int, problem: String) {
    let error = #expect(throws: CorporaError.self) { try IDX(bytes, rank: rank, path: "a") }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }
}
