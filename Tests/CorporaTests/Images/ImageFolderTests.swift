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
      // Other programs' files.
      try put("quarters.png", at: "\(folder)/train/.hidden/z.png")
      try put("quarters.png", at: "\(folder)/train/cat/.z.png")
      let set = try ImageSet.load(folder)
      #expect(set.classNames == ["ant", "cat"])
      #expect(set.train.labels == [0, 1, 1] && set.test.labels == [1] && set.valid == nil)
      #expect(set.shape == ImageShape(height: 8, width: 16, channels: 3))
      // A grey image among coloured ones: a.PNG comes before b.png.
      let grey = set.train.pixels[set.shape.count..<2 * set.shape.count]
      #expect(Array(grey.prefix(6)) == [0, 0, 0, 16, 16, 16])
      #expect(set.hashes.keys.sorted() == ["test", "train"])
    }
  }

  /// Grey images become coloured in place, wherever the first coloured one stands.
  @Test func oneColouredImageColoursAll() throws {
    try TemporaryDirectory.with { folder in
      let grey = try ImageFile(files.read(Fixture.path("Images/ramp.png")), path: "").pixels
      let colour = try ImageFile(files.read(Fixture.path("Images/quarters.png")), path: "").pixels
      let expanded = grey.flatMap { [$0, $0, $0] }
      for name in ["a", "b"] { try put("ramp.png", at: "\(folder)/train/x/\(name).png") }
      try put("ramp.png", at: "\(folder)/test/x/a.png")
      #expect(try ImageSet.load(folder).train.pixels == grey + grey)
      #expect(try ImageSet.load(folder).shape.channels == 1)
      try put("quarters.png", at: "\(folder)/test/x/b.png")
      let late = try ImageSet.load(folder)
      #expect(late.train.pixels == expanded + expanded && late.test.pixels == expanded + colour)
      try put("quarters.png", at: "\(folder)/train/x/b.png")
      try files.removeFile("\(folder)/test/x/b.png")
      let early = try ImageSet.load(folder)
      #expect(early.train.pixels == expanded + colour && early.test.pixels == expanded)
    }
  }

  @Test func valIsTheValidationPartBesideTest() throws {
    try TemporaryDirectory.with { folder in
      try make(folder)
      try put("quarters.png", at: "\(folder)/test/ant/z.png")
      try files.makeFolders("\(folder)/test/cat")
      let set = try ImageSet.load(folder)
      #expect(set.test.labels == [0] && set.valid?.labels == [1] && set.valid?.shape == set.shape)
      #expect(set.counts.valid == [0, 1] && set.hashes.keys.sorted() == ["test", "train", "valid"])
      try put("quarters.png", at: "\(folder)/valid/ant/z.png")
      #expect(throws: CorporaError.ambiguous(folder: folder, first: "val", second: "valid")) {
        try ImageSet.load(folder)
      }
    }
  }

  @Test func testImagesAloneAreEnoughWhereNothingIsTrained() throws {
    try TemporaryDirectory.with { folder in
      try put("quarters.png", at: "\(folder)/val/dog/b.png")
      try put("ramp.png", at: "\(folder)/val/cat/a.JPEG")
      let set = try ImageSet.load(folder, needsTraining: false)
      #expect(set.classNames == ["cat", "dog"] && set.test.labels == [0, 1] && set.train.count == 0)
      #expect(set.shape == ImageShape(height: 8, width: 16, channels: 3) && set.images(.train) == nil)
      #expect(set.images(.test)?.count == 2 && set.valid == nil && set.counts.train == [0, 0])
      try files.create("\(folder)/classes.txt", Array("dog\ncat\n".utf8))
      #expect(try ImageSet.load(folder, needsTraining: false).test.labels == [0, 1])
      #expect(try ImageSet.load(folder, needsTraining: false).classNames == ["dog", "cat"])
      let error = #expect(throws: CorporaError.self) { try ImageSet.load(folder) }
      #expect(
        error?.description.hasPrefix(
          "\(folder)/train does not exist; a folder of images holds train/CLASS/*.jpg") == true)
    }
  }

  @Test func aClassFileGivesTheOrder() throws {
    try TemporaryDirectory.with { folder in
      try make(folder)
      try files.create("\(folder)/classes.txt", Array("dog\n cat \r\n\nant\n".utf8))
      let set = try ImageSet.load(folder)
      #expect(set.classNames == ["dog", "cat", "ant"] && set.train.labels == [1, 1, 2])
      for (text, problem) in [
        ("dog\ncat\n", "it does not name the class 'ant' of \(folder)/train"),
        ("ant\ncat\nant\n", "it names the class 'ant' twice"),
      ] {
        try files.create("\(folder)/classes.txt", Array(text.utf8))
        let expected = CorporaError.badClassFile(path: "\(folder)/classes.txt", problem: problem)
        #expect(throws: expected) { try ImageSet.load(folder) }
        #expect(expected.description.hasSuffix("one a line, or remove it"))
      }
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
      try problem { try files.create("\($0)/train/ant/z.jpg", Array("text".utf8)) }.hasPrefix(
        "train/ant/z.jpg is not a readable JPEG or PNG file"))
    #expect(
      try problem { try put("quarters.png", at: "\($0)/val/dog/z.png") }
        == "val/dog holds a class 'dog' that the training images do not have; "
        + "move the folder away, or add training images")
    #expect(
      try problem { try files.removeTree("\($0)/val") }.contains("a folder of images holds train/CLASS/*.jpg")
    )
    #expect(
      try problem { try files.removeFile("\($0)/val/cat/y.jpg") }
        == "val holds no .jpg, .jpeg or .png file; put images there, or remove the folder")
    #expect(
      try problem { try files.makeFolders("\($0)/train/empty") }
        == "train/empty holds no .jpg, .jpeg or .png file; put images there, or remove the folder")
    #expect(
      try problem { try put("wide.png", at: "\($0)/train/cat/c.png") }
        == "train/cat/c.png is 4 × 24 × 1, but train/ant/x.jpeg is 8 × 16 × 3; bring all images to one size")
  }
}
