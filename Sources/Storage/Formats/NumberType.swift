import Kernels

/// A type of numbers in a file.
enum NumberType: Equatable {
  case float16, bfloat16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32

  /// The bytes of one number.
  var size: Int {
    switch self {
    case .int8, .uint8: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64: 8
    }
  }

  /// The type for NumPy's letter and size, `f4`; truth values count as `u1`.
  init?(numpy code: some StringProtocol) {
    let types: [String: NumberType] = [
      "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
      "u1": .uint8, "b1": .uint8, "u2": .uint16, "u4": .uint32,
    ]
    guard let type = types[String(code)] else { return nil }
    self = type
  }

  /// The type for a name of the safetensors format, `F32`; truth values count as `U8`.
  init?(safetensors name: String) {
    let types: [String: NumberType] = [
      "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64, "I8": .int8, "I16": .int16,
      "I32": .int32, "I64": .int64, "U8": .uint8, "BOOL": .uint8, "U16": .uint16, "U32": .uint32,
    ]
    guard let type = types[name] else { return nil }
    self = type
  }

  /// Reads little-endian numbers; types that ``NumberArray`` lacks become the next wider one.
  func values(count: Int, in bytes: [UInt8], at offset: Int) -> NumberArray.Values {
    func numbers<Number: BitwiseCopyable>(_ type: Number.Type) -> [Number] {
      NumberBytes.numbers(type, count: count, in: bytes, at: offset)
    }
    return switch self {
    case .float16: .float16(numbers(Float16.self))
    case .bfloat16: .float32(numbers(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) })
    case .float32: .float32(numbers(Float.self))
    case .float64: .float64(numbers(Double.self))
    case .int8: .int8(numbers(Int8.self))
    case .int16: .int16(numbers(Int16.self))
    case .int32: .int32(numbers(Int32.self))
    case .int64: .int64(numbers(Int64.self))
    case .uint8: .uint8(numbers(UInt8.self))
    case .uint16: .int32(numbers(UInt16.self).map(Int32.init))
    case .uint32: .int64(numbers(UInt32.self).map(Int64.init))
    }
  }
}

extension NumberArray.Values {
  /// NumPy's name of the type.
  var numpyType: String {
    switch self {
    case .float16: "<f2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    }
  }

  /// Appends the numbers in little-endian order.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .float16(let values): NumberBytes.append(values, to: &bytes)
    case .float32(let values): NumberBytes.append(values, to: &bytes)
    case .float64(let values): NumberBytes.append(values, to: &bytes)
    case .int8(let values): NumberBytes.append(values, to: &bytes)
    case .int16(let values): NumberBytes.append(values, to: &bytes)
    case .int32(let values): NumberBytes.append(values, to: &bytes)
    case .int64(let values): NumberBytes.append(values, to: &bytes)
    case .uint8(let values): bytes.append(contentsOf: values)
    }
  }

  /// The values of a column-major array of this shape in row-major order.
  func rowMajor(fromColumnMajor shape: [Int]) -> Self {
    switch self {
    case .float16(let values): .float16(reordered(values, shape))
    case .float32(let values): .float32(reordered(values, shape))
    case .float64(let values): .float64(reordered(values, shape))
    case .int8(let values): .int8(reordered(values, shape))
    case .int16(let values): .int16(reordered(values, shape))
    case .int32(let values): .int32(reordered(values, shape))
    case .int64(let values): .int64(reordered(values, shape))
    case .uint8(let values): .uint8(reordered(values, shape))
    }
  }

  private func reordered<Number>(_ values: [Number], _ shape: [Int]) -> [Number] {
    // In column-major order the first dimension is contiguous.
    var strides = [Int](repeating: 1, count: shape.count)
    for dimension in shape.indices.dropFirst() {
      strides[dimension] = strides[dimension - 1] * shape[dimension - 1]
    }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    var result: [Number] = []
    result.reserveCapacity(values.count)
    for _ in values.indices {
      result.append(values[source])
      // Counts like an odometer, the last dimension fastest.
      for dimension in shape.indices.reversed() {
        index[dimension] += 1
        source += strides[dimension]
        if index[dimension] < shape[dimension] { break }
        source -= strides[dimension] * shape[dimension]
        index[dimension] = 0
      }
    }
    return result
  }
}
