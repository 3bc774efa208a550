/// Sorts the values of one unit at a time, in buffers that serve all units.
///
/// A radix sort in three passes of 11 bits, stable: a site of 4,000 units and 60,000 samples has as many long sorts.
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

  init(samples count: Int) {
    keys = [UInt32](repeating: 0, count: count)
    samples = [Int32](repeating: 0, count: count)
    otherKeys = keys
    otherSamples = samples
  }

  /// Sorts finite values: `values[start…]`, as many as there are samples.
  mutating func sort(_ values: Span<Float>, from start: Int) {
    load(values, from: start)
    for pass in 0..<3 { distribute(pass) }
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
  private mutating func load(_ values: Span<Float>, from start: Int) {
    var counts = self.counts.mutableSpan
    var keys = self.keys.mutableSpan
    var samples = self.samples.mutableSpan
    for i in 0..<counts.count { counts[i] = 0 }
    for i in 0..<keys.count {
      // −0 + 0 is 0. The bits of positive numbers ascend with them, those of negative ones descend.
      let bits = (values[start + i] + 0).bitPattern
      let key = bits & Self.zero == 0 ? bits | Self.zero : ~bits
      keys[i] = key
      samples[i] = Int32(truncatingIfNeeded: i)
      counts[Int(key & 0x7FF)] += 1
      counts[1 << 11 + Int(key >> 11 & 0x7FF)] += 1
      counts[2 << 11 + Int(key >> 22)] += 1
    }
  }

  /// Distributes keys by the digit of a pass.
  private mutating func distribute(_ pass: Int) {
    let shift = UInt32(11 * pass)
    let first = pass << 11
    var next = 0
    for i in first..<first + (1 << 11) {
      let count = counts[i]
      counts[i] = next
      next += count
    }
    let keys = self.keys.span
    let samples = self.samples.span
    var places = counts.mutableSpan
    var sortedKeys = otherKeys.mutableSpan
    var sortedSamples = otherSamples.mutableSpan
    for i in 0..<keys.count {
      let digit = first + Int(keys[i] >> shift & 0x7FF)
      let place = places[digit]
      sortedKeys[place] = keys[i]
      sortedSamples[place] = samples[i]
      places[digit] = place + 1
    }
    swap(&self.keys, &otherKeys)
    swap(&self.samples, &otherSamples)
  }
}
