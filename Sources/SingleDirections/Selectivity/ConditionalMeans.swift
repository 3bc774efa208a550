import Tensors

/// The number, mean and variance of each unit's activity in each class, accumulated in Float64 over batches
/// of samples.
///
/// A class is any label of a sample: that of an image, a next token, a frequency bin, a state of a grammar.
/// Samples are added one after another, so that neither batches nor threads change a bit.
public struct ConditionalMeans: Equatable, Sendable {
  /// The name of the site.
  public let site: String
  /// The number of classes that labels may name.
  public let classes: Int
  /// The number of units.
  public let units: Int
  /// What is averaged.
  public let transform: ActivationTransform
  /// The number of samples of each class.
  public private(set) var counts: [Int]
  private var blocks: [ClassSums]

  /// Units that are added together: their sums of ten classes stay in a first-level cache.
  private static let blockWidth = 128

  /// Creates the means of no samples.
  public init(site: String, classes: Int, units: Int, transform: ActivationTransform = .identity) {
    precondition(classes > 0 && units > 0, "means of \(units) units in \(classes) classes")
    self.site = site
    self.classes = classes
    self.units = units
    self.transform = transform
    counts = [Int](repeating: 0, count: classes)
    blocks = stride(from: 0, to: units, by: Self.blockWidth).map {
      ClassSums(first: $0, width: min(Self.blockWidth, units - $0), classes: classes)
    }
  }

  /// The number of samples.
  public var samples: Int { counts.reduce(0, +) }
  /// The number of classes that have no sample.
  public var absentClasses: Int { counts.count { $0 == 0 } }

  /// Adds samples × units activations and the class of each sample.
  ///
  /// - Throws: ``SingleDirectionsError/notFinite(source:row:column:value:)`` or
  ///   ``SingleDirectionsError/label(site:sample:label:classes:)``, with samples counted over all batches;
  ///   the batch is then not added.
  public mutating func add(_ rows: [Float], labels: [Int]) throws {
    precondition(
      rows.count == labels.count * units,
      "\(rows.count) activations of \(labels.count) samples × \(units) units")
    guard !labels.isEmpty else { return }
    let before = samples
    for (i, label) in labels.enumerated() where label < 0 || label >= classes {
      throw SingleDirectionsError.label(site: site, sample: before + i, label: label, classes: classes)
    }
    try SiteActivations.checkFinite(rows, units: units, site: site, firstSample: before)
    let (units, transform) = (units, transform)
    // In parallel, every block is copied once: that must cost little beside adding.
    if labels.count >= 2 * classes && rows.count >= 1 << 16 {
      let old = blocks
      blocks = try Concurrent.map(old.count) {
        var block = old[$0]
        block.add(
          rows.span, units: units, labels: labels.span, transform: transform, isFirst: before == 0)
        return block
      }
    } else {
      for i in blocks.indices {
        blocks[i].add(
          rows.span, units: units, labels: labels.span, transform: transform, isFirst: before == 0)
      }
    }
    for label in labels { counts[label] += 1 }
  }
}

extension ConditionalMeans {
  /// The mean of a unit in each class; nil in a class without samples.
  public func classMeans(of unit: Int) -> [Double?] {
    let (block, j) = block(of: unit)
    return counts.indices.map { label in
      counts[label] == 0
        ? nil : block.origins[j] + block.sums[label][j] / Double(counts[label])
    }
  }

  /// The least value of a unit; infinity before the first sample.
  public func minimum(of unit: Int) -> Double {
    let (block, j) = block(of: unit)
    return block.minima[j]
  }

  /// The spread of a unit about its mean, split into that between classes and that within them.
  public func spread(of unit: Int) -> ClassSpread {
    let (block, j) = block(of: unit)
    let n = Double(samples)
    var total = 0.0
    for label in counts.indices { total += block.sums[label][j] }
    let grand = n > 0 ? total / n : 0
    var between = 0.0
    var within = 0.0
    for label in counts.indices where counts[label] > 0 {
      let sum = block.sums[label][j]
      let count = Double(counts[label])
      let gap = sum / count - grand
      between += count * gap * gap
      within += max(0, block.squares[label][j] - sum * sum / count)
    }
    return ClassSpread(mean: block.origins[j] + grand, between: between, within: within)
  }

  private func block(of unit: Int) -> (ClassSums, Int) {
    precondition(unit >= 0 && unit < units, "unit \(unit) of \(units)")
    return (blocks[unit / Self.blockWidth], unit % Self.blockWidth)
  }
}
