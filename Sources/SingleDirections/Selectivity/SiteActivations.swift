/// The activations of a site on samples, all finite.
public struct SiteActivations: Sendable {
  /// The name of the site.
  public let site: String
  /// The number of units.
  public let units: Int
  /// samples × units values, one sample after another.
  public let rows: [Float]

  /// Takes activations.
  ///
  /// - Throws: ``SingleDirectionsError/notFinite(source:row:column:value:)``,
  ///   ``SingleDirectionsError/empty(_:)``.
  public init(site: String, units: Int, rows: [Float]) throws(SingleDirectionsError) {
    guard units > 0, !rows.isEmpty else { throw .empty("sample of \(site)") }
    precondition(rows.count % units == 0, "\(rows.count) activations of \(units) units")
    self.site = site
    self.units = units
    self.rows = rows
    try Self.checkFinite(rows, units: units, site: site, firstSample: 0)
  }

  /// The number of samples.
  public var samples: Int { rows.count / units }

  /// Throws with the place of the first value that is not finite, its sample counted from `firstSample`.
  static func checkFinite(
    _ rows: [Float], units: Int, site: String, firstSample: Int
  ) throws(SingleDirectionsError) {
    let values = rows.span
    // 0 times a number that is not finite is NaN. Eight sums at a time: one alone would wait for each
    // addition to end.
    var sums = SIMD8<Float>()
    var i = 0
    while i + 8 <= values.count {
      sums +=
        SIMD8(
          values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4], values[i + 5], values[i + 6],
          values[i + 7]) * 0
      i += 8
    }
    while i < values.count {
      sums[0] += values[i] * 0
      i += 1
    }
    guard sums.sum().isNaN else { return }
    for i in 0..<values.count where !values[i].isFinite {
      throw .notFinite(source: site, row: firstSample + i / units, column: i % units, value: "\(values[i])")
    }
  }
}
