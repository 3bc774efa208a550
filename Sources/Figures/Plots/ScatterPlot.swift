public import Storage

/// Points of two values each: which columns of a table make them, and how they look.
///
/// The table has a row for each point. A row without one of the two values is not drawn, and the caption counts it; on
/// a logarithmic axis so is a value that has no logarithm.
///
/// ```swift
/// let plot = ScatterPlot(
///   title: "Do selective units matter?", caption: "…", x: Axis("class_selectivity", range: 0...1),
///   y: Axis("accuracy_drop"), series: "site", label: "unit", references: [.horizontal(0, name: "no change")])
/// let figure = try plot.figure(of: table)
/// ```
public struct ScatterPlot: Codable, Equatable, Sendable {
  /// A dashed straight line to compare with.
  public struct Reference: Codable, Equatable, Sendable {
    /// How the line runs.
    public enum Course: String, Codable, Sendable {
      /// From left to right at one vertical value.
      case horizontal
      /// From bottom to top at one horizontal value.
      case vertical
      /// Where both values are equal.
      case diagonal
    }

    /// How the line runs.
    public var course: Course
    /// Where it stands; nil of a diagonal.
    public var value: Double?
    /// What it is.
    public var name: String

    /// A line at one vertical value.
    public static func horizontal(_ value: Double, name: String) -> Reference {
      Reference(course: .horizontal, value: value, name: name)
    }

    /// A line at one horizontal value; for axes of numbers.
    public static func vertical(_ value: Double, name: String) -> Reference {
      Reference(course: .vertical, value: value, name: name)
    }

    /// The line where both values are equal, as far as both axes reach; for axes of numbers.
    public static func diagonal(name: String) -> Reference {
      Reference(course: .diagonal, value: nil, name: name)
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
  /// The column that tells series apart; nil for points of one kind.
  public var series: String?
  /// The column that tells panels apart, which have the same axes; nil for a single panel.
  public var panel: String?
  /// The column that names a point under the pointer, such as its unit.
  public var label: String?
  /// Dashed lines to compare with, in every panel.
  public var references: [Reference]
  /// How the colours of series are chosen.
  public var colors: LinePlot.Colors

  /// Creates the description of a plot.
  public init(
    title: String, caption: String, x: Axis, y: Axis, series: String? = nil, panel: String? = nil,
    label: String? = nil, references: [Reference] = [], colors: LinePlot.Colors = .distinct
  ) {
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.series = series
    self.panel = panel
    self.label = label
    self.references = references
    self.colors = colors
  }

  /// Draws the plot of a table.
  public func figure(of table: ResultTable) throws -> Figure { try Figure(.scatter(self), of: table) }
}
