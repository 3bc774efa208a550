import Foundation

/// What a decoding found in the document and what the decoded types asked for, object by object.
final class KeyRecorder {
  /// One object of the document.
  struct Record {
    /// The keys that lead to the object.
    var path: [any CodingKey]
    /// The keys in the document.
    var present: Set<String> = []
    /// The keys that a type asked for.
    var asked: Set<String> = []
    /// The keys in the document that some type that looked at the object declares.
    var declared: Set<String> = []
  }

  /// The objects in the order in which they were opened, by path.
  private(set) var records: [String: Record] = [:]

  func open(_ path: [any CodingKey], present: Set<String>, declares: (String) -> Bool) {
    records[path.text, default: Record(path: path)].present.formUnion(present)
    records[path.text, default: Record(path: path)].declared.formUnion(present.filter(declares))
  }

  func ask(_ key: any CodingKey, at path: [any CodingKey]) {
    records[path.text, default: Record(path: path)].asked.insert(key.stringValue)
  }

  /// The first key that nothing reads, outermost object first and then by the alphabet.
  ///
  /// - Parameter isComplete: whether decoding reached its end; else a key that a type declares may not have had its
  ///   turn yet, and only undeclared ones count.
  func unknownKey(isComplete: Bool) -> (record: Record, key: String)? {
    let ordered = records.values.sorted { ($0.path.count, $0.path.text) < ($1.path.count, $1.path.text) }
    for record in ordered {
      let unread = record.present.subtracting(record.asked)
      let unknown = isComplete ? unread : unread.subtracting(record.declared)
      if let key = unknown.min() { return (record, key) }
    }
    return nil
  }
}

extension [any CodingKey] {
  /// The keys joined by full stops, indices in brackets: `optimizer.schedule[2].lr`.
  var text: String {
    reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : "." + key.stringValue
      }
    }
  }
}

/// A value that reports to a ``KeyRecorder`` which keys its type reads.
struct KeyRecorded<Value: Decodable>: DecodableWithConfiguration {
  let value: Value

  init(from decoder: any Decoder, configuration: KeyRecorder) throws {
    value = try Value(from: KeyRecordingDecoder(base: decoder, recorder: configuration))
  }
}

/// Any key at all, to list what an object holds.
private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// The place of a value in a list.
private struct ElementIndex: CodingKey {
  let index: Int
  var stringValue: String { "\(index)" }
  var intValue: Int? { index }

  init(index: Int) { self.index = index }
  init?(stringValue: String) { nil }
  init?(intValue: Int) { index = intValue }
}

/// Passes everything on to another decoder and notes the keys.
private struct KeyRecordingDecoder: Decoder {
  let base: any Decoder
  let recorder: KeyRecorder

  var codingPath: [any CodingKey] { base.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let everything = try base.container(keyedBy: AnyKey.self)
    recorder.open(
      codingPath, present: Set(everything.allKeys.map(\.stringValue)),
      declares: { Key(stringValue: $0) != nil })
    return KeyedDecodingContainer(
      KeyedRecorder(base: try base.container(keyedBy: type), recorder: recorder))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    UnkeyedRecorder(base: try base.unkeyedContainer(), recorder: recorder)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    SingleValueRecorder(base: try base.singleValueContainer(), decoder: self)
  }

  /// Decodes a value whose own keys are to be noted; numbers, strings and truth values go to `direct`.
  static func decode<T: Decodable>(
    _ type: T.Type, at path: [any CodingKey], from base: () throws -> any Decoder, recorder: KeyRecorder,
    direct: () throws -> T
  ) throws -> T {
    guard type is any JSONScalar.Type else {
      return try T(from: KeyRecordingDecoder(base: try base(), recorder: recorder))
    }
    // For a number that does not fit its type the decoder throws an error of its own, without the place.
    let misfit = DecodingError.typeMismatch(type, .init(codingPath: path, debugDescription: ""))
    do {
      return try direct()
    } catch let error as DecodingError {
      guard case .dataCorrupted = error else { throw error }
      throw misfit
    } catch {
      throw misfit
    }
  }
}

/// The types that hold no keys; each container reads them itself.
private protocol JSONScalar {}
extension Bool: JSONScalar {}
extension String: JSONScalar {}
extension Double: JSONScalar {}
extension Float: JSONScalar {}
extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}

private struct KeyedRecorder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let base: KeyedDecodingContainer<Key>
  let recorder: KeyRecorder

  var codingPath: [any CodingKey] { base.codingPath }
  // A type that lists the keys, such as a dictionary, reads them all by name afterwards.
  var allKeys: [Key] { base.allKeys }

  func contains(_ key: Key) -> Bool {
    recorder.ask(key, at: codingPath)
    return base.contains(key)
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    try found(key)
    return try base.decodeNil(forKey: key)
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try found(key)
    return try KeyRecordingDecoder.decode(
      type, at: codingPath + [key], from: { try base.superDecoder(forKey: key) }, recorder: recorder,
      direct: { try base.decode(type, forKey: key) })
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    KeyRecordingDecoder(base: try base.superDecoder(), recorder: recorder)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    try found(key)
    return KeyRecordingDecoder(base: try base.superDecoder(forKey: key), recorder: recorder)
  }

  /// Notes the key and makes sure that it is there.
  private func found(_ key: Key) throws {
    guard contains(key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
    }
  }
}

private struct UnkeyedRecorder: UnkeyedDecodingContainer {
  var base: any UnkeyedDecodingContainer
  let recorder: KeyRecorder

  var codingPath: [any CodingKey] { base.codingPath }
  var count: Int? { base.count }
  var isAtEnd: Bool { base.isAtEnd }
  var currentIndex: Int { base.currentIndex }

  mutating func decodeNil() throws -> Bool { try base.decodeNil() }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let path = codingPath + [ElementIndex(index: currentIndex)]
    return try KeyRecordingDecoder.decode(
      type, at: path, from: { try base.superDecoder() }, recorder: recorder, direct: { try base.decode(type) }
    )
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    KeyRecordingDecoder(base: try base.superDecoder(), recorder: recorder)
  }
}

private struct SingleValueRecorder: SingleValueDecodingContainer {
  let base: any SingleValueDecodingContainer
  let decoder: KeyRecordingDecoder

  var codingPath: [any CodingKey] { base.codingPath }

  func decodeNil() -> Bool { base.decodeNil() }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try KeyRecordingDecoder.decode(
      type, at: codingPath, from: { decoder.base }, recorder: decoder.recorder,
      direct: { try base.decode(type) })
  }
}
