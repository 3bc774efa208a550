import CKernels

/// The recurrent weights of a layer, [gates·hidden][hidden], in panels, and their products at one position.
enum RecurrentPanels {
  /// Packs the weights for some positions forward: [gate][unit / 16][hidden][16].
  static func pack(
    forForward extent: RecurrentExtent, _ weight: [Float], into panels: inout PanelBuffer
  ) {
    check(extent, weight)
    panels.grow(to: extent.weightPanels)
    panels.write { pack(forForward: extent, weight, $0) }
  }

  /// Packs the weights for the backward pass: [unit / 16][gates·hidden][16].
  static func pack(
    forBackward extent: RecurrentExtent, _ weight: [Float], into panels: inout PanelBuffer
  ) {
    check(extent, weight)
    panels.grow(to: extent.weightPanels)
    panels.write { pack(forBackward: extent, weight, $0) }
  }

  private static func check(_ extent: RecurrentExtent, _ weight: [Float]) {
    let n = extent.hidden
    precondition(
      weight.count == extent.gates * n * n,
      "W_hh has \(weight.count) elements for \(n) units of \(extent.gates) gates")
  }

  private static func pack(
    forForward extent: RecurrentExtent, _ weight: UnsafePointer<Float>, _ panels: UnsafeMutablePointer<Float>
  ) {
    let n = extent.hidden
    for gate in 0..<extent.gates {
      PackedMatrix.pack(
        n, n, weight, gate * n * n, rowStride: 1, columnStride: n,
        panels + gate * extent.unitPanels * PackedProduct.panelWidth * n)
    }
  }

  private static func pack(
    forBackward extent: RecurrentExtent, _ weight: UnsafePointer<Float>, _ panels: UnsafeMutablePointer<Float>
  ) {
    PackedMatrix.pack(
      extent.gates * extent.hidden, extent.hidden, weight, 0, rowStride: extent.hidden, columnStride: 1,
      panels)
  }

  /// target ← target + W_gate·h for some units of every lane of a position.
  ///
  /// - Parameters:
  ///   - gate: which block of the weights.
  ///   - units: the units, in whole panels.
  ///   - hidden: h of the position before, [lane][hidden].
  ///   - target: the pre-activation of the first lane's unit 0; lanes lie `stride` numbers apart.
  static func accumulate(
    _ extent: RecurrentExtent, gate: Int, units: Range<Int>, _ panels: UnsafePointer<Float>,
    hidden: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let n = extent.hidden
    PackedProduct.multiply(
      rows: extent.lanes, columns: units.count, depth: n, FactorLayout.rows(leading: n).factor(hidden),
      panels + (gate * extent.unitPanels * PackedProduct.panelWidth + units.lowerBound) * n,
      panelStride: PackedProduct.panelWidth * n,
      strata_target(
        start: target + units.lowerBound, row_stride: stride, panel_stride: PackedProduct.panelWidth),
      accumulate: true)
  }

  /// target ← target + W_gatesᵀ·gradient for some units of every lane of a position.
  ///
  /// - Parameters:
  ///   - gates: which blocks of the weights, one after another.
  ///   - units: the units, in whole panels.
  ///   - gradient: of those pre-activations of the first lane; lanes lie `stride` numbers apart.
  ///   - target: the gradient of h of the position before, [lane][hidden].
  static func accumulateBack(
    _ extent: RecurrentExtent, gates: Range<Int>, units: Range<Int>, _ panels: UnsafePointer<Float>,
    gradient: UnsafePointer<Float>, stride: Int, to target: UnsafeMutablePointer<Float>
  ) {
    let n = extent.hidden
    PackedProduct.multiply(
      rows: extent.lanes, columns: units.count, depth: gates.count * n,
      FactorLayout.rows(leading: stride).factor(gradient),
      panels + units.lowerBound * extent.gates * n + gates.lowerBound * n * PackedProduct.panelWidth,
      panelStride: PackedProduct.panelWidth * extent.gates * n,
      strata_target(
        start: target + units.lowerBound, row_stride: n, panel_stride: PackedProduct.panelWidth),
      accumulate: true)
  }
}
