/// What went wrong in this module.
public enum StorageError: Error, Equatable {}
