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

  /// The places of a marker in a file.
  private func places(of marker: UInt8, in bytes: [UInt8]) -> [Int] {
    bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == marker }
  }

  /// Bytes that libjpeg skips with a warning, before a table and before the end.
  @Test(arguments: ["quarters.jpg", "ramp.jpg"]) func harmlessWarningsAreNoErrors(name: String) throws {
    let whole = try bytes(name)
    let image = try ImageFile(whole, path: name)
    for marker in [UInt8(0xDB), 0xC0, 0xDA, 0xD9] {
      let place = try #require(places(of: marker, in: whole).first, "\(marker)")
      var padded = whole
      padded.insert(contentsOf: [0, 7, 0], at: place)
      #expect(try ImageFile(padded, path: name) == image, "\(marker)")
    }
    // An unknown revision of the format's frame.
    if let header = places(of: 0xE0, in: whole).first {
      var newer = whole
      newer[header + 9] = 9
      #expect(try ImageFile(newer, path: name) == image)
    }
    #expect(try ImageFile(whole + [1, 2, 3], path: name) == image)
  }

  /// What ends early is refused, whether or not a harmless warning comes first; so is what is damaged.
  @Test(arguments: ["quarters.jpg", "ramp.jpg"]) func truncatedFilesAreRefused(name: String) throws {
    let whole = try bytes(name)
    let table = try #require(places(of: 0xDB, in: whole).first)
    let end = try #require(places(of: 0xD9, in: whole).last)
    var padded = whole
    padded.insert(contentsOf: [0, 7, 0], at: table)
    for cut in [1, 2, 3, 5, 9, whole.count / 4, whole.count / 2] {
      for file in [whole, padded] {
        #expect(throws: StorageError.self, "\(cut)") { try ImageFile(Array(file.dropLast(cut)), path: name) }
      }
    }
    // Cut in the data of the scan, with the marker of the end put behind.
    let short = Array(whole[..<(end - 8)]) + [0xFF, 0xD9]
    let error = #expect(throws: StorageError.self) { try ImageFile(short, path: "x.jpg") }
    #expect(error?.description.contains("x.jpg") == true, "\(String(describing: error))")
    let data = try #require(places(of: 0xDA, in: whole).last)
    #expect(throws: StorageError.self) {
      try ImageFile(Array(whole[..<(data + 16)]) + [0xFF, 0xD9], path: name)
    }
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
