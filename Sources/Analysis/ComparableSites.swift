import Similarity

/// What came out for several sites, without those that cannot be compared: one dead site must not take the others
/// with it.
struct ComparableSites<Result> {
  /// The results of the others, in order.
  private(set) var results: [Result] = []
  /// A sentence for each site that was left out.
  private(set) var notes: [String] = []

  /// Computes a result for each site.
  ///
  /// - Throws: the first `SimilarityError` where no site is left; every other error at once.
  init<Site>(_ sites: [Site], named name: (Site) -> String, _ body: (Site) throws -> Result) throws {
    var first: SimilarityError?
    for site in sites {
      do {
        results.append(try body(site))
      } catch let error as SimilarityError {
        first = first ?? error
        notes.append("\(name(site)) was left out: \(error.description)")
      }
    }
    if results.isEmpty, let first { throw first }
  }
}
