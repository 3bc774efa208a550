import Foundation
import SingleDirections
import TestSupport

/// The inputs and values of Scripts/reference/single_directions.py.
struct Reference: Decodable {
  let t: [Quantile]
  let spearman: [Ranked]
  let differences: Differences
  let classes: Int
  let labels: [Int]
  /// samples × units, signed, the last unit constant.
  let rows: [Float]
  let label_entropy: Double
  let selectivity: Selectivity
  let absolute_selectivity: Selectivity
  let sigmoid_selectivity: Selectivity
  let explained: Explained
  let information: [Information]
  let auroc: [Double]
  let auroc_rectified: [Double]

  struct Quantile: Decodable {
    let p: Double
    let df: Double
    let value: Double
  }

  struct Ranked: Decodable {
    let x: [Double]
    let y: [Double]
    let value: Double
  }

  struct Differences: Decodable {
    let first: [Double]
    let second: [Double]
    let paired: [Double]
  }

  struct Selectivity: Decodable {
    let values: [Double?]
    let preferred: [Int?]
  }

  struct Explained: Decodable {
    let eta: [Double?]
    let epsilon: [Double?]
    let omega: [Double?]
  }

  struct Information: Decodable {
    let bins: Int
    let plug_in: [Double]
    let corrected: [Double]
  }

  static let units = 5
  static let values: Reference = {
    let path = Fixture.path("SingleDirections/reference.json")
    do {
      return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      preconditionFailure("\(path): \(error)")
    }
  }()

  /// The rows after a ReLU, with a last unit that is silent.
  var rectified: [Float] {
    rows.enumerated().map { $0 % Reference.units == Reference.units - 1 ? 0 : max(0, $1) }
  }
}

/// Whether optional numbers are missing together and else agree within an absolute tolerance.
func agree(_ a: [Double?], _ b: [Double?], within tolerance: Double) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { x, y in
      guard let x, let y else { return x == nil && y == nil }
      return abs(x - y) <= tolerance
    }
}
