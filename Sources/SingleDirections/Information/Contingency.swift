private import Foundation

/// Counts samples by bin and class, and computes the information that one has of the other, in nats.
struct Contingency {
  /// n·ln n of 0 to the number of samples: evaluated once for all units and draws.
  private let terms: [Double]
  /// Σ n·ln n over the sizes of the classes.
  private let classTerm: Double
  private let classes: Int

  init(_ labels: ClassLabels) {
    let samples = labels.labels.count
    terms = (0..<(samples + 1)).map { $0 > 1 ? Double($0) * log(Double($0)) : 0 }
    classTerm = labels.sizes.reduce(0) { [terms] in $0 + terms[$1] }
    classes = labels.count
  }

  /// The entropy of the labels, in nats: no unit can tell more.
  var labelEntropy: Double {
    let n = Double(terms.count - 1)
    return max(0, (terms[terms.count - 1] - classTerm) / n)
  }

  /// The plug-in estimate Σ p(r, c) ln (p(r, c) / (p(r) p(c))), never negative, and the number of pairs of bin
  /// and class that have samples.
  func information(_ bins: PercentileBins, _ labels: [Int32]) -> (plugIn: Double, occupied: Int) {
    var cells = [Int32](repeating: 0, count: bins.count * classes)
    var counts = cells.mutableSpan
    let row = bins.bins.span
    let column = labels.span
    for i in 0..<row.count { counts[Int(row[i]) * classes + Int(column[i])] += 1 }
    let terms = self.terms.span
    var joint = 0.0
    var marginal = 0.0
    var occupied = 0
    for bin in 0..<bins.count {
      var size = 0
      for label in 0..<classes {
        let n = Int(counts[bin * classes + label])
        size += n
        if n > 0 { occupied += 1 }
        joint += terms[n]
      }
      marginal += terms[size]
    }
    // N times the information is Σ n ln n over cells, less that over bins and over classes, plus N ln N.
    let samples = terms.count - 1
    return (max(0, (joint - marginal - classTerm + terms[samples]) / Double(samples)), occupied)
  }
}
