import Storage
import Testing

private struct Optimizer: Codable, Equatable {
  var learningRate: Double
  var clip: Double?

  enum CodingKeys: String, CodingKey {
    case learningRate = "learning_rate"
    case clip
  }
}

private enum Schedule: Codable, Equatable {
  case steps([Int])
  case every(epochs: Double)
}

private struct Configuration: Codable, Equatable {
  var name = "a"
  var seed: UInt64 = 1
  var optimizer = Optimizer(learningRate: 20, clip: 0.25)
  var layers: [Optimizer] = []
  var notes: [String: Int] = [:]
  var schedule = Schedule.every(epochs: 0.5)
  var ratio: Float = 0.1
}

/// Reads an alternative form first, as types that accept a bare string do.
private struct Flexible: Decodable, Equatable {
  var size: Int

  enum CodingKeys: CodingKey { case size }

  init(from decoder: any Decoder) throws {
    if let size = try? decoder.singleValueContainer().decode(Int.self) {
      self.size = size
    } else {
      size = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .size)
    }
  }
}

struct StrictJSONTests {
  private func error<T: Decodable>(_ text: String, as type: T.Type) -> StorageError? {
    #expect(throws: StorageError.self) {
      try StrictJSON.decode(type, from: Array(text.utf8), source: "config.json")
    }
  }

  @Test func readsWhatItWrites() throws {
    var value = Configuration()
    value.layers = [Optimizer(learningRate: 1e-7, clip: nil), Optimizer(learningRate: 0.1 + 0.2, clip: 1e22)]
    value.notes = ["b/c": 2, "a": 1, "é\n\"": -3]
    value.schedule = .steps([0, 1, 1_000_000])
    let bytes = try StrictJSON.encode(value)
    #expect(try StrictJSON.decode(Configuration.self, from: bytes, source: "x") == value)
    #expect(try StrictJSON.encode(value) == bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasSuffix("}\n"))
    #expect(text.contains("0.30000000000000004"))
    #expect(text.contains("\"b/c\""))
    #expect(text.contains("\"ratio\" : 0.1,"))
  }

  @Test func writesKeysInOneOrder() throws {
    let keys = ["b", "a", "B", "a1", "a10", "a2", "_"]
    let line = try StrictJSON.encodeLine(Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) }))
    #expect(
      String(decoding: line, as: UTF8.self) == #"{"B":0,"_":0,"a":0,"a1":0,"a10":0,"a2":0,"b":0}"# + "\n")
  }

  @Test func acceptsJSON5() throws {
    let text = """
      { // a comment
        learning_rate: 0x10, 'clip': +.5, /* another */
      }
      """
    let value = try StrictJSON.decode(Optimizer.self, from: Array(text.utf8), source: "x")
    #expect(value == Optimizer(learningRate: 16, clip: 0.5))
  }

  @Test func namesAnUnknownKeyAndItsNeighbour() {
    let bad = error(#"{"clip": 1, "learning_rate": 2, "clipp": 3}"#, as: Optimizer.self)
    #expect(bad == .unknownKey(source: "config.json", key: "clipp", within: "", nearest: nil))
    let typo = error(#"{"learning_rate": 2, "clpi": 3}"#, as: Optimizer.self)
    #expect(typo?.description == "config.json: unknown key 'clpi'; did you mean 'clip'?")
  }

  @Test func namesAMisspeltKeyRatherThanTheMissingOne() {
    let nested = #"{"name":"a","seed":1,"optimizer":{"learning_rat":1}}"#
    #expect(
      error(nested, as: Configuration.self)?.description
        == "config.json: unknown key 'learning_rat' in 'optimizer'; did you mean 'learning_rate'?")
  }

  @Test func namesAMissingKey() {
    #expect(
      error(#"{"clip": 1}"#, as: Optimizer.self)
        == .missingKey(source: "config.json", key: "learning_rate", within: ""))
  }

  @Test func looksIntoListsAndDictionaries() {
    let inList = error(
      #"[{"learning_rate":1},{"learning_rate":1,"x_y_z":2}]"#, as: [Optimizer].self)
    #expect(inList == .unknownKey(source: "config.json", key: "x_y_z", within: "[1]", nearest: nil))
    let inDictionary = error(
      #"{"a":{"learning_rate":1},"b":{"learning_rate":1,"q":2}}"#, as: [String: Optimizer].self)
    #expect(inDictionary == .unknownKey(source: "config.json", key: "q", within: "b", nearest: nil))
    let inEnum = error(#"{"every":{"epochs":1,"epoch":2}}"#, as: Schedule.self)
    #expect(inEnum?.description.contains("'epoch'") == true)
  }

  @Test func followsTypesThatReadTheDecoderTwice() throws {
    #expect(try StrictJSON.decode(Flexible.self, from: Array("7".utf8), source: "x").size == 7)
    #expect(try StrictJSON.decode(Flexible.self, from: Array(#"{"size":8}"#.utf8), source: "x").size == 8)
    #expect(
      error(#"{"size":8,"sizes":1}"#, as: Flexible.self)
        == .unknownKey(source: "config.json", key: "sizes", within: "", nearest: nil))
  }

  @Test func saysWhatKindOfValueIsWanted() {
    #expect(
      error(#"{"learning_rate":"fast"}"#, as: Optimizer.self)?.description
        == "config.json: 'learning_rate' must be a number")
    #expect(
      error(#"[{"learning_rate":null}]"#, as: [Optimizer].self)?.description
        == "config.json: '[0].learning_rate' must be a number, not null")
    #expect(
      error("[0, 1.5]", as: [Int].self)?.description == "config.json: '[1]' must be a whole number that fits")
    #expect(
      error(#"{"a":[{"b":300}]}"#, as: [String: [[String: Int8]]].self)?.description
        == "config.json: 'a[0].b' must be a whole number that fits")
  }

  @Test(arguments: [
    ("", "the document ends too early (line 1, column 1)"),
    ("{", "the document ends too early (line 1, column 2)"),
    ("{]", "a key is missing (line 1, column 2)"),
    ("{\n  \"é\": 1,\n  a:}", "a value is missing (line 3, column 5)"),
    ("{'é' 1}", "a colon is missing after the key 'é' (line 1, column 6)"),
    ("[1 2]", "a comma or ']' is missing (line 1, column 4)"),
    ("{a: b}", "'b' is not a value; put quotes around a string (line 1, column 5)"),
    ("{a: 'b}", "a string is not closed (line 1, column 5)"),
    ("{/* }", "the document ends too early (line 1, column 6)"),
    ("1 2", "something follows the end of the document (line 1, column 3)"),
    ("\u{0}", "a value is missing (line 1, column 1)"),
    (String(repeating: "[", count: 100_000), "the document is nested too deeply (line 1, column 513)"),
    ("{clip: 1, learning_rate: 2, \"clip\": 3}", "the key 'clip' stands twice (line 1, column 29)"),
  ])
  func saysWhereTheTextIsBroken(_ text: String, _ problem: String) {
    #expect(
      error(text, as: Optimizer.self)
        == .malformed(path: "config.json", format: "JSON", byte: nil, problem: problem))
  }

  @Test func refusesNumbersThatJSONCannotHold() {
    #expect(throws: StorageError.self) { try StrictJSON.encode(["a": Double.nan]) }
  }
}
