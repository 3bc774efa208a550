import Kernels
import Networks
import Tensors

/// Interventions on the states of one position, in Float64 and by their definitions.
enum ReferenceIntervention {
  static func apply(
    _ intervention: Intervention, to states: inout [[Double]], position: Int, firstLane: Int
  ) {
    let before = states
    switch intervention.change {
    case .clamp(let units, let values):
      for lane in states.indices {
        for (unit, value) in zip(units, values) { states[lane][unit] = Double(value) }
      }
    case .resample(let units, let key):
      let ring = key.child(intervention.site.name).child(position).child(firstLane).permutation(states.count)
      for turn in ring.indices {
        for unit in units { states[ring[turn]][unit] = before[ring[(turn + 1) % ring.count]][unit] }
      }
    case .noise(let deviations, let key):
      for lane in states.indices {
        let key = key.child(intervention.site.name).child(position).child(firstLane + lane)
        var draws = [Float](repeating: 0, count: deviations.count)
        NormalNoise.add(to: &draws, rowLength: draws.count, keys: [key.bits], deviations: [1])
        for unit in draws.indices { states[lane][unit] += Double(deviations[unit]) * Double(draws[unit]) }
      }
    case .noiseAlong(let directions, let deviations, let key):
      for lane in states.indices {
        let key = key.child(intervention.site.name).child(position).child(firstLane + lane)
        var draws = [Float](repeating: 0, count: deviations.count)
        NormalNoise.add(to: &draws, rowLength: draws.count, keys: [key.bits], deviations: [1])
        for row in 0..<directions.rows {
          let draw = Double(deviations[row]) * Double(draws[row])
          for unit in states[lane].indices { states[lane][unit] += draw * Double(directions[row, unit]) }
        }
      }
    case .remove(let directions, let centre):
      for lane in states.indices {
        let along = along(directions, centre, before[lane])
        for unit in along.indices { states[lane][unit] -= along[unit] }
      }
    }
  }

  /// QᵀQ(x − centre).
  private static func along(_ directions: Matrix<Float>, _ centre: [Float], _ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: x.count)
    for row in 0..<directions.rows {
      let part = x.indices.reduce(0.0) {
        $0 + Double(directions[row, $1]) * (x[$1] - Double(centre[$1]))
      }
      for unit in x.indices { result[unit] += part * Double(directions[row, unit]) }
    }
    return result
  }

  /// Orthonormal rows in `units` units, by Gram and Schmidt.
  static func directions(_ count: Int, units: Int, key: RandomKey) -> Matrix<Float> {
    var rows: [[Double]] = []
    for index in 0..<count {
      var row = key.child(index).normals(units)
      for other in rows {
        let part = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - part * $1 }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(row.map { $0 / length })
    }
    return Matrix(rows: count, columns: units, elements: rows.flatMap(\.self).map { Float($0) })
  }
}
