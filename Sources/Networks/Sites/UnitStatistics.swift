public import Tensors

/// The mean and standard deviation of every unit of every site that it is shown, in Float64; of some sites of linear
/// combinations of units in their place.
///
/// Welford, "Note on a method for calculating corrected sums of squares and products", 1962: one pass, row after row, so
/// that nothing depends on how the rows are cut into windows. A value that is not finite makes its unit's numbers NaN.
public struct UnitStatistics: ActivationObserver, Equatable, Sendable {
  /// What is known of one site.
  public struct Summary: Equatable, Sendable {
    /// The number of rows: tokens, or pixels of all samples.
    public fileprivate(set) var count = 0
    /// The mean of each unit.
    public fileprivate(set) var mean: [Double]
    /// Σ (x − mean)² of each unit.
    fileprivate var squares: [Double]

    /// The standard deviation of each unit, √(Σ (x − mean)² / count).
    public var standardDeviation: [Double] { squares.map { ($0 / Double(count)).squareRoot() } }

    fileprivate init(units: Int) {
      mean = [Double](repeating: 0, count: units)
      squares = mean
    }

    fileprivate mutating func add(_ rows: ArraySlice<Float>) {
      Self.add(rows, after: count, &mean, &squares)
      count += rows.count / mean.count
    }

    private static func add(
      _ rows: ArraySlice<Float>, after count: Int, _ mean: inout [Double], _ squares: inout [Double]
    ) {
      let units = mean.count
      let values = rows.span
      var means = mean.mutableSpan
      var squares = squares.mutableSpan
      var number = Double(count)
      for start in stride(from: 0, to: values.count, by: units) {
        number += 1
        for unit in 0..<units {
          let value = Double(values[start + unit])
          let difference = value - means[unit]
          means[unit] += difference / number
          squares[unit] += difference * (value - means[unit])
        }
      }
    }
  }

  private var summaries: [Site: Summary] = [:]
  private let directions: [Site: Matrix<Float>]

  /// Creates the statistics of nothing.
  ///
  /// - Parameter directions: directions × units of the sites whose activity along directions counts, not that of units.
  public init(along directions: [Site: Matrix<Float>] = [:]) { self.directions = directions }

  /// What was seen at a site; nil when nothing was.
  public subscript(site: Site) -> Summary? { summaries[site] }

  /// Adds the activations of one site, [position][lane][unit].
  public mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) {
    guard positions * lanes > 0 else { return }
    precondition(
      activations.count.isMultiple(of: positions * lanes),
      "\(activations.count) activations for \(positions) × \(lanes)")
    let units = activations.count / (positions * lanes)
    guard let directions = directions[site] else { return add(activations, units: units, of: site) }
    let rows = Matrix(rows: positions * lanes, columns: units, elements: Array(activations))
    add(rows.multiplied(by: directions, transposeOther: true).elements[...], units: directions.rows, of: site)
  }

  private mutating func add(_ rows: ArraySlice<Float>, units: Int, of site: Site) {
    let known = summaries[site]?.mean.count ?? units
    precondition(known == units, "\(units) units at \(site), which had \(known)")
    summaries[site, default: Summary(units: units)].add(rows)
  }
}

extension UnitStatistics: MapObserver {
  /// Adds the maps of one site, [image][row][column][unit]; every place of a map is a row.
  public mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) {
    observe(site, maps, positions: images > 0 ? maps.count / (images * units) : 0, lanes: images)
  }
}
