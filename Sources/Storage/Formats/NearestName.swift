/// Finds the name that someone most likely meant.
public enum NearestName {
  /// The known name nearest to `name`, or nil when none is near enough to be a slip of the keyboard.
  ///
  /// Nearness is the number of letters inserted, removed, replaced or swapped with their neighbour; at most two, or a
  /// third of the name's length. Of equally near names the first in the alphabet is taken.
  public static func of(_ name: String, among known: some Sequence<String>) -> String? {
    let limit = max(2, name.count / 3)
    let ranked = known.map { (distance: distance(name.lowercased(), $0.lowercased()), name: $0) }
    guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
    return best.distance <= limit && best.distance < name.count ? best.name : nil
  }

  /// The optimal string alignment distance.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
