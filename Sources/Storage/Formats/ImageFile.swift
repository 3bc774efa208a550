import Kernels

/// The pixels of a JPEG or PNG file, which its first bytes tell.
public struct ImageFile: Equatable, Sendable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int
  /// From 0 to 255: [row][column][channel].
  public let pixels: [UInt8]

  /// Decodes a file's contents.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)``.
  public init(_ bytes: [UInt8], path: String) throws {
    let isPNG = bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
    guard isPNG || bytes.starts(with: [0xFF, 0xD8]) else {
      throw StorageError.malformed(
        path: path, format: "JPEG or PNG", byte: nil, problem: "it does not begin as either")
    }
    do {
      let image = try isPNG ? PNG.decode(bytes) : JPEG.decode(bytes)
      (height, width, channels, pixels) = (image.height, image.width, image.channels, image.pixels)
    } catch {
      throw StorageError.malformed(
        path: path, format: isPNG ? "PNG" : "JPEG", byte: nil, problem: "\(error)")
    }
  }

  /// Whether a name ends like an image's.
  public static func isImage(_ path: String) -> Bool {
    ["jpg", "jpeg", "png"].contains(Path.fileExtension(of: path))
  }
}
