import Storage
import Tensors
import TestSupport
import Testing

struct SafetensorsTests {
  static let small = SafetensorsFile(
    tensors: [
      NamedTensor(
        name: "rnn.weight_hh_l0", tensor: Tensor(shape: [2, 3], elements: [1, -2, 3.5, 0, .pi, 1e-30])),
      NamedTensor(name: "decoder.bias", tensor: Tensor(shape: [1], elements: [-.infinity])),
      NamedTensor(name: "a \"quoted\"\n\u{1}é", tensor: Tensor(shape: [], elements: [7])),
      NamedTensor(name: "empty", tensor: Tensor(shape: [0, 4], elements: [])),
    ],
    metadata: ["format": "pt", "strata": "{\"step\":1}"])

  /// A file with this header, whose length is filled in, and these data.
  private func file(_ header: String, data: Int) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  private func refusal(_ bytes: [UInt8]) -> StorageError? {
    do {
      _ = try SafetensorsFile(decoding: bytes, path: "w.safetensors")
      return nil
    } catch { return error as? StorageError }
  }

  @Test func readsWhatItWrites() throws {
    let bytes = Self.small.encoded()
    #expect(try SafetensorsFile(decoding: bytes, path: "x") == Self.small)
    let shuffled = SafetensorsFile(tensors: Self.small.tensors.reversed(), metadata: Self.small.metadata)
    #expect(shuffled.encoded() == bytes)
    #expect(Self.small["decoder.bias"] == Tensor(shape: [1], elements: [-.infinity]))
    #expect(Self.small["nothing"] == nil)
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "w.safetensors")
      try Self.small.write(to: path, in: LocalFileSystem())
      #expect(try SafetensorsFile.read(path, in: LocalFileSystem()) == Self.small)
    }
  }

  @Test func writesTheseBytes() {
    let file = SafetensorsFile(
      tensors: [
        NamedTensor(name: "b", tensor: Tensor(shape: [2], elements: [1, 2])),
        NamedTensor(name: "a", tensor: Tensor(shape: [1, 1], elements: [0.5])),
      ], metadata: ["k": "v"])
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.count % 8) % 8)
    #expect(padded.count % 8 == 0)
    let expected = self.file(padded, data: 0) + [0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
    #expect(file.encoded() == expected)
  }

  @Test func readsOtherPrecisions() throws {
    let header =
      #"{"b":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"#
      + #""d":{"dtype":"F64","shape":[1],"data_offsets":[2,10]}}"#
    var bytes = file(header, data: 12)
    // 1.5 in each format, by its definition.
    bytes.replaceSubrange((bytes.count - 12)..., with: [0, 0x3E, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0xC0, 0x3F])
    let read = try SafetensorsFile(decoding: bytes, path: "x")
    #expect(read.tensors.map(\.name) == ["b", "d", "h"])
    #expect(read.tensors.allSatisfy { $0.tensor.elements == [1.5] })
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "its tensors take 4 bytes, but 5 follow"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "tensor 'a' begins at 4 of the data, not at 0"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
      6, "tensor 'b' begins at 2 of the data, not at 4"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "the key 'a' stands twice"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "has the offsets [0, 4]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "has the offsets [4, 0]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4, "has the offsets [0, 4, 8]"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "has the impossible shape [-1]"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#, 4,
      "has the impossible shape [4611686018427387905]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4,
      "a number in it is too large"
    ),
    (#"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, 4, "has the unknown type 'F31'"),
    (#"{"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}"#, 8, "has the type U64, but"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "wrong entry at 'a.shape'"),
    (#"{"__metadata__":{"a":1}}"#, 0, "wrong entry at '__metadata__.a'"),
    (#"{a:{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, "not JSON"),
    (#" {}"#, 0, "does not begin with '{'"),
    ("", 0, "does not begin with '{'"),
  ])
  func refuses(_ header: String, _ data: Int, _ problem: String) throws {
    let error = try #require(refusal(file(header, data: data)))
    #expect(error.description.hasPrefix("w.safetensors is not a readable safetensors file: "))
    #expect(error.description.contains(problem), "\(error)")
  }

  @Test func acceptsFilesWithoutTensorsOrPadding() throws {
    #expect(try SafetensorsFile(decoding: file("{}", data: 0), path: "x").tensors.isEmpty)
    #expect(try SafetensorsFile(decoding: file("{}   ", data: 0), path: "x").tensors.isEmpty)
  }

  @Test func refusesEveryTruncation() {
    let bytes = Self.small.encoded()
    for count in 0..<bytes.count {
      #expect(
        refusal(Array(bytes[..<count]))?.description.contains("w.safetensors") == true, "\(count) bytes")
    }
    #expect(refusal(bytes + [0]) != nil)
  }

  /// A flipped bit in the header is refused, or gives tensors of other names, shapes or text: never the same contents,
  /// and never a trap.
  @Test func noticesEveryFlippedHeaderBit() {
    let bytes = Self.small.encoded()
    let dataSize = 8 * 4
    for bit in 0..<(8 * (bytes.count - dataSize)) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      do {
        #expect(try SafetensorsFile(decoding: damaged, path: "w.safetensors") != Self.small, "bit \(bit)")
      } catch {
        #expect("\(error)".contains("w.safetensors"), "bit \(bit)")
      }
    }
  }

  @Test func refusesAnAbsurdHeaderLengthAtOnce() {
    for length: [UInt8] in [
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [1, 0xE1, 0xF5, 5, 0, 0, 0, 0],
    ] {
      #expect(refusal(length + [UInt8](repeating: 32, count: 100))?.description.contains("claims") == true)
    }
  }
}
