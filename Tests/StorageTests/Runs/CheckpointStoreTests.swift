import Storage
import Tensors
import TestSupport
import Testing

struct CheckpointStoreTests {
  private let disk = LocalFileSystem()

  static func checkpoint(_ step: Int, _ value: Float = 0) -> Checkpoint {
    let weights = Tensor(shape: [2], elements: [Float(step), value])
    return Checkpoint(
      step: step, model: SafetensorsFile(tensors: [NamedTensor(name: "w", tensor: weights)]),
      trainState: SafetensorsFile(tensors: [NamedTensor(name: "m", tensor: weights)], metadata: ["a": "b"]),
      state: Array("{\"step\":\(step)}\n".utf8))
  }

  private func withStore(_ body: (CheckpointStore, String) throws -> Void) throws {
    try TemporaryDirectory.with(inMemory: true) { folder in
      let run = try RunDirectory(creating: folder, in: disk)
      try body(CheckpointStore(run: run, fileSystem: disk), run.checkpointsPath)
    }
  }

  @Test func readsWhatItWrites() throws {
    try withStore { store, folder in
      #expect(try store.steps().isEmpty)
      #expect(try store.latest() == nil)
      for step in [0, 1000, 123_456_789] { try store.save(Self.checkpoint(step)) }
      #expect(try store.steps() == [0, 1000, 123_456_789])
      #expect(try store.load(step: 1000) == Self.checkpoint(1000))
      #expect(try store.latest() == Self.checkpoint(123_456_789))
      #expect(try disk.list(folder) == ["step_00000000", "step_00001000", "step_123456789"])
      #expect(
        try disk.list(store.path(step: 0)) == [
          "manifest.json", "model.safetensors", "state.json", "train_state.safetensors",
        ])
      try store.remove(step: 1000)
      try store.remove(step: 1000)
      #expect(try disk.list(folder) == ["step_00000000", "step_123456789"])
      #expect(throws: StorageError.self) { try store.load(step: 1000) }
    }
  }

  @Test func ignoresLeftoversAndCleansThem() throws {
    try withStore { store, folder in
      try store.save(Self.checkpoint(1))
      for name in [".step_00000002.partial", ".step_00000001.removed"] {
        try disk.makeFolders(Path.join(folder, name))
        try disk.create(Path.join(folder, "\(name)/model.safetensors"), [1])
      }
      try disk.makeFolders(Path.join(folder, "step_x"))
      try disk.makeFolders(Path.join(folder, "step_3"))
      #expect(try store.steps() == [1])
      try store.save(Self.checkpoint(2))
      #expect(try disk.list(folder) == ["step_00000001", "step_00000002", "step_3", "step_x"])
    }
  }

  @Test func aSecondSaveTakesTheNewStateAndNoOtherWeights() throws {
    try withStore { store, _ in
      try store.save(Self.checkpoint(5))
      var later = Self.checkpoint(5)
      later.state = Array("{\"finished\":true}".utf8)
      try store.save(later)
      #expect(try store.load(step: 5) == later)
      #expect(throws: StorageError.checkpointExists(path: store.path(step: 5))) {
        try store.save(Self.checkpoint(5, 9))
      }
      #expect(try store.load(step: 5) == later)
    }
  }

  @Test func replacesADamagedOne() throws {
    try withStore { store, _ in
      try store.save(Self.checkpoint(5))
      try disk.truncate(Path.join(store.path(step: 5), "state.json"), to: 1)
      try store.save(Self.checkpoint(5, 9))
      #expect(try store.load(step: 5) == Self.checkpoint(5, 9))
    }
  }

  @Test func namesTheFileWithAFlippedBit() throws {
    try withStore { store, _ in
      try store.save(Self.checkpoint(5))
      for name in try disk.list(store.path(step: 5)) {
        let path = Path.join(store.path(step: 5), name)
        let bytes = try disk.read(path)
        for bit in stride(from: 0, to: 8 * bytes.count, by: name == "manifest.json" ? 5 : 23) {
          var damaged = bytes
          damaged[bit / 8] ^= 1 << (bit % 8)
          try disk.create(path, damaged)
          let findings = try store.verify(step: 5)
          #expect(!findings.isEmpty, "\(name) bit \(bit)")
          #expect(findings.allSatisfy { $0.description.contains(store.path(step: 5)) })
          if name != "manifest.json" { #expect(findings.first?.description.hasPrefix(path) == true) }
          if bit % 100 < 5 { #expect(throws: StorageError.self) { try store.load(step: 5) } }
        }
        try disk.create(path, bytes)
      }
      #expect(try store.verify(step: 5).isEmpty)
    }
  }

  @Test func namesAMissingFile() throws {
    try withStore { store, _ in
      try store.save(Self.checkpoint(5))
      let path = Path.join(store.path(step: 5), "train_state.safetensors")
      try disk.removeFile(path)
      #expect(throws: StorageError.missing(path: path)) { try store.latest() }
      #expect(try store.verify(step: 5) == [.missing(path: path)])
    }
  }
}
