import Storage
import Tensors
import TestSupport
import Testing

/// Opens stores with zarr and xarray, warnings as errors, where the machine has them.
@Suite(.enabled(if: PythonScript.has("zarr", "xarray", "numpy")))
struct StateStoreInteropTests {
  private func open(_ path: String, _ precision: StatePrecision, steps: [Int], spike: String? = nil) throws {
    let steps = steps.map(String.init).joined(separator: ",")
    let (status, output) =
      if let spike {
        try PythonScript.run(script: "interop/open_states.py", path, precision.description, steps, spike)
      } else {
        try PythonScript.run(script: "interop/open_states.py", path, precision.description, steps)
      }
    #expect(status == 0, "\(output)")
  }

  @Test(
    arguments: [StatePrecision.float16, .lossless, .rounded(mantissaBits: 10)], [false, true])
  func pythonOpensTheStore(precision: StatePrecision, shuffled: Bool) throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      try StateStoreFixture(precision, shuffled: shuffled).write(path, steps: [0, 1, 10])
      try open(path, precision, steps: [0, 1, 10])
    }
  }

  @Test func pythonOpensTheStoreWhileItIsWritten() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let fixture = StateStoreFixture()
      let writer = try fixture.creating(path)
      try open(path, .float16, steps: [])
      try fixture.record(step: 0, with: writer)
      try writer.begin(probe: "convergence", step: 5)
      try writer.append(site: "h_l0", windows: fixture.states(probe: 0, step: 5, site: 0).elements)
      try writer.flush()
      try open(path, .float16, steps: [0])
      try writer.finish()
      try open(path, .float16, steps: [0])
    }
  }

  @Test func pythonOpensAWidenedArray() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      var fixture = StateStoreFixture()
      fixture.spike = (step: 3, site: "c_l0", value: 1e6)
      try fixture.write(path, steps: [0, 3, 4])
      try open(path, .float16, steps: [0, 3, 4], spike: "c_l0:3:1e6")
    }
  }

  @Test(
    arguments: [StatePrecision.float16, .lossless, .rounded(mantissaBits: 10)], [false, true])
  func pythonOpensTheStoreOfAnImageProbe(precision: StatePrecision, shuffled: Bool) throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      try ImageStoreFixture(precision, shuffled: shuffled).write(path, steps: [0, 1, 10])
      try open(path, precision, steps: [0, 1, 10])
    }
  }

  @Test func pythonOpensWidenedMapsWhileTheyAreWritten() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      var fixture = ImageStoreFixture()
      fixture.spike = (step: 3, site: "conv_l1", value: 1e6)
      let writer = try fixture.creating(path)
      for step in [0, 3, 4] { try fixture.record(step: step, with: writer) }
      try writer.begin(probe: "images", step: 7)
      try writer.append(site: "conv_l1", windows: fixture.activations(step: 7, site: 2).elements)
      try writer.flush()
      try open(path, .float16, steps: [0, 3, 4], spike: "conv_l1:3:1e6")
      try writer.finish()
    }
  }
}
