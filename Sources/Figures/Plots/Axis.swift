/// One axis of a plot: which column of the table it shows, what it is called and how it is spaced.
public struct Axis: Codable, Equatable, Sendable {
  /// How values are spaced along an axis.
  public enum Scale: String, Codable, Sendable {
    /// In proportion to the value.
    case linear
    /// In proportion to the logarithm; along a line plot zero and below, as of step 0, stand at the left end under
    /// their own tick, other plots leave them out.
    case log
    /// One place a value, evenly spaced, in the order of the table.
    case category
  }

  /// The column of the table.
  public var column: String
  /// What is written along the axis.
  public var title: String
  /// The spacing.
  public var scale: Scale
  /// The lowest and highest value shown; nil fits the data.
  public var range: ClosedRange<Double>?

  /// Creates an axis; without a title it is called by its column's name.
  public init(
    _ column: String, title: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil
  ) {
    self.column = column
    self.title = title ?? column
    self.scale = scale
    self.range = range
  }
}

/// How a site or other label is written for people: "layer 0 (h_l0)" for the site h_l0, any other text as it is.
public func displayName(_ label: String) -> String {
  let parts = label.split(separator: "_", omittingEmptySubsequences: false)
  guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy({ $0.isASCII && $0.isLetter }),
    parts[1].first == "l", let layer = UInt(parts[1].dropFirst()), "l\(layer)" == parts[1]
  else { return label }
  return "layer \(layer) (\(label))"
}

/// The ticks of a logarithmic axis of line plots, and where values that have no logarithm stand.
struct LogarithmicTicks: Equatable {
  /// Where zero and negative values stand: one third of the smallest positive value; nil when there are none.
  let zeroPosition: Double?
  /// The ticks and what is written at them.
  let ticks: [(value: Double, text: String)]
  /// The decimal logarithms of the ends of the axis.
  let range: ClosedRange<Double>

  static func == (a: Self, b: Self) -> Bool {
    a.zeroPosition == b.zeroPosition && a.range == b.range
      && a.ticks.elementsEqual(b.ticks) { $0.value == $1.value && $0.text == $1.text }
  }

  /// Chooses ticks for the values of an axis; nil when none is positive.
  init?(_ values: [Double]) {
    guard let low = values.filter({ $0 > 0 && $0.isFinite }).min(),
      let high = values.filter(\.isFinite).max()
    else { return nil }
    let zero = values.contains { $0 <= 0 } ? low / 3 : nil
    let decades = log10(high / low)
    let factors: [Double] = decades < 2.3 ? [1, 2, 5] : [1]
    var ticks: [(value: Double, text: String)] = zero.map { [($0, "0")] } ?? []
    for exponent in Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up)) {
      for factor in factors {
        let value = factor * power(10, Double(exponent))
        if value >= low * 0.999, value <= high * 1.001 { ticks.append((value, Self.text(value))) }
      }
    }
    let (left, right) = (log10(zero ?? low), log10(high))
    let margin = max(0.02 * (right - left), 0.02)
    zeroPosition = zero
    self.ticks = ticks
    range = (left - margin)...(right + margin)
  }

  /// Sets ticks and range of a plotly.js axis.
  func set(_ axis: inout [String: PlotlyJSON]) {
    axis["tickvals"] = .array(ticks.map { .number($0.value) })
    axis["ticktext"] = .array(ticks.map { .string($0.text) })
    axis["range"] = [.number(range.lowerBound), .number(range.upperBound)]
  }

  /// A tick's value in few characters: 1, 20, 500, 1k, 20k, 1M.
  private static func text(_ value: Double) -> String {
    switch value {
    case 1e6...: "\(shortNumber(value / 1e6))M"
    case 1e3...: "\(shortNumber(value / 1e3))k"
    default: shortNumber(value)
    }
  }
}
