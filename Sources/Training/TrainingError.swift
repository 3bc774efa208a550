/// What went wrong in this module.
public enum TrainingError: Error, Equatable {}
