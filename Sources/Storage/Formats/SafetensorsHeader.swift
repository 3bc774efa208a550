import Foundation
import Kernels

/// The header of a safetensors file: what lies where, checked so that nothing behind it can be misread.
///
/// A file is the header's length (8 bytes, little-endian), the header (JSON), and the tensors' bytes.
struct SafetensorsHeader: Equatable {
  /// One tensor.
  struct Entry: Equatable {
    var name: String
    var type: String
    var shape: [Int]
    /// Where the tensor's bytes lie, counted from the end of the header.
    var range: Range<Int>
  }

  /// The tensors in the order of their bytes.
  var entries: [Entry]
  var metadata: [String: String]
  /// Where the first tensor's bytes lie in the file.
  var dataStart: Int

  /// Headers above this length are refused, as in the reference reader.
  static let greatestLength = 100_000_000

  /// The bytes of one element of each type that the format knows, sub-byte types aside.
  static let elementSizes = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2,
    "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
  ]

  /// The length of the header of a file, from its first eight bytes and its size.
  static func length(prefix: [UInt8], fileSize: Int, path: String) throws -> Int {
    guard prefix.count == 8, fileSize >= 8 else {
      throw malformed(path, "it has \(fileSize) bytes and needs at least 8")
    }
    let length = NumberBytes.numbers(UInt64.self, count: 1, in: prefix, at: 0)[0]
    guard length <= greatestLength, length <= fileSize - 8 else {
      throw malformed(path, "its header claims \(length) bytes of a file of \(fileSize)", byte: 0)
    }
    return Int(length)
  }

  /// Reads and checks a header.
  ///
  /// - Parameters:
  ///   - bytes: The JSON text.
  ///   - dataSize: How many bytes follow the header.
  ///   - path: The file's name, for messages.
  init(decoding bytes: [UInt8], dataSize: Int, path: String) throws {
    guard bytes.first == UInt8(ascii: "{") else {
      throw SafetensorsHeader.malformed(path, "its header does not begin with '{'", byte: 8)
    }
    // Foundation takes one of two equal keys and says nothing.
    if let fault = JSON5Scanner.fault(in: bytes) {
      throw SafetensorsHeader.malformed(path, "in its header \(fault.problem)", byte: 8 + fault.byte)
    }
    let document: HeaderDocument
    do {
      document = try JSONDecoder().decode(HeaderDocument.self, from: Data(bytes))
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      throw SafetensorsHeader.malformed(
        path, "its header is not JSON, or a number in it is too large", byte: 8)
    } catch let error as DecodingError {
      throw SafetensorsHeader.malformed(
        path, "its header has a wrong entry at '\(error.path.text)'", byte: 8)
    }
    metadata = document.metadata
    dataStart = 8 + bytes.count
    entries = try document.tensors.map { try SafetensorsHeader.entry($0, $1, path: path) }
    // Empty tensors come before the one that begins where they lie.
    entries.sort { a, b in
      (a.range.lowerBound, a.range.upperBound, a.name) < (b.range.lowerBound, b.range.upperBound, b.name)
    }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw SafetensorsHeader.malformed(
          path, "tensor '\(entry.name)' begins at \(entry.range.lowerBound) of the data, not at \(end)")
      }
      end = entry.range.upperBound
    }
    guard end == dataSize else {
      throw SafetensorsHeader.malformed(
        path, "its tensors take \(end) bytes, but \(dataSize) follow the header")
    }
  }

  private static func entry(_ name: String, _ info: HeaderDocument.Info, path: String) throws -> Entry {
    guard let elementSize = elementSizes[info.dtype] else {
      throw malformed(path, "tensor '\(name)' has the unknown type '\(info.dtype)'")
    }
    var size = elementSize
    for length in info.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw malformed(path, "tensor '\(name)' has the impossible shape \(info.shape)")
      }
      size = product
    }
    guard info.dataOffsets.count == 2, info.dataOffsets[0] >= 0, info.dataOffsets[0] <= info.dataOffsets[1],
      info.dataOffsets[1] - info.dataOffsets[0] == size
    else {
      throw malformed(
        path,
        "tensor '\(name)' of shape \(info.shape) and type \(info.dtype) has the offsets \(info.dataOffsets)")
    }
    return Entry(
      name: name, type: info.dtype, shape: info.shape, range: info.dataOffsets[0]..<info.dataOffsets[1])
  }

  static func malformed(_ path: String, _ problem: String, byte: Int? = nil) -> StorageError {
    .malformed(path: path, format: "safetensors", byte: byte, problem: problem)
  }
}

extension DecodingError {
  /// The keys that lead to the value that could not be decoded.
  fileprivate var path: [any CodingKey] {
    switch self {
    case .keyNotFound(let key, let context): context.codingPath + [key]
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath
    @unknown default: []
    }
  }
}

/// The JSON text of a header.
private struct HeaderDocument: Decodable {
  struct Info: Decodable {
    var dtype: String
    var shape: [Int]
    var dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var tensors: [(String, Info)] = []
  var metadata: [String: String] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors.append((key.stringValue, try container.decode(Info.self, forKey: key)))
      }
    }
  }
}
