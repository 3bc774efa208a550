/// A figure of straight strokes in a box from −½ to ½.
struct Glyph {
  private struct Point {
    let u: Double
    let v: Double
  }

  private let strokes: [(Point, Point)]

  /// Creates a figure from the ends of its strokes, u0 v0 u1 v1 each, in quarters of the box's half.
  private init(_ ends: [[Double]]) {
    strokes = ends.map { (Point(u: $0[0] / 8, v: $0[1] / 8), Point(u: $0[2] / 8, v: $0[3] / 8)) }
  }

  /// How far a place is from the nearest stroke, in units of the box.
  func distance(_ u: Double, _ v: Double) -> Double {
    var least = Double.infinity
    for (start, end) in strokes {
      let (du, dv) = (end.u - start.u, end.v - start.v)
      let along = ((u - start.u) * du + (v - start.v) * dv) / (du * du + dv * dv)
      let clamped = min(max(along, 0), 1)
      let (x, y) = (start.u + clamped * du - u, start.v + clamped * dv - v)
      least = min(least, x * x + y * y)
    }
    return least.squareRoot()
  }

  /// Ten figures, no two of which are one another's slant, shift or size.
  static let all = [
    Glyph([[0, -4, 0, 4]]),
    Glyph([[-3, -4, -3, 4], [3, -4, 3, 4]]),
    Glyph([[-4, -4, 4, -4], [0, -4, 0, 4]]),
    Glyph([[-3, -4, -3, 4], [-3, 4, 3, 4]]),
    Glyph([[-4, 0, 4, 0], [0, -4, 0, 4]]),
    Glyph([[-4, 4, 0, -4], [0, -4, 4, 4], [-4, 4, 4, 4]]),
    Glyph([[-3, -4, 3, -4], [3, -4, 3, 4], [3, 4, -3, 4], [-3, 4, -3, -4]]),
    Glyph([[-3, -4, 3, -4], [3, -4, -3, 4], [-3, 4, 3, 4]]),
    Glyph([[-3, -4, -3, 4], [3, -4, 3, 4], [-3, 0, 3, 0]]),
    Glyph([[-3, -4, -3, 4], [-3, -4, 3, -4], [-3, 0, 2, 0], [-3, 4, 3, 4]]),
  ]
}
