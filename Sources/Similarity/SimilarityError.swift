/// What went wrong in this module.
public enum SimilarityError: Error, Equatable {}
