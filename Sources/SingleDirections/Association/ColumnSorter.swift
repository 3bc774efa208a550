/// Sorts the values of one unit at a time, in buffers that serve all units.
///
/// A radix sort in three passes of 11 bits, stable: a site of 4,000 units and 60,000 samples has as many long
/// sorts.
struct ColumnSorter {
  /// The sorted values, as integers in the same order; equal values have equal keys.
  private(set) var keys: [UInt32]
  /// The sample of each key.
  private(set) var samples: [Int32]
  private var otherKeys: [UInt32]
  private var otherSamples: [Int32]
  private var counts = [Int](repeating: 0, count: 3 << 11)

  /// The key of 0 and of −0.
  static let zero: UInt32 = 0x8000_0000

  /// Whether the least value is below 0.
  var hasNegative: Bool { keys.first.map { $0 < Self.zero } ?? false }

  init(samples count: Int) {
    precondition(count <= Int32.max, "\(count) samples to sort")
    keys = [UInt32](repeating: 0, count: count)
    samples = [Int32](repeating: 0, count: count)
    otherKeys = keys
    otherSamples = samples
  }

  /// Sorts finite values: `values[start…]`, as many as there are samples.
  mutating func sort(_ values: Span<Float>, from start: Int) {
    Self.load(values, from: start, keys: &keys, samples: &samples, counts: &counts)
    for pass in 0..<3 {
      Self.distribute(
        pass, keys: keys, samples: samples, toKeys: &otherKeys, toSamples: &otherSamples, counts: &counts)
      swap(&keys, &otherKeys)
      swap(&samples, &otherSamples)
    }
  }

  /// Calls `body` with the range of places of each run of equal values, ascending.
  func forEachRun(_ body: (Range<Int>) -> Void) {
    let keys = self.keys.span
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      body(start..<end)
      start = end
    }
  }

  /// Makes keys of the values, and counts the digits of all passes.
  private static func load(
    _ values: Span<Float>, from start: Int, keys: inout [UInt32], samples: inout [Int32],
    counts: inout [Int]
  ) {
    var keys = keys.mutableSpan
    var samples = samples.mutableSpan
    var counts = counts.mutableSpan
    for i in 0..<counts.count { counts[i] = 0 }
    for i in 0..<keys.count {
      // −0 + 0 is 0. The bits of positive numbers ascend with them, those of negative ones descend.
      let bits = (values[start + i] + 0).bitPattern
      let key = bits & zero == 0 ? bits | zero : ~bits
      keys[i] = key
      samples[i] = Int32(truncatingIfNeeded: i)
      counts[Int(key & 0x7FF)] += 1
      counts[1 << 11 + Int(key >> 11 & 0x7FF)] += 1
      counts[2 << 11 + Int(key >> 22)] += 1
    }
  }

  /// Distributes keys by the digit of a pass.
  private static func distribute(
    _ pass: Int, keys: [UInt32], samples: [Int32], toKeys: inout [UInt32], toSamples: inout [Int32],
    counts: inout [Int]
  ) {
    let shift = UInt32(11 * pass)
    let first = pass << 11
    var places = counts.mutableSpan
    var next = 0
    for i in first..<first + (1 << 11) {
      let count = places[i]
      places[i] = next
      next += count
    }
    let keys = keys.span
    let samples = samples.span
    var toKeys = toKeys.mutableSpan
    var toSamples = toSamples.mutableSpan
    for i in 0..<keys.count {
      let digit = first + Int(keys[i] >> shift & 0x7FF)
      let place = places[digit]
      toKeys[place] = keys[i]
      toSamples[place] = samples[i]
      places[digit] = place + 1
    }
  }
}
