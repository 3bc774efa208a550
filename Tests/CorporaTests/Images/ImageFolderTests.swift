import Foundation
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct ImageFolderTests {
  private let files = LocalFileSystem()

  /// Puts a fixture at FOLDER/PLACE.
  private func put(_ fixture: String, at place: String) throws {
    try files.makeFolders(Path.parent(of: place))
    try files.create(place, try files.read(Fixture.path("Images/\(fixture)")))
  }

  private func make(_ folder: String) throws {
    try put("quarters.png", at: "\(folder)/train/cat/b.png")
    try put("ramp.png", at: "\(folder)/train/cat/a.PNG")
    try put("quarters.jpg", at: "\(folder)/train/ant/x.jpeg")
    try put("ramp.jpg", at: "\(folder)/val/cat/y.jpg")
    try files.create("\(folder)/train/cat/notes.txt", Array("no image".utf8))
  }

  @Test func classesAreFoldersInTheOrderOfTheAlphabet() throws {
    try TemporaryDirectory.with { folder in
      try make(folder)
      let set = try ImageSet.load(folder)
      #expect(set.classNames == ["ant", "cat"])
      #expect(set.train.labels == [0, 1, 1] && set.test.labels == [1])
      #expect(set.shape == ImageShape(height: 8, width: 16, channels: 3))
      // A grey image among coloured ones: a.PNG comes before b.png.
      let grey = set.train.pixels[set.shape.count..<2 * set.shape.count]
      #expect(Array(grey.prefix(6)) == [0, 0, 0, 16, 16, 16])
      #expect(set.hashes.keys.sorted() == ["test", "train"])
    }
  }

  @Test func aClassFileGivesTheOrder() throws {
    try TemporaryDirectory.with { folder in
      try make(folder)
      try files.create("\(folder)/classes.txt", Array("dog\ncat\r\nant\n".utf8))
      let set = try ImageSet.load(folder)
      #expect(set.classNames == ["dog", "cat", "ant"] && set.train.labels == [1, 1, 2])
      try AtomicWrite.replace("\(folder)/classes.txt", with: Array("dog\ncat\n".utf8), in: files)
      let error = #expect(throws: CorporaError.self) { try ImageSet.load(folder) }
      #expect(error?.description.contains("does not name the class 'ant'") == true)
    }
  }

  @Test func saysWhatIsWrong() throws {
    func problem(_ change: (String) throws -> Void) throws -> String {
      try TemporaryDirectory.with { folder in
        try make(folder)
        try change(folder)
        do {
          _ = try ImageSet.load(folder)
          return ""
        } catch { return "\(error)".replacingOccurrences(of: folder + "/", with: "") }
      }
    }
    #expect(
      try problem { try files.create("\($0)/train/ant/z.jpg", Array("text".utf8)) }.contains(
        "train/ant/z.jpg"))
    #expect(
      try problem { try put("quarters.png", at: "\($0)/val/dog/z.png") }.contains(
        "the training images have no class 'dog'"))
    #expect(
      try problem { try files.removeTree("\($0)/val") }.contains("a folder of images holds train/CLASS/*.jpg")
    )
    #expect(
      try problem { try files.removeFile("\($0)/val/cat/y.jpg") }.contains("hold no .jpg, .jpeg or .png file")
    )
  }
}
