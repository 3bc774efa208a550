import CTurboJPEG

/// Decodes JPEG images, with libjpeg-turbo.
public enum JPEG {
  /// Decodes an image: grey where it is stored grey, otherwise red, green and blue.
  ///
  /// - Throws: `KernelError.codec` when the bytes are no JPEG image, or one that ends early.
  public static func decode(_ bytes: [UInt8]) throws(KernelError) -> DecodedImage {
    guard let decoder = tjInitDecompress() else {
      throw .codec(codec: "libjpeg-turbo", message: "no memory for a decoder")
    }
    defer { tjDestroy(decoder) }
    func failure() -> KernelError {
      .codec(codec: "libjpeg-turbo", message: tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "failed")
    }
    var (width, height, subsampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard tjDecompressHeader3(decoder, bytes, UInt(bytes.count), &width, &height, &subsampling, &colours) == 0
    else { throw failure() }
    guard width > 0, height > 0, Int(width) * Int(height) <= DecodedImage.greatestPixels else {
      throw .codec(codec: "libjpeg-turbo", message: "the header says \(width) × \(height) pixels")
    }
    let isGrey = colours == Int32(TJCS_GRAY.rawValue)
    let channels = isGrey ? 1 : 3
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
    // An image that ends early is only warned of otherwise, and its rest is grey.
    guard
      tjDecompress2(
        decoder, bytes, UInt(bytes.count), &pixels, width, 0, height,
        Int32((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue), TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING) == 0
    else { throw failure() }
    return DecodedImage(height: Int(height), width: Int(width), channels: channels, pixels: pixels)
  }
}
