import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite("strata compare")
struct CompareTests {
  private static let key = RandomKey(seed: 7)

  /// A rows × units array of drawn numbers.
  private func drawn(_ rows: Int, _ units: Int, _ name: String) -> NumberArray {
    let values = Self.key.child(name).uniforms(rows * units, from: -1, to: 1)
    return NumberArray(shape: [rows, units], values: .float32(values))
  }

  private func write(_ array: NumberArray, to path: String) throws {
    try NPY.write(array, to: path, in: LocalFileSystem())
  }

  @Test("the JSON object has exactly the documented keys")
  func keys() throws {
    try TemporaryDirectory.with { folder in
      try write(drawn(400, 3, "x"), to: folder + "/x.npy")
      try write(drawn(400, 2, "y"), to: folder + "/y.npy")
      let outcome = try Program.run("compare", "x.npy", "y.npy", "--json", "--interval", in: folder)
      #expect(outcome.code == 0)
      let object = try outcome.json()
      #expect(
        Set(object.keys) == [
          "observations", "units", "rank", "condition", "cca", "svcca", "pwcca", "cka", "procrustes", "null",
          "interval", "definition",
        ])
      func keys(_ name: String) -> Set<String>? { (object[name] as? [String: Any]).map { Set($0.keys) } }
      #expect(keys("cca") == ["mean", "coefficients"])
      #expect(keys("svcca") == ["mean", "kept", "rule"])
      #expect(keys("pwcca") == ["xy", "yx", "mean"])
      #expect(keys("cka") == ["linear"])
      #expect(keys("null") == ["formula", "shifted"])
      let null = try #require(object["null"] as? [String: [String: Any]])
      #expect(null["formula"].map { Set($0.keys) } == ["mean", "max"])
      #expect(null["shifted"].map { Set($0.keys) } == ["mean", "max", "shifts"])
      #expect(object["observations"] as? Int == 400)
      #expect(object["units"] as? [Int] == [3, 2])
      #expect(object["rank"] as? [Int] == [3, 2])
      let coefficients = (object["cca"] as? [String: Any])?["coefficients"] as? [Double]
      #expect(coefficients?.count == 2)
    }
  }

  @Test("without --interval there is no interval; a matrix is like itself")
  func same() throws {
    try TemporaryDirectory.with { folder in
      try write(drawn(300, 4, "x"), to: folder + "/x.npy")
      let object = try Program.run("compare", "x.npy", "x.npy", "--json", in: folder).json()
      #expect(object["interval"] == nil)
      for name in ["cca", "svcca", "pwcca"] {
        let mean = try #require((object[name] as? [String: Any])?["mean"] as? Double)
        #expect(abs(mean - 1) < 1e-9)
      }
    }
  }

  @Test("npz and safetensors members are named by key; more dimensions are rows")
  func archives() throws {
    try TemporaryDirectory.with { folder in
      let x = drawn(120, 3, "x")
      let folded = NumberArray(shape: [12, 10, 3], values: x.values)
      try NPZ.write(["flat": x, "folded": folded], to: folder + "/a.npz", in: LocalFileSystem())
      let tensor = Tensor(shape: [120, 3], elements: Self.key.child("x").uniforms(360, from: -1, to: 1))
      try SafetensorsFile(tensors: [NamedTensor(name: "h", tensor: tensor)]).write(
        to: folder + "/a.safetensors", in: LocalFileSystem())
      for other in ["a.npz:folded", "a.safetensors:h"] {
        let outcome = try Program.run("compare", "a.npz:flat", other, "--json", in: folder)
        let cka = try #require((try outcome.json()["cka"] as? [String: Any])?["linear"] as? Double)
        #expect(abs(cka - 1) < 1e-9)
      }
    }
  }

  @Test("what a person reads names every measure and the null")
  func table() throws {
    try TemporaryDirectory.with { folder in
      try write(drawn(200, 3, "x"), to: folder + "/x.npy")
      let outcome = try Program.run("compare", "x.npy", "x.npy", "--quiet", "--as", "anatome", in: folder)
      #expect(outcome.errors.isEmpty)
      for word in ["mean CCA", "SVCCA", "PWCCA", "linear CKA", "Procrustes", "null of CCA", "as anatome"] {
        #expect(outcome.output.contains(word), "\(word)")
      }
    }
  }

  @Test("few rows are warned about, too few refused")
  func rows() throws {
    try TemporaryDirectory.with { folder in
      try write(drawn(30, 4, "x"), to: folder + "/few.npy")
      try write(drawn(8, 4, "x"), to: folder + "/too-few.npy")
      let few = try Program.run("compare", "few.npy", "few.npy", "--quiet", in: folder)
      #expect(few.code == 0)
      #expect(
        few.errors.contains(
          "strata: warning: 30 rows for 4 units are few: unrelated data would score about 0."))
      let tooFew = try Program.run("compare", "too-few.npy", "too-few.npy", "--quiet", in: folder)
      #expect(tooFew.code == 3)
      #expect(tooFew.errorLines.count == 1)
      #expect(tooFew.errors.contains("8 rows are too few"))
    }
  }

  @Test(
    "bad input is one sentence and its exit code",
    arguments: [
      ("absent.npy", Int32(3), "absent.npy does not exist"), ("nan.npy", 3, "holds nan in row 1, column 2"),
      ("line.npy", 3, "has shape [6]"), ("text.npy", 3, "not a readable NumPy file"),
      ("empty.npy", 3, "not a readable NumPy file"), ("thing", 2, "does not name a matrix"),
    ])
  func refused(argument: String, code: Int32, words: String) throws {
    try TemporaryDirectory.with { folder in
      try write(drawn(40, 3, "x"), to: folder + "/x.npy")
      var values = Self.key.child("x").uniforms(120, from: -1, to: 1)
      values[5] = .nan
      try write(NumberArray(shape: [40, 3], values: .float32(values)), to: folder + "/nan.npy")
      try write(NumberArray(shape: [6], values: .int64([1, 2, 3, 4, 5, 6])), to: folder + "/line.npy")
      try LocalFileSystem().create(folder + "/text.npy", Array("not numbers".utf8))
      try LocalFileSystem().create(folder + "/empty.npy", [])
      let outcome = try Program.run("compare", "x.npy", argument, "--quiet", in: folder)
      #expect(outcome.code == code)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errorLines.count == 1)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test(
    "wrong options are wrong usage",
    arguments: [["--as", "nobody"], ["--shifts", "-1"], ["--window-length", "0"], ["--svcca-rule", "x"]])
  func usage(options: [String]) throws {
    let outcome = try Program.run("compare", "a.npy", "b.npy", options[0], options[1])
    #expect(outcome.code == 2)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("'strata compare --help' shows the usage"))
  }
}
