import Tensors

extension DirectionBasis {
  /// The activity along each direction, samples × directions, so that directions can be measured as units
  /// are.
  ///
  /// - Parameters:
  ///   - activations: samples × units; products are summed in Float64.
  ///   - site: the name that directions are known by, such as `conv_l0_principal`.
  /// - Throws: ``SingleDirectionsError/notFinite(source:row:column:value:)`` where a sum is too large for a
  ///   Float32.
  public func coordinates(
    of activations: SiteActivations, site: String
  ) throws(SingleDirectionsError) -> SiteActivations {
    precondition(
      activations.units == units, "directions of \(units) units for activations of \(activations.units)")
    var coordinates: [Float] = []
    coordinates.reserveCapacity(activations.samples * count)
    // Blocks bound the memory of the Float64 copy.
    for start in stride(from: 0, to: activations.samples, by: 1024) {
      let end = min(start + 1024, activations.samples)
      let block = Matrix(
        rows: end - start, columns: units, elements: Array(activations.rows[start * units..<end * units]))
      let products = Matrix<Double>(block).multiplied(by: directions, transposeOther: true)
      coordinates.append(contentsOf: products.elements.lazy.map { Float($0) })
    }
    return try SiteActivations(site: site, units: count, rows: coordinates)
  }
}
