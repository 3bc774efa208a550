import Storage
import Tensors
import TestSupport
import Testing

/// Reads what `Scripts/reference/numpy_files.py` wrote.
struct NPZTests {
  private let disk = LocalFileSystem()
  private let layer = NumberArray(shape: [2, 3], values: .float32([-1, -0.5, 0, 0.5, 1, 1.5]))
  private let labels = NumberArray(shape: [5], values: .int32([-2, -1, 0, 1, 2]))

  private func fixture(_ name: String) throws -> NumberArray {
    try NumberArray.read(Fixture.path("Storage/\(name)"), in: disk)
  }

  @Test(arguments: ["stored.npz", "deflated.npz"])
  func readsArraysByKey(_ name: String) throws {
    #expect(try fixture("\(name):h/layer0") == layer)
    #expect(try fixture("\(name):labels") == labels)
    let all = try NPZ.decode(try disk.read(Fixture.path("Storage/\(name)")), path: name)
    #expect(all == ["h/layer0": layer, "labels": labels])
  }

  @Test func needsNoKeyForASingleArray() throws {
    #expect(try fixture("one.npz").doubles == [-1, -0.5, 0, 0.5, 1, 1.5])
    let path = Fixture.path("Storage/stored.npz")
    let missing = #expect(throws: StorageError.self) { try fixture("stored.npz") }
    #expect(missing?.description == "\(path) holds 2 arrays; add a colon and one of h/layer0, labels")
    let wrong = #expect(throws: StorageError.self) { try fixture("stored.npz:h") }
    #expect(wrong?.description == "\(path) holds no array 'h'; it holds h/layer0, labels")
  }

  @Test func writesTheSameBytesAgain() throws {
    let arrays = ["b": layer, "a": labels, "c/é": NumberArray(shape: [0], values: .float64([]))]
    let bytes = try NPZ.encode(arrays)
    #expect(try NPZ.encode(arrays) == bytes)
    #expect(try NPZ.decode(bytes, path: "x.npz") == arrays)
  }

  @Test func refusesTruncationsAndDamage() throws {
    let bytes = try NPZ.encode(["a": layer])
    for count in 0..<bytes.count {
      let error = #expect(throws: StorageError.self, "\(count) bytes") {
        try NPZ.decode(Array(bytes[..<count]), path: "x.npz")
      }
      #expect(error?.description.contains("x.npz") == true)
    }
    // The numbers are the only place where the value 1.5 stands.
    let place = try #require(
      (0..<bytes.count - 4).first { Array(bytes[$0..<($0 + 4)]) == [0, 0, 0xC0, 0x3F] })
    var damaged = bytes
    damaged[place + 2] ^= 1
    #expect(throws: StorageError.self) { try NPZ.decode(damaged, path: "x.npz") }
  }

  @Test func readsArraysOfSafetensors() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "w.safetensors")
      let weights = SafetensorsFile(tensors: [
        NamedTensor(name: "b:1", tensor: Tensor(shape: [2], elements: [1, 2])),
        NamedTensor(name: "a", tensor: Tensor(shape: [1, 1], elements: [3])),
      ])
      try weights.write(to: path, in: disk)
      #expect(
        try NumberArray.read("\(path):b:1", in: disk) == NumberArray(shape: [2], values: .float32([1, 2])))
      #expect(
        throws: StorageError.noSuchArray(path: path, name: "x", available: ["a", "b:1"])
      ) { try NumberArray.read("\(path):x", in: disk) }
    }
  }

  @Test func namesWhatItCannotRead() {
    #expect(throws: StorageError.unknownFormat(path: "a.csv")) { try NumberArray.read("a.csv", in: disk) }
    #expect(throws: StorageError.missing(path: "no.npz")) { try NumberArray.read("no.npz:a", in: disk) }
    #expect(throws: StorageError.missing(path: "no.npy")) { try NumberArray.read("no.npy", in: disk) }
  }
}
