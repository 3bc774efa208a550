import Foundation
import Similarity
import Tensors
import Testing

/// The golden inputs and values of Scripts/reference/similarity.py.
struct Goldens: Decodable {
  let cases: [Case]

  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let rows: Int
    let latents: Int
    let x: Side
    let y: Side
    let expected: Expected

    var testDescription: String { name }
    var xRows: MatrixRows { MatrixRows(x.matrix(rows: rows, latents: latents), name: "x") }
    var yRows: MatrixRows { MatrixRows(y.matrix(rows: rows, latents: latents), name: "y") }
  }

  struct Side: Decodable {
    let seed: UInt64
    let units: Int
    let noise: Double
    let decay: Double
    let drop: Int
    let offset: Double

    /// Latent signals mixed with noise, scaled from 1 down to 10^-decay, mixed again, shifted.
    func matrix(rows: Int, latents: Int) -> Matrix<Double> {
      var mixed = splitMix(7, rows, latents).multiplied(by: splitMix(seed, latents, units))
      mixed.add(splitMix(seed + 1, rows, units), scale: noise)
      let scales = (0..<units).map { unit in
        unit >= units - drop ? 0 : pow(10, -decay * Double(unit) / Double(max(units - 1, 1)))
      }
      var mixer = splitMix(seed + 2, units, units)
      for unit in 0..<units { mixer[unit, unit] += 2 }
      var result = mixed.scalingColumns(by: scales).multiplied(by: mixer)
      let shift = splitMix(seed + 3, 1, units)
      for row in 0..<rows {
        for unit in 0..<units { result[row, unit] += offset * shift[0, unit] }
      }
      return result
    }
  }

  struct Expected: Decodable {
    let rank: [Int]
    let condition: [Double]
    let coefficients: [Double]
    let cca: Double
    let svccaKept: [String: [Int]]
    let svcca: [String: Double]
    let pwccaXY: Double
    let pwccaYX: Double
    let cka: Double
    let procrustes: Double
    let cosine: Double?
    let euclidean: Double?
    let google: Google?
    let anatome: AnatomeScores?
  }

  struct Google: Decodable {
    let coefficients: [Double]
    let mean: Double
    let pwcca: Double?
  }

  struct AnatomeScores: Decodable {
    let cca: Double
    let svcca: Double?
    let pwcca: Double
  }

  static let all: [Case] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/Similarity/goldens.json")
    do {
      return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: path)).cases
    } catch {
      preconditionFailure("\(path.path): \(error)")
    }
  }()
}

/// rows × columns numbers in [−1, 1): element i is draw i of the splitmix64 stream of the seed.
func splitMix(_ seed: UInt64, _ rows: Int, _ columns: Int) -> Matrix<Double> {
  let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  let elements = (1...rows * columns).map { index in
    var z = seed &* (increment ^ 0x5555) &+ UInt64(index) &* increment
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-52 - 1
  }
  return Matrix(rows: rows, columns: columns, elements: elements)
}

/// rows × units standard normal numbers.
func normal(_ key: RandomKey, _ rows: Int, _ units: Int) -> Matrix<Double> {
  Matrix(rows: rows, columns: units, elements: key.normals(rows * units))
}

/// Every score of two matrices.
func scores(_ x: Matrix<Double>, _ y: Matrix<Double>, rule: SVCCARule = .singularValues) throws -> PairScores
{
  try PairScores(
    PreparedRepresentation(MatrixRows(x, name: "x")), PreparedRepresentation(MatrixRows(y, name: "y")),
    rule: rule, baselines: true)
}
