import Foundation
import TestSupport
import Testing

@testable import Storage

/// Decoded images against Pillow's (Scripts/reference/images.py).
@Suite struct ImageFileTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    try LocalFileSystem().read(Fixture.path("Images/\(name)"))
  }

  private func pixels(_ name: String) throws -> [UInt8] {
    let all = try JSONDecoder().decode([String: [UInt8]].self, from: Data(try bytes("pixels.json")))
    return try #require(all[name])
  }

  @Test(arguments: [("quarters.png", 3), ("ramp.png", 1), ("quarters.jpg", 3), ("ramp.jpg", 1)])
  func hasThePixelsOfPillow(name: String, channels: Int) throws {
    let image = try ImageFile(bytes(name), path: name)
    #expect(image.height == 8 && image.width == 16 && image.channels == channels)
    let expected = try pixels(name)
    let differences = zip(image.pixels, expected).map { abs(Int($0) - Int($1)) }
    // Decoders of JPEG may round differently.
    #expect(
      differences.count == expected.count && (differences.max() ?? 0) <= (name.hasSuffix("png") ? 0 : 1))
  }

  @Test func palettesBecomeColoursAndTransparencyBlack() throws {
    #expect(try ImageFile(bytes("palette.png"), path: "p").channels == 3)
    let image = try ImageFile(bytes("alpha.png"), path: "a")
    #expect(image.channels == 3 && image.pixels[0] < 200 && image.pixels[0] > 50)
  }

  @Test func saysWhatIsWrong() throws {
    func problem(_ bytes: [UInt8]) -> String {
      let error = #expect(throws: StorageError.self) { try ImageFile(bytes, path: "x.jpg") }
      return error?.description ?? ""
    }
    #expect(
      problem([]).contains("x.jpg") && problem(Array("no image".utf8)).contains("does not begin as either"))
    for name in ["quarters.jpg", "quarters.png"] {
      let whole = try bytes(name)
      #expect(problem(Array(whole.prefix(whole.count - 20))).contains("x.jpg"))
      #expect(problem(Array(whole.prefix(12))).contains("x.jpg"))
    }
    #expect(problem(try bytes("cmyk.jpg")).contains("x.jpg"))
  }
}
