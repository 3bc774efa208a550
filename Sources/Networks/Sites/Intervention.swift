import Kernels
public import Tensors

/// A change made to the activations of one site as the forward pass makes them.
///
/// What comes after the site sees the changed activations; in a recurrent network the next position does too. Draws are
/// functions of the key, the site and where a sample stands, so one key serves interventions at several sites.
public struct Intervention: Equatable, Sendable {
  /// What is done to the activations.
  public enum Change: Equatable, Sendable {
    /// The chosen units take fixed values, one for each chosen unit.
    case clamp(units: [Int], values: [Float])
    /// The chosen units take their values in another sample of the batch, never their own where there are two samples.
    case resample(units: [Int], key: RandomKey)
    /// Normal noise is added, of the standard deviation given for each unit of the site; fresh for every number.
    case noise(deviations: [Float], key: RandomKey)
    /// Normal noise is added along orthonormal directions, the rows of Q, of the standard deviation given for each:
    /// x ← x + Qᵀz.
    case noiseAlong(directions: Matrix<Float>, deviations: [Float], key: RandomKey)
    /// The parts along orthonormal directions, the rows of Q, become those of a centre: x ← x − QᵀQ(x − centre).
    case remove(directions: Matrix<Float>, centre: [Float])
  }

  /// Where.
  public let site: Site
  /// What.
  public let change: Change

  /// Creates an intervention; the sizes must fit the site, which ``validate(units:)`` checks.
  public init(_ change: Change, at site: Site) {
    self.site = site
    self.change = change
  }

  /// Checks the change against the number of units of its site.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  public func validate(units: Int) throws(NetworksError) {
    func fail(_ value: String, _ allowed: String) -> NetworksError {
      .configuration(key: "an intervention at \(site)", value: value, allowed: allowed)
    }
    switch change {
    case .clamp(let chosen, let values):
      guard chosen.count == values.count else {
        throw fail("a clamp of \(chosen.count) units to \(values.count) values", "one value a unit")
      }
      if let value = values.first(where: { !$0.isFinite }) {
        throw fail("a clamp to \(value)", "to finite values")
      }
      if let unit = chosen.first(where: { !(0..<units).contains($0) }) {
        throw fail("on unit \(unit)", "on units from 0 to \(units - 1)")
      }
    case .resample(let chosen, _):
      if let unit = chosen.first(where: { !(0..<units).contains($0) }) {
        throw fail("on unit \(unit)", "on units from 0 to \(units - 1)")
      }
    case .noise(let deviations, _):
      guard deviations.count == units else {
        throw fail("noise for \(deviations.count) units", "noise for \(units)")
      }
      try check(deviations, fail)
    case .noiseAlong(let directions, let deviations, _):
      guard directions.columns == units, deviations.count == directions.rows else {
        throw fail(
          "noise for \(deviations.count) of \(directions.rows) directions in \(directions.columns) units",
          "noise for every direction, in \(units) units")
      }
      try check(deviations, fail)
      try check(directions, fail)
    case .remove(let directions, let centre):
      guard directions.columns == units, centre.count == units else {
        throw fail(
          "of directions in \(directions.columns) units about a centre in \(centre.count)",
          "of directions and a centre in \(units)")
      }
      try check(directions, fail)
    }
  }

  private func check(
    _ deviations: [Float], _ fail: (String, String) -> NetworksError
  ) throws(NetworksError) {
    guard let deviation = deviations.first(where: { !($0 >= 0 && $0.isFinite) }) else { return }
    throw fail("noise of deviation \(deviation)", "of finite deviations from 0 up")
  }

  private func check(
    _ directions: Matrix<Float>, _ fail: (String, String) -> NetworksError
  ) throws(NetworksError) {
    guard directions.rows > directions.columns || !Self.areOrthonormal(directions) else { return }
    throw fail("of \(directions.rows) directions that are not orthonormal", "of orthonormal directions")
  }

  /// Whether every product of two rows is that of orthonormal ones, within 0.001.
  private static func areOrthonormal(_ directions: Matrix<Float>) -> Bool {
    let products = directions.multiplied(by: directions, transposeOther: true)
    return (0..<products.rows).allSatisfy { i in
      (0..<products.columns).allSatisfy { j in abs(products[i, j] - (i == j ? 1 : 0)) < 1e-3 }
    }
  }

  /// Where a block of activations stands among all those of its site, so that draws do not depend on how samples are
  /// batched.
  struct Place {
    /// The number of the first sample.
    var firstSample: Int
    /// The position in a sequence; 0 for images.
    var position = 0
  }

  /// Changes activations in place.
  ///
  /// - Parameters:
  ///   - values: [sample][row][unit] from `start` on; a row is a pixel of a map, or the only one.
  ///   - start: where the activations begin.
  ///   - samples: how many samples there are.
  ///   - rows: the rows of a sample.
  ///   - units: the units of the site.
  ///   - place: where the samples stand.
  func apply(
    to values: inout [Float], from start: Int = 0, samples: Int, rows: Int, units: Int, at place: Place
  ) {
    precondition(
      values.count >= start + samples * rows * units, "\(samples) × \(rows) × \(units) activations")
    switch change {
    case .clamp(let chosen, let fixed):
      checkUnits(chosen, of: units)
      var span = values.mutableSpan
      for row in 0..<samples * rows {
        for index in chosen.indices { span[start + row * units + chosen[index]] = fixed[index] }
      }
    case .resample(let chosen, let key):
      checkUnits(chosen, of: units)
      let key = key.child(site.name).child(place.position).child(place.firstSample)
      resample(&values, start, samples, rows * units, chosen, units, key)
    case .noise(let deviations, let key):
      let key = key.child(site.name).child(place.position)
      addNoise(&values, start, samples, rows * units, deviations, key, place.firstSample)
    case .noiseAlong(let directions, let deviations, let key):
      precondition(directions.columns == units, "directions in \(directions.columns) units for \(units)")
      let key = key.child(site.name).child(place.position)
      // The draws of each direction, then what they are in the units.
      var draws = [Float](repeating: 0, count: samples * rows * directions.rows)
      addNoise(&draws, 0, samples, rows * directions.rows, deviations, key, place.firstSample)
      let noise = Matrix(rows: samples * rows, columns: directions.rows, elements: draws)
        .multiplied(by: directions).elements
      let parts = noise.span
      var span = values.mutableSpan
      for index in 0..<parts.count { span[start + index] += parts[index] }
    case .remove(let directions, let centre):
      checkCentre(centre, of: units)
      remove(directions, from: &values, start, samples * rows, centre)
    }
  }

  /// Traps where a unit is none of the site's; beyond the last it would be one of the next row.
  private func checkUnits(_ chosen: [Int], of units: Int) {
    precondition(
      chosen.allSatisfy { (0..<units).contains($0) }, "a unit of \(chosen.count) is none of \(units)")
  }

  private func checkCentre(_ centre: [Float], of units: Int) {
    precondition(centre.count == units, "a centre in \(centre.count) units for \(units)")
  }

  private func resample(
    _ values: inout [Float], _ start: Int, _ samples: Int, _ count: Int, _ chosen: [Int], _ units: Int,
    _ key: RandomKey
  ) {
    // Each sample takes the values of the next one in a random ring of all.
    let ring = key.permutation(samples)
    let before = Array(values[start..<start + samples * count])
    let old = before.span
    var span = values.mutableSpan
    for (index, sample) in ring.enumerated() {
      let donor = ring[(index + 1) % samples]
      for row in stride(from: 0, to: count, by: units) {
        for unit in chosen { span[start + sample * count + row + unit] = old[donor * count + row + unit] }
      }
    }
  }

  private func addNoise(
    _ values: inout [Float], _ start: Int, _ samples: Int, _ count: Int, _ deviations: [Float],
    _ key: RandomKey, _ firstSample: Int
  ) {
    let keys = (0..<samples).map { key.child(firstSample + $0).bits }
    NormalNoise.add(to: &values, from: start, rowLength: count, keys: keys, deviations: deviations)
  }

  private func remove(
    _ directions: Matrix<Float>, from values: inout [Float], _ start: Int, _ rows: Int, _ centre: [Float]
  ) {
    let units = directions.columns
    let centred = centred(values, start, rows, centre)
    let along = centred.multiplied(by: directions, transposeOther: true).multiplied(by: directions)
    let (parts, wholes) = (along.elements.span, centred.elements.span)
    var span = values.mutableSpan
    for row in stride(from: 0, to: rows * units, by: units) {
      for unit in 0..<units {
        span[start + row + unit] = centre[unit] + (wholes[row + unit] - parts[row + unit])
      }
    }
  }

  /// Rows less their centre.
  private func centred(_ values: [Float], _ start: Int, _ rows: Int, _ centre: [Float]) -> Matrix<Float> {
    let units = centre.count
    var elements = Array(values[start..<start + rows * units])
    var span = elements.mutableSpan
    for row in stride(from: 0, to: rows * units, by: units) {
      for unit in 0..<units { span[row + unit] -= centre[unit] }
    }
    return Matrix(rows: rows, columns: units, elements: elements)
  }
}
