import CZstd

/// Zstandard frames that carry their content size and checksum.
public enum Zstd {
  /// Compresses `bytes` into one frame with content size and checksum.
  ///
  /// The same bytes and level give the same frame with the same version of the library.
  public static func compress(_ bytes: Span<UInt8>, level: Int) throws(KernelError) -> [UInt8] {
    guard let context = ZSTD_createCCtx() else { throw failure("no memory for compression") }
    defer { ZSTD_freeCCtx(context) }
    for (parameter, value) in [
      (ZSTD_c_compressionLevel, Int32(clamping: level)), (ZSTD_c_checksumFlag, 1),
      (ZSTD_c_contentSizeFlag, 1),
    ] {
      try check(ZSTD_CCtx_setParameter(context, parameter, value))
    }
    var code = 0
    let frame = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { output, filled in
      code = bytes.withUnsafeBytes {
        ZSTD_compress2(context, output.baseAddress, output.count, $0.baseAddress, $0.count)
      }
      if ZSTD_isError(code) == 0 { filled = code }
    }
    try check(code)
    return frame
  }

  /// Decompresses one frame that must hold exactly `count` bytes and have a checksum, with nothing after it.
  public static func decompress(_ frame: Span<UInt8>, count: Int) throws(KernelError) -> [UInt8] {
    try checkHeader(frame, count: count)
    var code = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      code = frame.withUnsafeBytes {
        ZSTD_decompress(output.baseAddress, output.count, $0.baseAddress, $0.count)
      }
      if ZSTD_isError(code) == 0 { filled = code }
    }
    try check(code)
    guard bytes.count == count else { throw failure("\(bytes.count) bytes where \(count) are expected") }
    return bytes
  }

  /// Refuses what the library would take: frames without checksum or size, of another size, or followed by bytes.
  private static func checkHeader(_ frame: Span<UInt8>, count: Int) throws(KernelError) {
    let (size, length) = frame.withUnsafeBytes {
      (
        ZSTD_getFrameContentSize($0.baseAddress, $0.count),
        ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
      )
    }
    try check(length)
    guard length == frame.count else {
      throw failure("\(frame.count - length) bytes after the end of the frame")
    }
    guard size == UInt64(count) else { throw failure("a frame of \(size) bytes where \(count) are expected") }
    // Bits of the frame header descriptor (RFC 8878, 3.1.1.1.1): 2 is the checksum flag, 3 is reserved, 4 is unused.
    let descriptor = frame[4]
    guard descriptor & 0b11100 == 0b00100 else {
      throw failure("a frame header that this program does not write")
    }
  }

  private static func check(_ code: Int) throws(KernelError) {
    guard ZSTD_isError(code) == 0 else { throw failure(String(cString: ZSTD_getErrorName(code))) }
  }

  private static func failure(_ message: String) -> KernelError {
    .codec(codec: "zstd", message: message)
  }
}
