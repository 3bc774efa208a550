/// An array of numbers in one of the types that NumPy knows, in row-major order.
public struct NumberArray: Equatable, Sendable {
  /// The numbers in their own type.
  public enum Values: Equatable, Sendable {
    /// NumPy `float16`.
    case float16([Float16])
    /// NumPy `float32`.
    case float32([Float])
    /// NumPy `float64`.
    case float64([Double])
    /// NumPy `int8`.
    case int8([Int8])
    /// NumPy `int16`.
    case int16([Int16])
    /// NumPy `int32`.
    case int32([Int32])
    /// NumPy `int64`.
    case int64([Int64])
    /// NumPy `uint8`.
    case uint8([UInt8])

    /// How many numbers there are.
    public var count: Int {
      switch self {
      case .float16(let values): values.count
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int8(let values): values.count
      case .int16(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .uint8(let values): values.count
      }
    }
  }

  /// The length of each dimension, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The numbers in row-major order.
  public let values: Values

  /// Creates an array; the number of values must be the product of the shape.
  public init(shape: [Int], values: Values) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The numbers as Float64: exact but for integers beyond 2⁵³, which are rounded.
  public var doubles: [Double] {
    switch values {
    case .float16(let values): values.map(Double.init)
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int8(let values): values.map(Double.init)
    case .int16(let values): values.map(Double.init)
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .uint8(let values): values.map(Double.init)
    }
  }

  /// Reads an array from where a person says it is: `file.npy`, `file.npz:key` or `file.safetensors:key`.
  ///
  /// The key may be left out when the file holds one array only. Values are not examined: NaN and infinities arrive.
  public static func read(_ location: String, in fileSystem: any FileSystem) throws -> NumberArray {
    let (path, key) = split(location)
    switch Path.fileExtension(of: path) {
    case "npy":
      return try NPY.decode(try fileSystem.read(path), path: path)
    case "npz":
      return try NPZ.read(key, from: path, in: fileSystem)
    case "safetensors":
      return try SafetensorsFile.readNumbers(key, from: path, in: fileSystem)
    default:
      throw StorageError.unknownFormat(path: path)
    }
  }

  /// The path and the key of a location; a colon elsewhere in the path is left alone.
  static func split(_ location: String) -> (path: String, key: String?) {
    let endings = [".npz:", ".safetensors:"]
    let cuts = endings.compactMap { ending -> String.Index? in
      var rest = location[...]
      while let colon = rest.firstIndex(of: ":") {
        let through = location[...colon]
        if through.lowercased().hasSuffix(ending) { return colon }
        rest = location[location.index(after: colon)...]
      }
      return nil
    }
    guard let cut = cuts.min() else { return (location, nil) }
    return (String(location[..<cut]), String(location[location.index(after: cut)...]))
  }

  /// The one name that is meant: `key`, or the only one there is.
  static func choose(_ key: String?, among names: [String], path: String) throws -> String {
    if key == nil, names.count == 1 { return names[0] }
    guard let key, names.contains(key) else {
      throw StorageError.noSuchArray(path: path, name: key ?? "", available: names)
    }
    return key
  }
}
