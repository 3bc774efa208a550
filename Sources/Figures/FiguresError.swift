/// What went wrong in this module.
public enum FiguresError: Error, Equatable {}
