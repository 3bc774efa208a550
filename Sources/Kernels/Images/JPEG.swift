import CTurboJPEG

/// Decodes JPEG images, with libjpeg-turbo.
public enum JPEG {
  /// Decodes an image: grey where it is stored grey, otherwise red, green and blue.
  ///
  /// What libjpeg warns of but which leaves the pixels as they are is passed over, such as bytes before a marker that some
  /// cameras and programs leave there.
  ///
  /// - Throws: `KernelError.codec` when the bytes are no JPEG image, or one that is damaged or ends early.
  public static func decode(_ bytes: [UInt8]) throws(KernelError) -> DecodedImage {
    guard let decoder = tjInitDecompress() else {
      throw .codec(codec: "libjpeg-turbo", message: "no memory for a decoder")
    }
    defer { tjDestroy(decoder) }
    func failure() -> KernelError {
      .codec(codec: "libjpeg-turbo", message: tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "failed")
    }
    // Only the first warning is kept, so what may follow a harmless one is looked for in the file.
    func isHarmless() -> Bool {
      tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue)
        && harmlessWarnings.contains { failure().description.contains($0) } && reachesEnd(bytes.span)
    }
    var (width, height, subsampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard
      tjDecompressHeader3(decoder, bytes, UInt(bytes.count), &width, &height, &subsampling, &colours) == 0
        || isHarmless()
    else { throw failure() }
    guard width > 0, height > 0, Int(width) * Int(height) <= DecodedImage.greatestPixels else {
      throw .codec(codec: "libjpeg-turbo", message: "the header says \(width) × \(height) pixels")
    }
    let isGrey = colours == Int32(TJCS_GRAY.rawValue)
    let channels = isGrey ? 1 : 3
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
    // An image that ends early is only warned of too, and its rest is grey.
    guard
      tjDecompress2(
        decoder, bytes, UInt(bytes.count), &pixels, width, 0, height,
        Int32((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue), TJFLAG_ACCURATEDCT) == 0 || isHarmless()
    else { throw failure() }
    return DecodedImage(height: Int(height), width: Int(width), channels: channels, pixels: pixels)
  }

  /// Parts of libjpeg's words for what does not touch pixels; its other warnings are of a file that ends early or of damaged
  /// data.
  private static let harmlessWarnings = [
    "extraneous bytes before marker", "unknown JFIF revision", "Unknown Adobe color transform",
  ]

  /// Whether the segments of a file lead to the marker of its end.
  private static func reachesEnd(_ bytes: Span<UInt8>) -> Bool {
    var place = 2
    while place + 1 < bytes.count {
      // Between segments, and within the data of a scan, anything up to a marker is passed over.
      guard bytes[place] == 0xFF, bytes[place + 1] != 0xFF else {
        place += 1
        continue
      }
      switch bytes[place + 1] {
      case 0xD9: return true
      case 0x00, 0x01, 0xD0...0xD8: place += 2
      default:
        guard place + 3 < bytes.count else { return false }
        place += 2 + Int(bytes[place + 2]) << 8 + Int(bytes[place + 3])
      }
    }
    return false
  }
}
