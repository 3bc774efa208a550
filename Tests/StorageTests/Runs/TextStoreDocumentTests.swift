@testable import Storage
import TestSupport
import Testing

/// The documents of stores of token probes, which programs and stores of before images know.
struct TextStoreDocumentTests {
  /// The digest of every document of a store of two snapshots with made-up checksums, so that no codec's version counts.
  @Test(arguments: [
    (StatePrecision.float16, false, "c3839e7cc0f1524b9f7710030587a11de519a69b4861c7eae47d3571c49ee090"),
    (.rounded(mantissaBits: 10), true, "8bf9507eae34927473beb860ea39160c7eedcbd65ca830edebb5b686d0d4beba"),
  ]) func areByteForByteWhatTheyWere(precision: StatePrecision, shuffled: Bool, digest: String) throws {
    var catalog = StateStoreCatalog(
      path: "states.zarr",
      description: StateStoreFixture(precision, shuffled: shuffled).description)
    for group in catalog.groups.indices {
      catalog.groups[group].steps = [0, 10]
      catalog.groups[group].coordinateChecksums = [1, 2]
      catalog.groups[group].stepChecksums = [3, 4]
      for array in catalog.groups[group].arrays.indices {
        catalog.groups[group].arrays[array].greatestErrors = [0, 0.5]
        catalog.groups[group].arrays[array].shardBytes = [100, 200]
        catalog.groups[group].arrays[array].shardChecksums = [5, 6]
        catalog.groups[group].arrays[array].effects = [
          StateEffect(snapshot: 0, step: 0, rows: 21, outcome: .values(["cca": 0.25]))
        ]
      }
    }
    let bytes = try catalog.documents().flatMap { Array($0.path.utf8) + $0.bytes }
    let found = try Digest.sha256(bytes)
    #expect(found == digest)
  }
}
