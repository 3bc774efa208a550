import Kernels
public import Tensors

/// A tensor and the name under which it lies in a file.
public struct NamedTensor: Equatable, Sendable {
  /// The name, for weights PyTorch's: `rnn.weight_ih_l0`.
  public var name: String
  /// The values.
  public var tensor: Tensor

  /// Names a tensor.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

/// The contents of a safetensors file: named tensors and text about them.
///
/// Equal contents have equal bytes: tensors are sorted by name and lie back to back, the header's keys are sorted, and
/// the header is padded with spaces so that the data are 8-byte aligned. Written as F32; F16, BF16, F32 and F64 are
/// read, the last rounded to the nearest Float32.
public struct SafetensorsFile: Equatable, Sendable {
  /// The tensors, sorted by the bytes of their names.
  public let tensors: [NamedTensor]
  /// Text about the file; structured data goes in as JSON text.
  public let metadata: [String: String]

  /// Creates the contents of a file; the names must differ from each other and from `__metadata__`.
  public init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
    self.tensors = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.metadata = metadata
    let names = Set(tensors.map(\.name))
    precondition(names.count == tensors.count, "\(tensors.count) tensors with \(names.count) names")
    precondition(!names.contains("__metadata__"), "a tensor named __metadata__")
  }

  /// The tensor of this name, or nil.
  public subscript(name: String) -> Tensor? {
    tensors.first { $0.name == name }?.tensor
  }

  /// The tensor of this name in these dimensions, for a reader that knows what it needs.
  ///
  /// - Throws: ``StorageError/noSuchArray(path:name:available:)`` or a sentence with both shapes, naming `path`.
  public func tensor(_ name: String, shape: [Int], path: String) throws -> Tensor {
    guard let tensor = self[name] else {
      throw StorageError.noSuchArray(path: path, name: name, available: tensors.map(\.name))
    }
    guard tensor.shape == shape else {
      throw SafetensorsHeader.malformed(
        path, "tensor '\(name)' has the shape \(tensor.shape), but \(shape) is needed")
    }
    return tensor
  }

  // MARK: Bytes

  /// The bytes of the file.
  public func encoded() -> [UInt8] {
    var header = headerText()
    header.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + tensors.reduce(0) { $0 + 4 * $1.tensor.count })
    NumberBytes.append([UInt64(header.count)], to: &bytes)
    bytes.append(contentsOf: header)
    for named in tensors { NumberBytes.append(named.tensor.elements, to: &bytes) }
    return bytes
  }

  private func headerText() -> [UInt8] {
    var offset = 0
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let text = pairs.map { "\(SafetensorsFile.quoted($0.key)):\(SafetensorsFile.quoted($0.value))" }
      members.append("\"__metadata__\":{\(text.joined(separator: ","))}")
    }
    for named in tensors {
      let end = offset + 4 * named.tensor.count
      let shape = named.tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(SafetensorsFile.quoted(named.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case ..<" ": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Reads the bytes of a file; every length and offset is checked before it is used.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)``, which names `path`.
  public init(decoding bytes: [UInt8], path: String) throws {
    let length = try SafetensorsHeader.length(
      prefix: Array(bytes.prefix(8)), fileSize: bytes.count, path: path)
    let header = try SafetensorsHeader(
      decoding: Array(bytes[8..<(8 + length)]), dataSize: bytes.count - 8 - length, path: path)
    let tensors = try header.entries.map { entry in
      let elements = try SafetensorsFile.floats(entry, in: bytes, dataStart: header.dataStart, path: path)
      return NamedTensor(name: entry.name, tensor: Tensor(shape: entry.shape, elements: elements))
    }
    self.init(tensors: tensors, metadata: header.metadata)
  }

  private static func floats(
    _ entry: SafetensorsHeader.Entry, in bytes: [UInt8], dataStart: Int, path: String
  ) throws -> [Float] {
    let start = dataStart + entry.range.lowerBound
    func numbers<Number: BitwiseCopyable>(_ type: Number.Type) -> [Number] {
      NumberBytes.numbers(
        type, count: entry.range.count / MemoryLayout<Number>.size, in: bytes, at: start)
    }
    // PyTorch's counters beside the weights.
    func integers<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws -> [Float] {
      try numbers(type).map { number in
        guard number.magnitude <= 1 << 24 else {
          throw SafetensorsHeader.malformed(
            path, "tensor '\(entry.name)' holds \(number), which has no exact Float32")
        }
        return Float(number)
      }
    }
    return switch entry.type {
    case "F32": numbers(Float.self)
    case "I32": try integers(Int32.self)
    case "I64": try integers(Int64.self)
    case "F16": numbers(Float16.self).map(Float.init)
    case "BF16": numbers(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    case "F64": numbers(Double.self).map { Float($0) }
    default:
      throw SafetensorsHeader.malformed(
        path,
        "tensor '\(entry.name)' has the type \(entry.type), but F16, BF16, F32, F64, I32 or I64 is needed")
    }
  }

  // MARK: Files

  /// Reads a file.
  public static func read(_ path: String, in fileSystem: any FileSystem) throws -> Self {
    try Self(decoding: try fileSystem.read(path), path: path)
  }

  /// Writes the file in one durable step.
  public func write(to path: String, in fileSystem: any FileSystem) throws {
    try AtomicWrite.replace(path, with: encoded(), in: fileSystem)
  }
}
