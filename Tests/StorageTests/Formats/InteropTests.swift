import Storage
import Tensors
import TestSupport
import Testing

/// Opens what is written here with NumPy and the safetensors package, where the machine has them.
struct InteropTests {
  @Test(.enabled(if: PythonScript.has("numpy"))) func pythonReadsWhatIsWritten() throws {
    let disk = LocalFileSystem()
    let float32 = NumberArray(shape: [1, 2, 3], values: .float32([1, 2, 3, 4, 5, -6.5]))
    let arrays: [String: NumberArray] = [
      "float16": NumberArray(shape: [2, 2], values: .float16([1.5, -2, 0, 65504])),
      "float32": float32,
      "float64": NumberArray(shape: [], values: .float64([0.1])),
      "int8": NumberArray(shape: [2], values: .int8([-128, 127])),
      "int16": NumberArray(shape: [1], values: .int16([-32768])),
      "int32": NumberArray(shape: [1, 1], values: .int32([7])),
      "int64": NumberArray(shape: [2], values: .int64([.min, .max])),
      "uint8": NumberArray(shape: [0, 3], values: .uint8([])),
      "h/é": NumberArray(shape: [2], values: .float32([.nan, .infinity])),
    ]
    let weights = SafetensorsFile(
      tensors: [
        NamedTensor(name: "rnn.weight_ih_l0", tensor: Tensor(shape: [2, 2], elements: [1, 2, 3, -4.25])),
        NamedTensor(name: "a", tensor: Tensor(shape: [], elements: [7])),
        NamedTensor(name: "empty", tensor: Tensor(shape: [0, 4], elements: [])),
      ], metadata: ["format": "pt", "note": "a \"quoted\"\nline"])
    try TemporaryDirectory.with { folder in
      try NPY.write(float32, to: Path.join(folder, "float32.npy"), in: disk)
      try NPZ.write(arrays, to: Path.join(folder, "arrays.npz"), in: disk)
      try weights.write(to: Path.join(folder, "weights.safetensors"), in: disk)
      let (status, output) = try PythonScript.run(script: "interop/read_formats.py", folder)
      #expect(status == 0, "\(output)")
    }
  }
}
