import CArchive

/// Reads the members of a zip, tar or compressed file one after the other, with libarchive.
///
/// Formats: zip; tar, plain or compressed; and a single compressed file, whose one member has the name `data`.
/// Compression: gzip, bzip2, xz, zstd. Nothing is written: names are only told, and whoever writes must check them.
@safe
public final class ArchiveReader {
  /// What a member is.
  public enum Kind: Equatable, Sendable {
    /// A regular file.
    case file
    /// A folder.
    case folder
    /// A link or device.
    case other
  }

  /// One member.
  public struct Member: Equatable, Sendable {
    /// The name in the archive, with slashes; it may be anything, `../x` included.
    public var name: String
    /// What the member is.
    public var kind: Kind
  }

  private let archive: OpaquePointer
  private let path: String
  /// The archive's bytes when it lies in memory; libarchive reads them as it goes.
  private let bytes: UnsafeMutableRawBufferPointer?
  /// Whether the file is one compressed file and no archive of members.
  public private(set) var isSingleFile = false

  /// Opens the archive in a file.
  public convenience init(opening path: String) throws(KernelError) {
    try self.init(path: path, bytes: nil)
  }

  /// Opens an archive in memory; `path` is its name, for messages.
  public convenience init(bytes: [UInt8], path: String) throws(KernelError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    copy.copyBytes(from: bytes)
    try self.init(path: path, bytes: copy)
  }

  private init(path: String, bytes: UnsafeMutableRawBufferPointer?) throws(KernelError) {
    guard let archive = archive_read_new() else {
      bytes?.deallocate()
      throw .codec(codec: "libarchive", message: "no memory to read \(path)")
    }
    self.archive = archive
    self.path = path
    self.bytes = bytes
    // The reader that starts from a zip file's directory, so that a truncated file is noticed.
    for enable in [
      archive_read_support_format_zip_seekable, archive_read_support_format_tar,
      archive_read_support_format_raw,
      archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
      archive_read_support_filter_zstd,
    ] {
      try check(enable(archive))
    }
    if let bytes {
      try check(archive_read_open_memory(archive, bytes.baseAddress, bytes.count))
    } else {
      try check(archive_read_open_filename(archive, path, 1 << 16))
    }
  }

  deinit {
    archive_read_free(archive)
    bytes?.deallocate()
  }

  /// Moves to the next member, or returns nil after the last one.
  public func next() throws(KernelError) -> Member? {
    try UTF8Locale.with { () throws(KernelError) in try nextInUTF8() }
  }

  private func nextInUTF8() throws(KernelError) -> Member? {
    var entry: OpaquePointer?
    let result = archive_read_next_header(archive, &entry)
    if result == ARCHIVE_EOF { return nil }
    // A warning here is about a name's encoding; the name is taken as it is.
    guard result >= ARCHIVE_WARN, let entry else { throw failure() }
    isSingleFile = archive_format(archive) == ARCHIVE_FORMAT_RAW
    // Anything at all passes as a raw file; without compression it is no archive.
    guard !isSingleFile || archive_filter_count(archive) > 1 else {
      throw .codec(codec: "libarchive", message: "\(path) is not a zip, tar or compressed file")
    }
    guard let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else {
      throw .codec(codec: "libarchive", message: "\(path) has a member without a readable name")
    }
    let isLink = archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil
    let kind: Kind =
      switch UInt32(archive_entry_filetype(entry)) {
      case _ where isLink: .other
      case 0o100000: .file
      case 0o040000: .folder
      default: .other
      }
    return Member(name: String(cString: name), kind: kind)
  }

  /// The next bytes of the current member, at most `count`; none at its end.
  public func read(atMost count: Int) throws(KernelError) -> [UInt8] {
    var result = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        result = archive_read_data(archive, buffer.baseAddress.map { $0 + filled }, count - filled)
        if result == Int(ARCHIVE_RETRY) { continue }
        if result <= 0 { return }
        filled += result
      }
    }
    guard result >= 0 else { throw failure() }
    return bytes
  }

  /// All remaining bytes of the current member; memory grows with what is there, not with what the archive claims.
  public func readAll() throws(KernelError) -> [UInt8] {
    var bytes = try read(atMost: 1 << 16)
    while true {
      let more = try read(atMost: 1 << 22)
      if more.isEmpty { return bytes }
      bytes.append(contentsOf: more)
    }
  }

  private func check(_ result: Int32) throws(KernelError) {
    guard result >= ARCHIVE_WARN else { throw failure() }
  }

  private func failure() -> KernelError {
    let code = archive_errno(archive)
    // libarchive says nothing where the checksum and length after a gzip stream are cut short.
    let silence = code == 0 ? "its end is missing or damaged" : "error \(code)"
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? silence
    return .codec(codec: "libarchive", message: "cannot read \(path): \(reason)")
  }
}
