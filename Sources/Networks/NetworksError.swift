/// What went wrong in this module.
public enum NetworksError: Error, Equatable {}
