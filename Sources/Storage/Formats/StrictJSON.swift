import Foundation

/// Reads configurations that people write and writes ones that programs compare.
///
/// Reading takes JSON5 (comments, trailing commas, bare keys) and refuses a key that the decoded type does not read,
/// so that a misspelt option is an error and not a silent default. Any `Decodable` type will do. Writing gives one
/// canonical form of plain JSON: keys sorted, two spaces of indentation, numbers in the fewest digits that read back
/// to the same bits, a newline at the end. Equal values have equal bytes.
public enum StrictJSON {
  /// Decodes a JSON5 document.
  ///
  /// - Parameters:
  ///   - type: The type to decode.
  ///   - bytes: The document, in UTF-8.
  ///   - source: The file's name, for messages.
  /// - Throws: ``StorageError``, which names the source and the path of keys; errors that the type's own `init(from:)`
  ///   throws arrive unchanged.
  public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8], source: String) throws -> T {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    let recorder = KeyRecorder()
    do {
      let decoded = try decoder.decode(KeyRecorded<T>.self, from: Data(bytes), configuration: recorder)
      try refuseUnknownKey(recorder, source: source, isComplete: true)
      try refuseRepeatedKey(bytes, source: source)
      return decoded.value
    } catch let error as DecodingError {
      // A misspelt key shows up as a missing one first; the misspelling is what the reader wants to hear.
      if case .keyNotFound(let key, let context) = error {
        recorder.ask(key, at: context.codingPath)
        try refuseUnknownKey(recorder, source: source, isComplete: false)
      }
      if case .dataCorrupted(let context) = error, context.codingPath.isEmpty {
        throw malformed(JSON5Scanner.fault(in: bytes), bytes, source: source)
      }
      throw StorageError(error, source: source)
    }
  }

  private static func refuseRepeatedKey(_ bytes: [UInt8], source: String) throws {
    // What the decoder takes and the scanner does not is valid; the scanner only adds what the decoder overlooks.
    guard let fault = JSON5Scanner.fault(in: bytes), fault.problem.hasSuffix("stands twice") else { return }
    throw malformed(fault, bytes, source: source)
  }

  private static func malformed(_ fault: JSON5Scanner.Fault?, _ bytes: [UInt8], source: String)
    -> StorageError
  {
    guard let fault else {
      return .malformed(
        path: source, format: "JSON", byte: nil, problem: "its text is not valid UTF-8 or JSON5")
    }
    let place = JSON5Scanner.place(of: fault.byte, in: bytes)
    return .malformed(
      path: source, format: "JSON", byte: nil,
      problem: "\(fault.problem) (line \(place.line), column \(place.column))")
  }

  private static func refuseUnknownKey(
    _ recorder: KeyRecorder, source: String, isComplete: Bool
  ) throws {
    guard let (record, key) = recorder.unknownKey(isComplete: isComplete) else { return }
    throw StorageError.unknownKey(
      source: source, key: key, within: record.path.text,
      nearest: NearestName.of(key, among: record.asked.subtracting(record.present)))
  }

  /// Encodes a value in the canonical form, over several lines.
  ///
  /// - Throws: ``StorageError/invalidValue(source:key:problem:)`` for a number that JSON cannot hold.
  public static func encode<T: Encodable>(_ value: T) throws -> [UInt8] {
    try encode(value, formatting: [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
  }

  /// Encodes a value with sorted keys on one line, ended by a newline.
  ///
  /// - Throws: ``StorageError/invalidValue(source:key:problem:)`` for a number that JSON cannot hold.
  public static func encodeLine<T: Encodable>(_ value: T) throws -> [UInt8] {
    try encode(value, formatting: [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func encode<T: Encodable>(
    _ value: T, formatting: JSONEncoder.OutputFormatting
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    do {
      return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch EncodingError.invalidValue(let value, let context) {
      throw StorageError.invalidValue(
        source: "JSON", key: context.codingPath.text, problem: "cannot be written: \(value)")
    }
  }
}

extension StorageError {
  /// The same failure with the source's name and the path of keys.
  fileprivate init(_ error: DecodingError, source: String) {
    switch error {
    case .keyNotFound(let key, let context):
      self = .missingKey(source: source, key: key.stringValue, within: context.codingPath.text)
    case .typeMismatch(let type, let context):
      // Of a kind with settings, whose misspelt name is no key of it at all.
      let isKind = context.debugDescription.hasPrefix("Invalid number of keys")
      self = .invalidValue(
        source: source, key: context.codingPath.text,
        problem: isKind
          ? "must hold one kind that there is, by its name" : "must be \(StorageError.words(for: type))")
    case .valueNotFound(let type, let context):
      self = .invalidValue(
        source: source, key: context.codingPath.text,
        problem: "must be \(StorageError.words(for: type)), not null")
    case .dataCorrupted(let context):
      self = .invalidValue(
        source: source, key: context.codingPath.text, problem: "cannot be used: \(context.debugDescription)")
    @unknown default:
      self = .malformed(path: source, format: "JSON", byte: nil, problem: "\(error)")
    }
  }

  private static func words(for type: Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number that fits"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
    }
  }
}
