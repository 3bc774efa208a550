/// What went wrong in this module.
public enum CorporaError: Error, Equatable {}
