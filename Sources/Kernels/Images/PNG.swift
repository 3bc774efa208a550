import CPNG

/// Decodes PNG images, with libpng.
public enum PNG {
  /// Decodes an image to 8 bits: grey where it is stored grey, otherwise red, green and blue; what is transparent lies on
  /// black.
  ///
  /// - Throws: `KernelError.codec` when the bytes are no PNG image, or a damaged one.
  public static func decode(_ bytes: [UInt8]) throws(KernelError) -> DecodedImage {
    // The library keeps the address of the bytes from the first call to the second.
    let result = bytes.withUnsafeBufferPointer { decode($0) }
    return try result.get()
  }

  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<DecodedImage, KernelError> {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      return .failure(failure(image))
    }
    // Sixteen bits mean the same brightness as eight.
    image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    guard image.width > 0, image.height > 0,
      Int(image.width) * Int(image.height) <= DecodedImage.greatestPixels
    else {
      return .failure(
        .codec(codec: "libpng", message: "the header says \(image.width) × \(image.height) pixels"))
    }
    let hasColour = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) != 0
    image.format = hasColour ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
    let channels = hasColour ? 3 : 1
    var pixels = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height) * channels)
    // Without a background, transparent pixels are laid on what the buffer holds.
    guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else { return .failure(failure(image)) }
    return .success(
      DecodedImage(height: Int(image.height), width: Int(image.width), channels: channels, pixels: pixels))
  }

  private static func failure(_ image: png_image) -> KernelError {
    let message = withUnsafeBytes(of: image.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .codec(codec: "libpng", message: message)
  }
}
