/// Means of maps over their rows and columns.
public enum SpatialMeans {
  /// [image][unit] from [image][place][unit], summed in Float64.
  ///
  /// - Parameters:
  ///   - maps: images × places × units numbers.
  ///   - images: the number of images.
  ///   - places: rows times columns of a map.
  ///   - units: the number of units.
  public static func of(_ maps: ArraySlice<Float>, images: Int, places: Int, units: Int) -> [Float] {
    precondition(
      maps.count == images * places * units, "\(maps.count) numbers for \(images) × \(places) × \(units)")
    let values = maps.span
    var means: [Float] = []
    means.reserveCapacity(images * units)
    var sums = [Double](repeating: 0, count: units)
    for image in 0..<images {
      for unit in 0..<units { sums[unit] = 0 }
      for place in 0..<places {
        let start = (image * places + place) * units
        for unit in 0..<units { sums[unit] += Double(values[start + unit]) }
      }
      for unit in 0..<units { means.append(Float(sums[unit] / Double(places))) }
    }
    return means
  }
}
