import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@testable import Corpora

@Suite struct ImageSetTests {
  private let disk = LocalFileSystem()

  private func expectSmallSet(_ set: ImageSet) {
    #expect(set.name == "digits" && set.classNames == ["0", "1", "2"])
    #expect(set.shape == ImageShape(height: 2, width: 2, channels: 1))
    #expect(set.train.labels == [2, 0, 1] && set.train.pixels == Array(0..<12))
    #expect(set.test.labels == [1, 2] && set.test.pixels == Array(100..<108))
    #expect(set.trueTrainLabels == [2, 0, 1] && set.valid == nil && set.warnings.isEmpty)
    #expect(set.hashes.count == 4)
  }

  @Test(arguments: ["", ".gz"]) func readsTheFourFilesOfMNIST(ending: String) throws {
    try TemporaryDirectory.with { folder in
      try IDXFolder().write(to: "\(folder)/digits") { $0.replacing("-idx3", with: ".idx3") + ending }
      expectSmallSet(try ImageSet.load("\(folder)/digits"))
      expectSmallSet(try ImageSet.load("digits", root: folder))
      try IDXFolder().write(to: "\(folder)/plain/digits")
      let (one, other) = (try ImageSet.load("\(folder)/digits"), try ImageSet.load("\(folder)/plain/digits"))
      #expect(one.hashes == other.hashes, "digests are of what is in the files")
    }
  }

  @Test func aDamagedGzipFileIsRefused() throws {
    try TemporaryDirectory.with { folder in
      try IDXFolder().write(to: folder) { "\($0).gz" }
      let path = "\(folder)/train-labels-idx1-ubyte.gz"
      var bytes = try disk.read(path)
      // A label, which is stored as it is.
      bytes[bytes.count - 9] = 0
      try disk.create(path, bytes)
      #expect(
        throws: CorporaError.badImageFile(
          path: path, problem: "it is no good gzip file: its CRC-32 is not that of its contents")
      ) { try ImageSet.load(folder) }
    }
  }

  @Test func everyReadGoesThroughTheFileSystem() throws {
    let failures = try FaultyFileSystem.failEach(.error(FaultyFileSystem.inputOutput), forever: false) {
      folder, disk in
      try IDXFolder().write(to: folder) { "\($0).gz" }
      _ = try ImageSet.load(folder, in: disk)
    } check: { _, failing, failures, error in
      #expect((error != nil) == (failures > 0), "operation \(failing)")
    }
    #expect(failures >= 8)
  }

  @Test func saysWhatIsWrong() throws {
    func problem(_ set: IDXFolder) throws -> String {
      try TemporaryDirectory.with { folder in
        try set.write(to: "\(folder)/digits")
        let error = #expect(throws: CorporaError.self) { try ImageSet.load("\(folder)/digits") }
        return error?.description.replacingOccurrences(of: folder + "/", with: "") ?? ""
      }
    }
    #expect(
      try problem(IDXFolder(trainLabels: [2, 0], images: (3, 2)))
        == "digits/train-images-idx3-ubyte has 3 images but digits/train-labels-idx1-ubyte has 2 labels; "
        + "give the files of one set")
    #expect(
      try problem(IDXFolder(testLabels: [1, 3]))
        == "digits/t10k-labels-idx1-ubyte gives image 1 the class 3, but there are 3, from 0 to 2; mend the file"
    )
    #expect(
      try problem(IDXFolder(testSize: 3))
        == "digits/t10k-images-idx3-ubyte is 3 × 2 × 1, but the training set is 2 × 2 × 1; "
        + "bring all images to one size")
    var cut = IDXFolder()
    cut.files["train-images-idx3-ubyte"]?.removeLast(3)
    #expect(
      try problem(cut)
        == "digits/train-images-idx3-ubyte cannot be read: its header claims 12 bytes after it, but 9 are there; "
        + "fetch or make it again")
    var swapped = IDXFolder()
    swapped.files["train-labels-idx1-ubyte"] = swapped.files["train-images-idx3-ubyte"]
    #expect(
      try problem(swapped).contains("it begins with 00 00 08 03 where an IDX file of labels has 00 00 08 01"))
    var missing = IDXFolder()
    missing.files["t10k-labels-idx1-ubyte"] = nil
    #expect(
      try problem(missing).hasPrefix(
        "digits/t10k-labels-idx1-ubyte does not exist; a folder of images holds train-images-idx3-ubyte, "))
  }

  @Test func namesAreFoundAsThoseOfTexts() throws {
    try TemporaryDirectory.with { root in
      #expect(throws: CorporaError.notPresent(name: "mnist", folder: "\(root)/mnist")) {
        try ImageSet.load("mnist", root: root)
      }
      #expect(throws: CorporaError.noSuchCorpus(name: "x", root: root, known: ["mnist", "cifar-10"])) {
        try ImageSet.load("x", root: root)
      }
      let text = #expect(throws: CorporaError.self) { try ImageSet.load("ptb", root: root) }
      #expect(text?.description.hasPrefix("'ptb' holds texts; give a folder of images") == true)
      #expect(text?.description.hasSuffix("or one of mnist, cifar-10") == true)
      let images = #expect(throws: CorporaError.self) { try TextCorpus.load("mnist", root: root) }
      #expect(images?.description.hasPrefix("'mnist' holds images; give a folder of texts") == true)
      try disk.create("\(root)/file", [])
      let file = #expect(throws: CorporaError.self) { try ImageSet.load("\(root)/file", root: root) }
      #expect(file?.description.hasPrefix("\(root)/file is a file; give a folder of images") == true)
      try IDXFolder().write(to: "\(root)/mnist")
      let other = #expect(throws: CorporaError.self) { try ImageSet.load("mnist", root: root) }
      #expect(
        other?.description
          == "\(root)/mnist has 3 training and 2 test images of 2 × 2 × 1 in 3 classes, but mnist has "
          + "60000 training and 10000 test images of 28 × 28 × 1 in 10 classes; fetch the published files, "
          + "or give the folder a name of its own")
      #expect(try ImageSet.load("\(root)/mnist").name == "mnist", "by its path any set is taken")
    }
  }

  private func batches(_ perClass: Int, test: Int) -> [String: [UInt8]] {
    // One image of each class in turn: red is the class, green 100, blue counts the pixels.
    func record(_ label: Int) -> [UInt8] {
      [UInt8(label)] + [UInt8](repeating: UInt8(label), count: 1024) + [UInt8](repeating: 100, count: 1024)
        + (0..<1024).map { UInt8(truncatingIfNeeded: $0) }
    }
    var files: [String: [UInt8]] = [:]
    for name in CIFAR10Files.names {
      files[name] = (0..<(name == CIFAR10Files.test ? test : perClass)).flatMap { _ in
        (0..<10).flatMap(record)
      }
    }
    return files
  }

  @Test(arguments: ["", "/cifar-10-batches-bin"]) func readsTheSixBatchesOfCIFAR10(inner: String) throws {
    try TemporaryDirectory.with { folder in
      try disk.makeFolders(folder + inner)
      for (name, bytes) in batches(1, test: 2) { try disk.create("\(folder)\(inner)/\(name)", bytes) }
      let set = try ImageSet.load(folder)
      #expect(set.train.count == 50 && set.test.count == 20 && set.train.labels[11] == 1)
      #expect(set.classNames[0] == "airplane" && set.shape == ImageShape(height: 32, width: 32, channels: 3))
      #expect(Array(set.test.pixels[3072..<3081]) == [1, 100, 0, 1, 100, 1, 1, 100, 2])
      #expect(set.counts.train == [Int](repeating: 5, count: 10))
      // They have the names of published files, but the set is another one.
      #expect(try ImageSet.contents(of: folder, in: disk).unpublished == CIFAR10Files.names)
      #expect(set.warnings.isEmpty && set.name != "cifar-10")
      let path = "\(folder)\(inner)/data_batch_3.bin"
      try disk.removeFile(path)
      #expect(throws: CorporaError.self) { try ImageSet.load(folder) }
      try disk.create(path, [10] + [UInt8](repeating: 0, count: 3072))
      #expect(throws: CorporaError.labelOutOfRange(path: path, image: 0, label: 10, classes: 10)) {
        try ImageSet.load(folder)
      }
      try disk.create(path, [1, 2, 3])
      #expect(
        throws: CorporaError.badImageFile(
          path: path, problem: "its 3 bytes are no whole number of records of 3073")
      ) { try ImageSet.load(folder) }
    }
  }

  @Test func twoSetsInOneFolderAreRefused() throws {
    try TemporaryDirectory.with { folder in
      try IDXFolder().write(to: folder)
      try disk.create("\(folder)/test_batch.bin", [])
      #expect(
        throws: CorporaError.ambiguous(
          folder: folder, first: "train-images-idx3-ubyte", second: "test_batch.bin")
      ) { try ImageSet.load(folder) }
    }
  }
}
