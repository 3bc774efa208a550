public import Storage

/// How often values occur: which column of a table is counted, in which bins, and how the bars look.
///
/// The table holds the values, a row for each; plotly.js counts them in the bins given here. Rows without a value, or
/// with one outside of the bins, are not counted, and the caption says how many they are.
///
/// ```swift
/// let plot = Histogram(
///   title: "Class selectivity", caption: "…", x: Axis("class_selectivity"), bins: .init(0...1, count: 40),
///   series: "batch_norm", panel: "site", share: true, counted: "units")
/// let figure = try plot.figure(of: table)
/// ```
public struct Histogram: Codable, Equatable, Sendable {
  /// Bins of one width; each holds its lower end but not its upper one, and the last holds both.
  public struct Bins: Codable, Equatable, Sendable {
    /// The lowest and highest value.
    public var range: ClosedRange<Double>
    /// How many there are.
    public var count: Int

    /// Divides a range, which must not be empty, into `count` bins of one width.
    public init(_ range: ClosedRange<Double>, count: Int) {
      precondition(range.lowerBound < range.upperBound, "bins over the empty range \(range)")
      precondition(count > 0, "\(count) bins")
      self.range = range
      self.count = count
    }

    /// The width of a bin.
    var size: Double { (range.upperBound - range.lowerBound) / Double(count) }
  }

  /// The title.
  public var title: String
  /// What is shown and how to read it, in a sentence or two.
  public var caption: String
  /// The horizontal axis: the column of values, linear and as long as the bins.
  public var x: Axis
  /// The bins.
  public var bins: Bins
  /// The column that tells series apart, whose bars overlap; nil for values of one kind.
  public var series: String?
  /// The column that tells panels apart, which have the same axes; nil for a single panel.
  public var panel: String?
  /// Whether bars show the share of a series' values in a panel instead of their number.
  public var share: Bool
  /// What is counted, in the plural.
  public var counted: String
  /// How the colours of series are chosen.
  public var colors: LinePlot.Colors

  /// Creates the description of a plot.
  public init(
    title: String, caption: String, x: Axis, bins: Bins, series: String? = nil, panel: String? = nil,
    share: Bool = false, counted: String = "rows", colors: LinePlot.Colors = .distinct
  ) {
    self.title = title
    self.caption = caption
    self.x = x
    self.bins = bins
    self.series = series
    self.panel = panel
    self.share = share
    self.counted = counted
    self.colors = colors
    self.x.scale = .linear
    self.x.range = bins.range
  }

  /// Draws the plot of a table.
  public func figure(of table: ResultTable) throws -> Figure { try Figure(.histogram(self), of: table) }
}
