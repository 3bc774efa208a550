public import Similarity
public import Tensors

/// What a convergence analysis found, in a few numbers and sentences.
public struct ConvergenceSummary: Codable, Equatable, Sendable {
  /// The probe.
  public let probe: String
  /// What was compared.
  public let observed: ObservationKind
  /// The number of tokens, images or positions of images that were compared.
  public let observations: Int
  /// The sites that were compared; of images in the order of the network.
  public let sites: [String]
  /// The recorded steps.
  public let steps: [Int]
  /// How "early" was fixed beforehand.
  public let earlyRule: String
  /// The recorded steps that count as early.
  public let earlySteps: [Int]
  /// Whether the bottom layer is nearer its final form than the top, for each family of sites and measure.
  ///
  /// Of a run on images the first family is ``ConvergenceVerdict/wholeNetwork``.
  public let verdicts: [ConvergenceVerdict]
  /// What a reader must know: sites that were left out, few samples, different widths.
  public let notes: [String]

  /// The verdict of a family by a measure.
  public func verdict(family: String = "h", measure: Measure = .pwcca) -> ConvergenceVerdict? {
    verdicts.first { $0.family == family && $0.measure == measure }
  }

  init(
    probe: RecordedProbe, observed: ObservationKind, steps: [Int], curves: [ConvergenceCurve], notes: [String]
  ) {
    self.probe = probe.name
    self.observed = observed
    sites = curves.map(\.site.name)
    observations = probe.windows * probe.positions
    self.steps = steps
    let early = EarlySteps(steps)
    earlyRule = EarlySteps.rule
    earlySteps = early.indices.map { steps[$0] }
    var notes = notes
    var verdicts: [ConvergenceVerdict] = []
    for (family, bottom, top) in Self.ends(curves, content: probe.content) {
      for measure in Measure.allCases {
        verdicts.append(
          ConvergenceVerdict(
            family: family, measure: measure, bottom: bottom, top: top, early: early))
      }
      if bottom.site.units != top.site.units {
        notes.append(
          "\(bottom.site.name) has \(bottom.site.units) units and \(top.site.name) \(top.site.units): their nulls "
            + "differ, so that part of a difference may be bias")
      }
    }
    for curve in curves where observations < SampleSize.advised(units: curve.site.units) {
      notes.append(
        "\(curve.site.name): \(observations) \(observed.name) for \(curve.site.units) units are few; read every score "
          + "against its null")
    }
    self.verdicts = verdicts
    self.notes = notes
  }

  /// The bottom and the top layer of each family of sites that has two.
  ///
  /// Of a run on images the whole network comes first: its first site and its last one before the logits, which are as
  /// many as classes and end in the labels' own basis.
  private static func ends(
    _ curves: [ConvergenceCurve], content: RecordedProbe.Content
  ) -> [(family: String, bottom: ConvergenceCurve, top: ConvergenceCurve)] {
    var ends: [(family: String, bottom: ConvergenceCurve, top: ConvergenceCurve)] = []
    let families = Dictionary(grouping: curves) { SiteLabel($0.site.name)?.family ?? "" }
    var names = families.keys.sorted()
    if content == .images {
      let layers = curves.filter { SiteLabel($0.site.name) != nil }
      names = layers.compactMap { SiteLabel($0.site.name)?.family }.reduce(into: []) {
        if !$0.contains($1) { $0.append($1) }
      }
      if let bottom = layers.first, let top = layers.last, names.count > 1 {
        ends.append((ConvergenceVerdict.wholeNetwork, bottom, top))
      }
    }
    for family in names where !family.isEmpty {
      let layers = (families[family] ?? []).sorted { Self.layer($0) < Self.layer($1) }
      guard let bottom = layers.first, let top = layers.last, layers.count > 1 else { continue }
      ends.append((family, bottom, top))
    }
    return ends
  }

  private static func layer(_ curve: ConvergenceCurve) -> Int { SiteLabel(curve.site.name)?.layer ?? 0 }
}

/// Whether the bottom layer is nearer its final form than the top layer early in training, by one measure.
public struct ConvergenceVerdict: Codable, Equatable, Sendable {
  /// What the interval of the difference says.
  public enum Finding: String, Codable, Sendable {
    /// The bottom layer's similarity is higher: the interval lies above 0.
    case nearer
    /// The interval holds 0.
    case notSeparable = "not separable"
    /// The bottom layer's similarity is lower: the interval lies below 0.
    case farther
  }

  /// A difference, bottom less top, with its 95 % interval over blocks of windows or images.
  public struct Difference: Codable, Equatable, Sendable {
    /// What the interval says.
    public let finding: Finding
    /// The early mean of the bottom layer.
    public let bottom: Double
    /// The early mean of the top layer.
    public let top: Double
    /// Bottom less top.
    public let difference: Double
    /// The 95 % interval of the difference, both layers on the same samples of windows; nil where a sample had too
    /// few different windows for a score.
    public let interval: Interval?
  }

  /// The family of all sites but logits of a network on images.
  public static let wholeNetwork = "network"

  /// The family of sites, such as `h` or `conv`.
  public let family: String
  /// The measure.
  public let measure: Measure
  /// The bottom site.
  public let bottom: String
  /// The top site.
  public let top: String
  /// Of the early mean similarity.
  public let similarity: Difference
  /// Of the early mean progress, (similarity − untrained)/(1 − untrained); nil without a snapshot of step 0.
  public let progress: Difference?

  /// A sentence to print, such as "h_l0 is nearer its final form than h_l1 early in training: …".
  public var text: String {
    var text = "\(Self.phrase(similarity, bottom, top)) (\(measure.title), "
    text += "\(Self.number(similarity.bottom)) against \(Self.number(similarity.top)))"
    if let progress {
      text += "; counted from the untrained network, \(Self.phrase(progress, bottom, top))"
    }
    return text + "."
  }

  private static func phrase(_ difference: Difference, _ bottom: String, _ top: String) -> String {
    let range = difference.interval.map { "[\(number($0.low)), \(number($0.high))]" } ?? "(no interval)"
    let numbers = "difference \(number(difference.difference)) \(range)"
    return switch difference.finding {
    case .nearer: "\(bottom) is nearer its final form than \(top) early in training: \(numbers)"
    case .farther: "\(bottom) is farther from its final form than \(top) early in training: \(numbers)"
    case .notSeparable: "\(bottom) and \(top) are not separable early in training: \(numbers)"
    }
  }

  /// Three decimals, without Foundation.
  private static func number(_ value: Double) -> String {
    let thousandths = Int((abs(value) * 1000).rounded())
    let digits = String(thousandths % 1000)
    let padded = String(repeating: "0", count: 3 - digits.count) + digits
    return "\(value < 0 && thousandths > 0 ? "-" : "")\(thousandths / 1000).\(padded)"
  }
}

extension ConvergenceVerdict {
  init(
    family: String, measure: Measure, bottom: ConvergenceCurve, top: ConvergenceCurve, early: EarlySteps
  ) {
    self.family = family
    self.measure = measure
    self.bottom = bottom.site.name
    self.top = top.site.name
    func difference(_ value: (ConvergenceCurve) -> EarlyMean) -> Difference {
      Difference(bottom: value(bottom), top: value(top))
    }
    similarity = difference { EarlyMean(similarityOf: $0, measure, early) }
    let hasBaseline = early.hasStepZero && bottom.score(measure, at: 0) < 1 && top.score(measure, at: 0) < 1
    progress = hasBaseline ? difference { EarlyMean(progressOf: $0, measure, early) } : nil
  }
}

extension ConvergenceVerdict.Difference {
  init(bottom: EarlyMean, top: EarlyMean) {
    self.bottom = bottom.value
    self.top = top.value
    difference = bottom.value - top.value
    guard let below = bottom.replicates, let above = top.replicates else {
      interval = nil
      finding = .notSeparable
      return
    }
    let interval = Interval(of: difference, replicates: zip(below, above).map { $0 - $1 })
    self.interval = interval
    finding = interval.low > 0 ? .nearer : interval.high < 0 ? .farther : .notSeparable
  }
}
