public import Storage

/// Lines over one axis: which columns of a table make them, and how they look.
///
/// The table is in long form: a row for each point, with a column that tells the series apart and, where asked,
/// one that tells the panels apart.
///
/// ```swift
/// let plot = LinePlot(
///   title: "Similarity of each layer to its final state", caption: "…",
///   x: Axis("step", scale: .log), y: Axis("pwcca", range: 0...1), series: "site",
///   interval: .init(lower: "lower", upper: "upper", name: "95 % interval"),
///   references: [.column("null", name: "null")])
/// let figure = try plot.figure(of: table)
/// ```
public struct LinePlot: Codable, Equatable, Sendable {
  /// How the colours of series are chosen.
  public enum Colors: String, Codable, Sendable {
    /// Well apart, for kinds without order.
    case distinct
    /// Along a scale, for series in an order such as training steps.
    case ordered
  }

  /// A band around each line.
  public struct Interval: Codable, Equatable, Sendable {
    /// The column of lower ends.
    public var lower: String
    /// The column of upper ends.
    public var upper: String
    /// What the band is, such as "95 % interval over windows".
    public var name: String

    /// Creates an interval.
    public init(lower: String, upper: String, name: String) {
      self.lower = lower
      self.upper = upper
      self.name = name
    }
  }

  /// A dashed line to compare with: a null, an untrained network, a published number.
  public struct Reference: Codable, Equatable, Sendable {
    /// The column of its values; nil for one value everywhere.
    public var column: String?
    /// Its value everywhere, where it has no column.
    public var value: Double?
    /// What it is.
    public var name: String
    /// Whether each series has its own, drawn in the colour of the series.
    public var eachSeries: Bool

    /// The values of a column, for each series its own unless `eachSeries` is false.
    public static func column(_ column: String, name: String, eachSeries: Bool = true) -> Reference {
      Reference(column: column, value: nil, name: name, eachSeries: eachSeries)
    }

    /// One value for all of the axis.
    public static func value(_ value: Double, name: String) -> Reference {
      Reference(column: nil, value: value, name: name, eachSeries: false)
    }
  }

  /// The title.
  public var title: String
  /// What is shown and how to read it, in a sentence or two.
  public var caption: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The column that tells series apart; nil for a single line.
  public var series: String?
  /// The column that puts series together, such as the orderings of one network: their lines are thin, have one colour
  /// and stand in the legend once; nil for series that each stand for themselves.
  public var group: String?
  /// The column that tells panels apart; nil for a single panel.
  public var panel: String?
  /// The band around each line.
  public var interval: Interval?
  /// Dashed lines to compare with.
  public var references: [Reference]
  /// How the colours of series are chosen.
  public var colors: Colors

  /// Creates the description of a plot.
  public init(
    title: String, caption: String, x: Axis, y: Axis, series: String? = nil, group: String? = nil,
    panel: String? = nil, interval: Interval? = nil, references: [Reference] = [], colors: Colors = .distinct
  ) {
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.series = series
    self.group = group
    self.panel = panel
    self.interval = interval
    self.references = references
    self.colors = colors
  }

  /// Draws the plot of a table.
  public func figure(of table: ResultTable) throws -> Figure { try Figure(.line(self), of: table) }
}
