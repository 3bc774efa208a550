/// What stopped a figure or a page from being made.
public enum FigureError: Error, Equatable, CustomStringConvertible {
  /// No copy of plotly.js lies in any of the places where it is looked for.
  case plotlyNotFound(lookedIn: [String])
  /// The file given as plotly.js is something else.
  case notPlotly(path: String)
  /// A table has no rows to draw.
  case noRows(figure: String)
  /// A table that should list units does not.
  case notUnits(source: String, problem: String)
  /// A figure's description or data cannot be read back.
  case unreadable(path: String, problem: String)

  /// One sentence: what, where, and what to do.
  public var description: String {
    switch self {
    case .plotlyNotFound(let places):
      "plotly.min.js, which draws the figures, is in none of \(places.joined(separator: ", ")); "
        + "run Scripts/bootstrap, or name a copy in STRATA_PLOTLY"
    case .notPlotly(let path):
      "\(path) is not plotly.js; run Scripts/bootstrap, or name another file in STRATA_PLOTLY"
    case .noRows(let figure):
      "the figure '\(figure)' has no rows to draw; measure at least one step before drawing it"
    case .notUnits(let source, let problem):
      "\(source): \(problem); write the table of units again, with the columns 'site' and 'unit'"
    case .unreadable(let path, let problem):
      "\(path): \(problem); write the figure again"
    }
  }
}
