import Foundation
import Synchronization

/// The measurements of a run as lines of JSON, appended one by one with every digit.
///
/// A line counts when its newline is there: a last line that an interruption tore is ignored by readers and cut off
/// when the log is opened again.
public final class MetricLog: Sendable {
  /// The file.
  public let path: String
  private let fileSystem: any FileSystem
  private let length: Mutex<Int>

  /// Opens a log, or starts one; a torn last line is cut off.
  public init(path: String, in fileSystem: any FileSystem) throws {
    self.path = path
    self.fileSystem = fileSystem
    guard try fileSystem.exists(path) else {
      try fileSystem.create(path, [])
      try fileSystem.sync(path)
      try fileSystem.syncFolder(Path.parent(of: path))
      length = Mutex(0)
      return
    }
    let bytes = try fileSystem.read(path)
    let whole = MetricLog.wholeLines(bytes).count
    if whole < bytes.count {
      try fileSystem.truncate(path, to: whole)
      try fileSystem.sync(path)
    }
    length = Mutex(whole)
  }

  /// How many bytes the whole lines take; a checkpoint keeps this number.
  public var byteCount: Int { length.withLock { $0 } }

  /// Writes a line; when that fails, what was written of it is cut off again if the disk allows.
  public func append(_ record: MetricRecord) throws {
    let line = try StrictJSON.encodeLine(record)
    try length.withLock { length in
      do {
        try fileSystem.append(line, to: path)
      } catch {
        // The error of the write is the one to report; a torn line is cut off when the log is opened again.
        try? fileSystem.truncate(path, to: length)
        throw error
      }
      length += line.count
    }
  }

  /// Returns once all lines are on the disk; to be called before a checkpoint that counts on them is saved.
  public func sync() throws { try fileSystem.sync(path) }

  /// Takes back the lines after the first `byteCount` bytes, which must end with a line.
  ///
  /// - Throws: ``StorageError/length(path:expected:found:)`` when the log is shorter.
  public func cut(toByteCount byteCount: Int) throws {
    try length.withLock { length in
      guard byteCount <= length else {
        throw StorageError.length(path: path, expected: byteCount, found: length)
      }
      let kept = try fileSystem.read(path, at: 0, count: byteCount)
      guard byteCount == 0 || kept.last == UInt8(ascii: "\n") else {
        throw StorageError.malformed(
          path: path, format: "metrics", byte: byteCount, problem: "no line ends where the log is to be cut")
      }
      try fileSystem.truncate(path, to: byteCount)
      try fileSystem.sync(path)
      length = byteCount
    }
  }

  /// Reads all whole lines of a log; keys that this version does not know are passed over.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)`` with the line's number and first byte.
  public static func read(_ path: String, in fileSystem: any FileSystem) throws -> [MetricRecord] {
    let bytes = wholeLines(try fileSystem.read(path))
    let decoder = JSONDecoder()
    var records: [MetricRecord] = []
    var start = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      do {
        records.append(try decoder.decode(MetricRecord.self, from: Data(line)))
      } catch {
        throw StorageError.malformed(
          path: path, format: "metrics", byte: start,
          problem: "line \(records.count + 1) is not a measurement")
      }
      start += line.count + 1
    }
    return records
  }

  private static func wholeLines(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.prefix((bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
  }
}
