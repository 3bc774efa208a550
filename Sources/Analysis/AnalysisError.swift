/// What went wrong in this module.
public enum AnalysisError: Error, Equatable {}
