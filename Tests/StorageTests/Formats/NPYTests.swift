import Storage
import TestSupport
import Testing

/// Reads what `Scripts/reference/numpy_files.py` wrote.
struct NPYTests {
  private let disk = LocalFileSystem()

  private func fixture(_ name: String) throws -> NumberArray {
    try NumberArray.read(Fixture.path("Storage/\(name)"), in: disk)
  }

  private func refusal(_ bytes: [UInt8]) -> StorageError? {
    do {
      _ = try NPY.decode(bytes, path: "x.npy")
      return nil
    } catch { return error as? StorageError }
  }

  @Test(arguments: [
    ("f2", NumberArray.Values.float16([-1, -0.5, 0, 0.5, 1, 1.5])),
    ("f4", .float32([-1, -0.5, 0, 0.5, 1, 1.5])),
    ("f8", .float64([-1, -0.5, 0, 0.5, 1, 1.5])),
    ("i1", .int8([-2, -1, 0, 1, 2, 3])),
    ("i2", .int16([-2, -1, 0, 1, 2, 3])),
    ("i4", .int32([-2, -1, 0, 1, 2, 3])),
    ("i8", .int64([-2, -1, 0, 1, 2, 3])),
    ("u1", .uint8([0, 1, 2, 3, 4, 5])),
    ("u2", .int32([0, 1, 2, 3, 4, 5])),
    ("u4", .int64([0, 1, 2, 3, 4, 5])),
    ("b1", .uint8([0, 1, 0, 1, 0, 1])),
  ])
  func readsEveryTypeAndOrder(_ code: String, _ values: NumberArray.Values) throws {
    let expected = NumberArray(shape: [2, 3], values: values)
    #expect(try fixture("\(code)-little-c.npy") == expected)
    #expect(try fixture("\(code)-big-fortran.npy") == expected)
  }

  @Test func readsShapesAndVersions() throws {
    let rank3 = try fixture("rank3-fortran.npy")
    #expect(rank3.shape == [2, 3, 4])
    #expect(rank3.doubles == (0..<24).map { Double($0) / 2 - 1 })
    #expect(try fixture("scalar.npy") == NumberArray(shape: [], values: .float64([-1])))
    #expect(try fixture("vector.npy") == NumberArray(shape: [5], values: .int64([-2, -1, 0, 1, 2])))
    #expect(try fixture("empty.npy") == NumberArray(shape: [0, 3], values: .float32([])))
    #expect(try fixture("version2.npy") == fixture("f4-little-c.npy"))
    #expect(try fixture("version3.npy") == fixture("f4-little-c.npy"))
  }

  @Test(arguments: ["complex.npy", "records.npy"])
  func refusesOtherTypes(_ name: String) {
    let error = #expect(throws: StorageError.self) { try fixture(name) }
    #expect(error?.description.contains("does not describe numbers") == true)
  }

  @Test func writesWhatItReads() throws {
    let array = NumberArray(shape: [3, 1], values: .float64([.nan, 0.1, -.infinity]))
    let bytes = NPY.encode(array)
    #expect(bytes.count == 128 + 24)
    let read = try NPY.decode(bytes, path: "x")
    #expect(read.shape == [3, 1])
    #expect(read.doubles.map(\.bitPattern) == array.doubles.map(\.bitPattern))
    #expect(
      NPY.encode(try fixture("f4-little-c.npy")) == (try disk.read(Fixture.path("Storage/f4-little-c.npy"))))
    #expect(NPY.encode(try fixture("vector.npy")) == (try disk.read(Fixture.path("Storage/vector.npy"))))
    #expect(NPY.encode(try fixture("scalar.npy")) == (try disk.read(Fixture.path("Storage/scalar.npy"))))
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try disk.read(Fixture.path("Storage/f4-little-c.npy"))
    for count in 0..<bytes.count {
      #expect(refusal(Array(bytes[..<count]))?.description.hasPrefix("x.npy ") == true, "\(count) bytes")
    }
    #expect(refusal(bytes + [0]) != nil)
  }

  @Test(arguments: ["f4-little-c.npy", "version2.npy"])
  func survivesEveryFlippedHeaderBit(_ name: String) throws {
    let bytes = try disk.read(Fixture.path("Storage/\(name)"))
    let good = try NPY.decode(bytes, path: "x.npy")
    var accepted = 0
    for bit in 0..<(8 * 128) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      guard let read = try? NPY.decode(damaged, path: "x.npy") else { continue }
      // Only another type of the same size, a space that became a tab or newline, and '=' for '<' can pass.
      accepted += 1
      #expect(read.shape == good.shape, "bit \(bit)")
    }
    #expect(accepted < 20)
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4, 0), }",
    "{'descr': '<f4', 'fortran_order': False, }",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '|f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 1, }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x",
    "{'descr': '<O8', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4",
    "",
  ])
  func refusesHeadersThatDescribeNothing(_ header: String) {
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + [0, 0, 0, 0]
    #expect(refusal(bytes) != nil)
  }
}
