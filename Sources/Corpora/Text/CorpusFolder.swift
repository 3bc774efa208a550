import Storage

/// The names under which a folder holds its three texts.
struct CorpusFolder: Equatable, Sendable {
  /// The folder's path.
  let path: String
  /// The data set whose published names the files have, or nil for `train.txt`, `valid.txt`, `test.txt`.
  let known: KnownCorpus?

  /// The path of a split's text.
  func path(of split: Split) -> String { Path.join(path, CorpusFolder.fileName(split, known)) }

  static func fileName(_ split: Split, _ known: KnownCorpus?) -> String {
    known?.file(split)?.name ?? "\(split.rawValue).txt"
  }

  /// Where the texts of a corpus lie.
  ///
  /// - Parameters:
  ///   - nameOrFolder: The name of a known data set or of a folder in `root`, or the path of a folder. A known name
  ///     wins over a folder of that name in the current one when it is there in `root`.
  ///   - root: The folder of corpora.
  ///   - fileSystem: Where to look.
  static func find(_ nameOrFolder: String, root: String, in fileSystem: any FileSystem) throws -> CorpusFolder
  {
    let place = try CorpusPlace.find(nameOrFolder, root: root, kind: .text, in: fileSystem)
    return try CorpusFolder(place, in: fileSystem)
  }

  /// Where the texts of a corpus lie or would lie; some or all of them may be missing.
  static func incomplete(_ place: CorpusPlace, in fileSystem: any FileSystem) throws -> CorpusFolder {
    CorpusFolder(path: place.path, known: try place.known ?? nearestLayout(place.path, in: fileSystem))
  }

  /// The layout of which most files are there.
  private static func nearestLayout(_ path: String, in fileSystem: any FileSystem) throws -> KnownCorpus? {
    var nearest: (count: Int, layout: KnownCorpus?) = (0, nil)
    for layout in [nil] + CorpusRegistry.texts {
      let count = try Split.allCases.filter { try fileSystem.exists(Path.join(path, fileName($0, layout))) }
        .count
      if count > nearest.count { nearest = (count, layout) }
    }
    return nearest.layout
  }

  private init(path: String, known: KnownCorpus?) {
    self.path = path
    self.known = known
  }

  /// The texts in a place, all of which must be there.
  init(_ place: CorpusPlace, in fileSystem: any FileSystem) throws {
    let (path, known) = (place.path, place.known)
    // Other texts must not pass for a data set that was asked for by name.
    let layouts: [KnownCorpus?] = known == nil ? [nil] + CorpusRegistry.texts : [known]
    let present = try layouts.map { layout in
      try Split.allCases.filter { try fileSystem.exists(Path.join(path, CorpusFolder.fileName($0, layout))) }
        .count
    }
    let complete = layouts.indices.filter { present[$0] == Split.allCases.count }
    if known == nil, complete.count > 1 {
      throw CorporaError.ambiguous(
        folder: path, first: CorpusFolder.fileName(.train, layouts[complete[0]]),
        second: CorpusFolder.fileName(.train, layouts[complete[1]]))
    }
    self.path = path
    if let first = complete.first {
      self.known = layouts[first]
      return
    }
    // The layout of which most is there tells which file is wanting.
    let nearest = layouts.indices.reduce(0) { present[$1] > present[$0] ? $1 : $0 }
    self.known = layouts[nearest]
    let missing = try Split.allCases.first { try !fileSystem.exists(self.path(of: $0)) }
    throw CorporaError.missingFile(
      path: self.path(of: missing ?? .train),
      alternatives: layouts.map { layout in
        Split.allCases.map { CorpusFolder.fileName($0, layout) }.joined(separator: ", ")
      })
  }
}
