import CArchive

/// Builds a zip archive of uncompressed members in memory, with libarchive; equal members give equal bytes.
@safe
public final class ZipWriter {
  private let archive: OpaquePointer
  private let sink: Sink

  /// Where libarchive's output goes.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  /// Starts an archive.
  public init() throws(KernelError) {
    guard let archive = archive_write_new() else {
      throw .codec(codec: "libarchive", message: "no memory to write a zip archive")
    }
    self.archive = archive
    sink = Sink()
    try check(archive_write_set_format_zip(archive))
    // The conversion of names is set up here already.
    try check(
      UTF8Locale.with {
        archive_write_set_options(archive, "zip:compression=store,zip:hdrcharset=UTF-8")
      })
    try check(archive_write_set_bytes_in_last_block(archive, 1))
    try check(
      archive_write_open(
        archive, Unmanaged.passUnretained(sink).toOpaque(), nil,
        { _, context, data, count in
          guard let context else { return -1 }
          let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
          sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count))
          return count
        }, nil))
  }

  deinit { archive_write_free(archive) }

  /// Adds a member.
  public func add(_ name: String, _ bytes: [UInt8]) throws(KernelError) {
    guard let entry = archive_entry_new() else {
      throw .codec(codec: "libarchive", message: "no memory to write a zip archive")
    }
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname_utf8(entry, name)
    archive_entry_set_size(entry, Int64(bytes.count))
    archive_entry_set_filetype(entry, 0o100000)
    archive_entry_set_perm(entry, 0o644)
    // The first moment that zip knows, so that the bytes do not tell when they were made.
    archive_entry_set_mtime(entry, 315_532_800, 0)
    try check(UTF8Locale.with { archive_write_header(archive, entry) })
    var written = 0
    while written < bytes.count {
      let done = bytes.withUnsafeBytes { all in
        archive_write_data(archive, all.baseAddress.map { $0 + written }, all.count - written)
      }
      guard done > 0 else { throw failure() }
      written += done
    }
  }

  /// Ends the archive and returns its bytes; nothing may be added afterwards.
  public func finish() throws(KernelError) -> [UInt8] {
    try check(archive_write_close(archive))
    return sink.bytes
  }

  private func check(_ result: Int32) throws(KernelError) {
    guard result >= ARCHIVE_WARN else { throw failure() }
  }

  private func failure() -> KernelError {
    let reason =
      archive_error_string(archive).map { String(cString: $0) } ?? "error \(archive_errno(archive))"
    return .codec(codec: "libarchive", message: "cannot write a zip archive: \(reason)")
  }
}
