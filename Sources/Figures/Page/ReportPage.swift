public import Storage

/// A report as one HTML file that opens offline: text, warnings, figures, tables, and what was run.
///
/// The page carries plotly.js, its style and all numbers inside; it asks nothing of any server. Callers give values,
/// never HTML.
///
/// ```swift
/// let page = ReportPage(
///   title: "ptb, zaremba-small", summary: [.text("Layer 0 settles first.")],
///   sections: [.init("Convergence", [.figure(figure), .warning("Few samples: 900 for 200 units.")])])
/// try page.write(to: run.reportPath, plotly: PlotlyScript.find(executable: path), in: files)
/// ```
public struct ReportPage: Sendable {
  /// One piece of a page.
  public enum Block: Sendable {
    /// A paragraph.
    case text(RichText)
    /// A heading below that of the section.
    case heading(String)
    /// A list of short passages.
    case list([RichText])
    /// Something the reader must know before trusting what follows, set apart.
    case warning(RichText)
    /// The answer of a section, set apart.
    case finding(RichText)
    /// A figure with its caption.
    case figure(Figure)
    /// A table; rows after the first `limit` are only counted.
    case table(ResultTable, caption: String, limit: Int = 40)
    /// The units of a run, to sort, filter and plot.
    case units(UnitListing)
    /// Names and values, such as a machine's or a run's properties.
    case keyValues([(name: String, value: String)])
    /// Terms with what they mean.
    case definitions([(term: String, meaning: RichText)])
    /// A command, a configuration or a file's content, kept as it is.
    case code(String)
  }

  /// A part of the page under one heading.
  public struct Section: Sendable {
    /// The heading.
    public var title: String
    /// The pieces, from top to bottom.
    public var blocks: [Block]

    /// Creates a section.
    public init(_ title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  /// The heading of the page.
  public var title: String
  /// A line under it, such as the data set, model and date; may be empty.
  public var subtitle: String
  /// What the reader should take away, before the first section.
  public var summary: [Block]
  /// The parts of the page.
  public var sections: [Section]

  /// Creates a page.
  public init(title: String, subtitle: String = "", summary: [Block] = [], sections: [Section]) {
    self.title = title
    self.subtitle = subtitle
    self.summary = summary
    self.sections = sections
  }

  /// Writes the page; a reader sees the old file or the new one in full.
  public func write(to path: String, plotly: PlotlyScript, in fileSystem: any FileSystem) throws {
    try AtomicWrite.replace(path, with: try html(plotly: plotly), in: fileSystem)
  }
}
