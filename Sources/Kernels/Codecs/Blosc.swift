import CBlosc

/// Blosc 1 buffers with byte shuffle and zstd inside, as Zarr's core `blosc` codec reads them.
///
/// The zstd frames inside carry no checksum; whoever stores a buffer adds one.
public enum Blosc {
  /// Compresses `bytes`, which are numbers of `typeSize` bytes each, on one thread.
  ///
  /// The same bytes and level give the same buffer with the same version of the library.
  public static func compress(_ bytes: Span<UInt8>, typeSize: Int, level: Int) throws(KernelError) -> [UInt8]
  {
    precondition(
      typeSize > 0 && bytes.count % typeSize == 0, "\(bytes.count) bytes of \(typeSize)-byte numbers")
    var code: Int32 = 0
    let capacity = bytes.count + Int(BLOSC_MAX_OVERHEAD)
    let buffer = [UInt8](unsafeUninitializedCapacity: capacity) { output, filled in
      code = bytes.withUnsafeBytes { input in
        blosc_compress_ctx(
          Int32(clamping: level), Int32(BLOSC_SHUFFLE), typeSize, input.count, input.baseAddress,
          output.baseAddress, output.count, "zstd", 0, 1)
      }
      if code > 0 { filled = Int(code) }
    }
    guard code > 0 else { throw .codec(codec: "blosc", message: "compression failed with code \(code)") }
    return buffer
  }

  /// Decompresses a buffer that must hold exactly `count` bytes.
  public static func decompress(_ buffer: Span<UInt8>, count: Int) throws(KernelError) -> [UInt8] {
    var size = 0
    let valid = buffer.withUnsafeBytes { blosc_cbuffer_validate($0.baseAddress, $0.count, &size) }
    guard valid == 0 else { throw .codec(codec: "blosc", message: "the buffer is damaged") }
    guard size == count else {
      throw .codec(codec: "blosc", message: "a buffer of \(size) bytes where \(count) are expected")
    }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      code = buffer.withUnsafeBytes {
        blosc_decompress_ctx($0.baseAddress, output.baseAddress, output.count, 1)
      }
      if code > 0 { filled = Int(code) }
    }
    guard bytes.count == count else {
      throw .codec(codec: "blosc", message: "decompression failed with code \(code)")
    }
    return bytes
  }
}
