/// Labels of samples, numbered anew without the classes that do not occur.
struct ClassLabels: Sendable {
  /// The class of each sample, 0 to count − 1.
  let labels: [Int32]
  /// The number of samples of each class; none is 0.
  let sizes: [Int]
  /// The number of classes that do not occur.
  let absent: Int

  /// The number of classes that occur.
  var count: Int { sizes.count }

  /// Numbers labels from 0 to classes − 1.
  ///
  /// - Throws: ``SingleDirectionsError/label(site:sample:label:classes:)``,
  ///   ``SingleDirectionsError/tooFewClasses(source:present:)``.
  init(_ labels: [Int], classes: Int, site: String) throws(SingleDirectionsError) {
    precondition(classes > 0, "\(classes) classes")
    var sizes = [Int](repeating: 0, count: classes)
    for (sample, label) in labels.enumerated() {
      guard label >= 0, label < classes else {
        throw .label(site: site, sample: sample, label: label, classes: classes)
      }
      sizes[label] += 1
    }
    var numbers = [Int32](repeating: 0, count: classes)
    var present: Int32 = 0
    for label in 0..<classes where sizes[label] > 0 {
      numbers[label] = present
      present += 1
    }
    guard present >= 2 else { throw .tooFewClasses(source: site, present: Int(present)) }
    self.labels = labels.map { numbers[$0] }
    self.sizes = sizes.filter { $0 > 0 }
    absent = classes - Int(present)
  }
}
