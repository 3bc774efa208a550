/// What went wrong in this module.
public enum SingleDirectionsError: Error, Equatable {
  /// A setting has a value that cannot be used; `needed` says which can.
  case setting(name: String, value: String, needed: String)
  /// There is nothing to work on, such as no unit or no sample.
  case empty(String)
  /// A unit stands twice in one list.
  case duplicateUnit(UnitReference, list: String)
  /// A table has a column of this name already.
  case duplicateColumn(String)
  /// A label is not one of the classes 0 to classes − 1; the sample counts from 0.
  case label(site: String, sample: Int, label: Int, classes: Int)
  /// A number that must be finite is not; row and column count from 0.
  case notFinite(source: String, row: Int, column: Int, value: String)
  /// A score is not a finite number; `change` says under which change of the network.
  case score(change: String, value: String)
  /// A measure for activity that is never negative met a unit that is.
  case negativeActivity(UnitReference, value: Double)
  /// Fewer than two classes occur in the data.
  case tooFewClasses(source: String, present: Int)
  /// A number that must be positive is not.
  case notPositive(name: String, index: Int, value: Double)
  /// A row of a matrix of directions lies in the span of the rows before it, or is 0.
  case dependentDirection(row: Int, of: Int)
  /// Activations do not vary, so that they have no principal directions.
  case noVariance(source: String)
  /// A decomposition did not converge.
  case decomposition(reason: String)
}

extension SingleDirectionsError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .setting(let name, let value, let needed):
      "\(name) is \(value); choose \(needed)"
    case .empty(let what):
      "there is no \(what); choose sites and data that have at least one"
    case .duplicateUnit(let unit, let list):
      "\(unit) stands twice in \(list); name each unit once"
    case .duplicateColumn(let name):
      "the table has a column '\(name)' already; join the new one under another name"
    case .label(let site, let sample, let label, let classes):
      "the label of sample \(sample) of \(site) is \(label); labels must be from 0 to \(classes - 1)"
    case .notFinite(let source, let row, let column, let value):
      "\(source) holds \(value) in row \(row), column \(column); remove or replace it"
    case .score(let change, let value):
      "the score with \(change) is \(value); check the network, or make the change smaller"
    case .negativeActivity(let unit, let value):
      "\(unit) has the activity \(value), for which the class selectivity index is not defined; "
        + "use eta squared, or the absolute or sigmoid selectivity, which are made for signed activity"
    case .tooFewClasses(let source, let present):
      "\(source) has samples of \(present) classes; give samples of at least two"
    case .notPositive(let name, let index, let value):
      "\(name) \(index) is \(value) but must be positive; check the file that it comes from"
    case .dependentDirection(let row, let count):
      "direction \(row) of \(count) is 0 or a combination of those before it; remove it"
    case .noVariance(let source):
      "no unit of \(source) varies over the samples; choose another site or step"
    case .decomposition(let reason):
      reason
    }
  }
}
