/// What a progress bar says at one moment: how far, how fast, how long still.
struct ProgressLine: Equatable {
  var label: String
  /// Parts done and to do, since the work began.
  var completed: Int
  var total: Int
  /// Parts that were already done when this process took over; they do not count for the rate.
  var resumedAt = 0
  /// Seconds since this process took over.
  var seconds: Double
  /// What the rate counts.
  var rateUnit: String
  /// The rate and the time left, where the caller knows better than all parts over all time.
  var knownRate: Double?
  var knownSecondsLeft: Double?
  /// A last word, such as the present loss.
  var detail = ""

  /// Units a second, or nil before anything was done.
  var rate: Double? {
    if let knownRate { return knownRate }
    let done = completed - resumedAt
    return done > 0 && seconds > 0 ? Double(done) / seconds : nil
  }

  /// Seconds still to go at the rate so far, or nil before anything was done.
  var secondsLeft: Double? {
    if let knownSecondsLeft { return knownSecondsLeft }
    let done = completed - resumedAt
    return done > 0 ? seconds / Double(done) * Double(max(0, total - completed)) : nil
  }

  /// The line with a bar of the given number of characters; without one, for a log.
  func text(barWidth: Int?) -> String {
    let fraction = total > 0 ? min(1, Double(completed) / Double(total)) : 1
    var parts = [label]
    if let barWidth {
      let filled = Int((fraction * Double(barWidth)).rounded(.down))
      parts.append(
        "[" + String(repeating: "█", count: filled) + String(repeating: "·", count: barWidth - filled) + "]")
    }
    parts.append("\(Int((fraction * 100).rounded(.down)))%")
    if let rate { parts.append("\(Self.short(rate)) \(rateUnit)/s") }
    if let secondsLeft, completed < total { parts.append("\(Self.duration(secondsLeft)) left") }
    if !detail.isEmpty { parts.append(detail) }
    return parts.joined(separator: "  ")
  }

  /// A number in three digits: `812`, `12.3k`, `4.56M`.
  static func short(_ number: Double) -> String {
    let (scaled, suffix): (Double, String) =
      number >= 1e9
      ? (number / 1e9, "G")
      : number >= 1e6 ? (number / 1e6, "M") : number >= 1e3 ? (number / 1e3, "k") : (number, "")
    let digits = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2
    return fixed(scaled, digits: digits) + suffix
  }

  /// A number of bytes in three digits: `812 B`, `12.3 MB`.
  static func bytes(_ count: Int) -> String {
    let text = short(Double(count))
    guard count >= 1000 else { return "\(count) B" }
    return "\(text.dropLast()) \(text.suffix(1))B"
  }

  /// A span of time in its two largest units: `42s`, `3m 20s`, `2h 05m`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e15 else { return "\(seconds)s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole)s" }
    if whole < 3600 { return "\(whole / 60)m \(twoDigits(whole % 60))s" }
    return "\(whole / 3600)h \(twoDigits(whole / 60 % 60))m"
  }

  /// A number with the given digits after the point, without an exponent.
  static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    guard abs(value) < 1e15 else { return "\(value)" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let rounded = (abs(value) * Double(scale)).rounded()
    guard rounded < 9e18 else { return "\(value)" }
    let integer = Int(rounded)
    let sign = value < 0 && integer > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(integer)" }
    let fraction = String(integer % scale)
    return "\(sign)\(integer / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  private static func twoDigits(_ value: Int) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }
}
