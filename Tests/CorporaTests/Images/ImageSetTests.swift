import Foundation
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct ImageSetTests {
  private func idx(_ dimensions: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)]
      + dimensions.flatMap { length in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } }
      + values
  }

  /// Three training images of 2 × 2 and two test images.
  private func write(
    to folder: String, trainLabels: [UInt8] = [2, 0, 1], testLabels: [UInt8] = [1, 2], testSize: Int = 2
  ) throws {
    let files = LocalFileSystem()
    try files.makeFolders(folder)
    try files.create("\(folder)/train-images-idx3-ubyte", idx([3, 2, 2], Array(0..<12)))
    try files.create("\(folder)/train-labels-idx1-ubyte", idx([trainLabels.count], trainLabels))
    try files.create(
      "\(folder)/t10k-images.idx3-ubyte",
      idx([2, testSize, 2], (0..<UInt8(4 * testSize)).map { 100 + $0 }))
    try files.create("\(folder)/t10k-labels.idx1-ubyte", idx([testLabels.count], testLabels))
  }

  @Test func readsTheFourFilesOfMNIST() throws {
    try TemporaryDirectory.with { folder in
      try write(to: "\(folder)/digits")
      let set = try ImageSet.load("\(folder)/digits")
      #expect(set.name == "digits" && set.classNames == ["0", "1", "2"])
      #expect(set.shape == ImageShape(height: 2, width: 2, channels: 1))
      #expect(set.train.labels == [2, 0, 1] && set.train.pixels == Array(0..<12))
      #expect(set.test.labels == [1, 2] && set.test.pixels == Array(100..<108))
      #expect(set.hashes.count == 4)
    }
  }

  @Test func saysWhatIsWrong() throws {
    func problem(_ change: (String) throws -> Void) throws -> String {
      try TemporaryDirectory.with { folder in
        try change("\(folder)/digits")
        let error = #expect(throws: CorporaError.self) { try ImageSet.load("\(folder)/digits") }
        return error?.description.replacingOccurrences(of: folder + "/", with: "") ?? ""
      }
    }
    #expect(
      try problem { try write(to: $0, trainLabels: [2, 0]) }
        == "digits/train-images-idx3-ubyte has 3 images but digits/train-labels-idx1-ubyte has 2 labels; "
        + "give the files of one set")
    #expect(
      try problem { try write(to: $0, testLabels: [1, 3]) }
        == "digits/t10k-labels.idx1-ubyte gives image 1 the class 3, but there are 3, from 0 to 2; mend the file"
    )
    #expect(
      try problem { try write(to: $0, testSize: 3) }
        == "digits/t10k-images.idx3-ubyte is 3 × 2 × 1, but the training set is 2 × 2 × 1; bring all images to one size"
    )
    #expect(
      try problem { try LocalFileSystem().makeFolders($0) }.hasPrefix(
        "digits/train-images-idx3-ubyte does not exist; a folder of images holds train-images-idx3-ubyte, "))
  }

  @Test func readsTheSixBatchesOfCIFAR10() throws {
    try TemporaryDirectory.with { folder in
      let files = LocalFileSystem()
      for (index, name) in (CIFAR10Files.train + [CIFAR10Files.test]).enumerated() {
        // One image: red is the batch's number, green 100, blue counts the pixels.
        try files.create(
          "\(folder)/\(name)",
          [UInt8(index)] + [UInt8](repeating: UInt8(index), count: 1024)
            + [UInt8](repeating: 100, count: 1024)
            + (0..<1024).map { UInt8(truncatingIfNeeded: $0) })
      }
      let set = try ImageSet.load(folder)
      #expect(set.train.labels == [0, 1, 2, 3, 4] && set.test.labels == [5])
      #expect(set.classNames.count == 10 && set.shape == ImageShape(height: 32, width: 32, channels: 3))
      #expect(Array(set.test.pixels[0..<9]) == [5, 100, 0, 5, 100, 1, 5, 100, 2])
      try files.removeFile("\(folder)/data_batch_3.bin")
      #expect(throws: CorporaError.self) { try ImageSet.load(folder) }
      try files.create("\(folder)/data_batch_3.bin", [10] + [UInt8](repeating: 0, count: 3072))
      #expect(
        throws: CorporaError.labelOutOfRange(
          path: "\(folder)/data_batch_3.bin", image: 0, label: 10, classes: 10)
      ) { try ImageSet.load(folder) }
      try AtomicWrite.replace("\(folder)/data_batch_3.bin", with: [1, 2, 3], in: files)
      #expect(
        throws: CorporaError.badImageFile(
          path: "\(folder)/data_batch_3.bin", problem: "its 3 bytes are no whole number of records of 3073")
      ) { try ImageSet.load(folder) }
    }
  }
}
