import Storage
import Tensors
import TestSupport
import Testing

@testable import Corpora

@Suite struct SyntheticImageSetTests {
  private let disk = LocalFileSystem()

  private func write(_ folder: String, seed: UInt64 = 4, train: Int = 20, in files: any FileSystem) throws {
    let images = try SyntheticImages(kind: .gratings, classes: 3, size: 9)
    try SyntheticImageSet.write(to: folder, images: images, train: train, test: 5, seed: seed, in: files)
  }

  @Test func aWrittenSetIsReadAgain() throws {
    try TemporaryDirectory.with { folder in
      let place = "\(folder)/gratings"
      try write(place, in: disk)
      let set = try ImageSet.load(place)
      let images = try SyntheticImages(kind: .gratings, classes: 3, size: 9)
      let key = RandomKey(seed: 4).child("synthetic images").child("gratings")
      #expect(set.train == images.generate(20, key: key.child("train")) && set.test.count == 5)
      #expect(try SyntheticImageSet.read(from: place, in: disk)?.hashes == set.hashes)
      // Again, over itself; but not over what is another's.
      try write(place, in: disk)
      #expect(try ImageSet.load(place) == set)
      try disk.removeFile("\(place)/images.json")
      #expect(throws: CorporaError.self) { try write(place, in: disk) }
    }
  }

  /// In few images the last classes may be missing.
  @Test func theRecordTellsTheNumberOfClasses() throws {
    try TemporaryDirectory.with { folder in
      let images = try SyntheticImages(kind: .gratings, classes: 90, size: 9)
      try SyntheticImageSet.write(to: folder, images: images, train: 3, test: 20, seed: 1, in: disk)
      let set = try ImageSet.load(folder)
      let (train, test) = (set.train.labels.max() ?? 0, set.test.labels.max() ?? 0)
      #expect(set.classNames.count == 90 && train < test && test < 90)
      // Without the record the test labels would lie out of range.
      try disk.removeFile("\(folder)/images.json")
      #expect(throws: CorporaError.self) { try ImageSet.load(folder) }
    }
  }

  @Test func tooManyPixelsAreRefused() throws {
    let images = try SyntheticImages(kind: .gratings, size: 512)
    #expect(throws: CorporaError.usage("a set has from 1 to 10000000 test images, not 0")) {
      try SyntheticImageSet.validate(images, train: 1, test: 0)
    }
    try SyntheticImageSet.validate(images, train: 3000, test: 800)
    #expect(
      throws: CorporaError.usage(
        "4000 images of 512 × 512 have 1048576000 pixels; choose fewer or smaller ones, for at most 1000000000"
      )
    ) { try SyntheticImageSet.validate(images, train: 3000, test: 1000) }
  }

  /// Wherever a generation over an earlier set stops, the folder holds the earlier one, the new one, or none.
  @Test(arguments: ["", ".gz"]) func anInterruptedGenerationLeavesNoMixture(ending: String) throws {
    func earlier(_ folder: String) throws {
      try write(folder, seed: 1, in: disk)
      guard !ending.isEmpty else { return }
      for name in IDXFiles.names {
        try disk.create("\(folder)/\(name).gz", GzipArchive.bytes(disk.read("\(folder)/\(name)")))
        try disk.removeFile("\(folder)/\(name)")
      }
    }
    let (old, new) = try TemporaryDirectory.with { folder in
      try write("\(folder)/a", seed: 1, in: disk)
      try write("\(folder)/b", seed: 2, train: 21, in: disk)
      return (try ImageSet.load("\(folder)/a").hashes, try ImageSet.load("\(folder)/b").hashes)
    }
    let failures = try FaultyFileSystem.failEach(.shortWrite(FaultyFileSystem.noSpace), forever: true) {
      folder, faulty in
      try earlier(folder)
      try write(folder, seed: 2, train: 21, in: faulty)
    } check: { folder, failing, failures, error in
      #expect((error != nil) == (failures > 0), "operation \(failing)")
      let found = try? ImageSet.load(folder).hashes
      if error == nil { #expect(found == new) } else { #expect(found == nil || found == old || found == new) }
      // What is left can be completed.
      try write(folder, seed: 2, train: 21, in: disk)
      #expect(try ImageSet.load(folder).hashes == new)
    }
    #expect(failures > 20)
  }
}
