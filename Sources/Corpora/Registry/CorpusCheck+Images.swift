import Storage

extension CorpusCheck {
  /// Checks the images in a place; some may be missing.
  ///
  /// Images that were not asked for by name are held against the data set that has as many of each class.
  static func images(
    in place: CorpusPlace, _ found: (layout: ImageLayout, folder: String)?, in fileSystem: any FileSystem
  ) throws -> CorpusCheck {
    let folder = found?.folder ?? place.path
    if found?.layout == .classFolders, place.known == nil {
      return try classFolders(in: folder, in: fileSystem)
    }
    // Files of another layout are not those of the data set that was asked for.
    let foundNames = found?.layout == .cifar10 ? CIFAR10Files.names : IDXFiles.names
    let names = place.known?.files.map(\.name) ?? foundNames
    let generated = try SyntheticImageSet.read(from: folder, in: fileSystem)
    let files = try names.map { try ReadFile($0, in: folder, fileSystem) }
    var images: ImageCounts?
    var problem: String?
    do {
      images = try counts(of: files, folder, classes: generated?.images.classes)
    } catch let error as CorporaError {
      problem = error.description
    }
    let known = place.known ?? CorpusRegistry.imageSets.first { $0.images == images }
    return CorpusCheck(
      corpus: known?.name, folder: folder,
      files: try files.map { file in
        try file.compared(
          with: known?.files.first { $0.name == file.name }, generated: generated?.hashes[file.name])
      }, images: images, expectedImages: known?.images, problem: problem)
  }

  private static func counts(of files: [ReadFile], _ folder: String, classes: Int?) throws -> ImageCounts? {
    var contents: [String: [UInt8]] = [:]
    for file in files { contents[file.name] = file.images == nil ? nil : file.bytes }
    guard contents.count == files.count else { return nil }
    var read = ImageFiles(contents: contents, of: folder)
    let layout: ImageLayout = files.map(\.name) == CIFAR10Files.names ? .cifar10 : .idx
    return try ImageSet.contents(of: &read, layout: layout, classes: classes).counts
  }

  private static func classFolders(in folder: String, in fileSystem: any FileSystem) throws -> CorpusCheck {
    do {
      let contents = try ImageFolder.read(folder, in: fileSystem)
      let files = try ImageFolder.parts(of: folder, in: fileSystem).map { part, path in
        File(
          path: path, status: .unknown, sha256: contents.hashes[part.rawValue],
          images: contents.images(part)?.count)
      }
      return CorpusCheck(corpus: nil, folder: folder, files: files, images: contents.counts)
    } catch let error as CorporaError {
      return CorpusCheck(corpus: nil, folder: folder, files: [], problem: error.description)
    } catch let error as StorageError {
      return CorpusCheck(corpus: nil, folder: folder, files: [], problem: error.description)
    }
  }
}

/// A file of images or labels, as far as it can be read.
private struct ReadFile {
  let name: String
  let path: String
  /// Unpacked; nil when the file is missing or cannot be unpacked.
  private(set) var bytes: [UInt8]?
  private var sha256: String?
  /// How many images or labels there are; nil when they cannot be read.
  private(set) var images: Int?
  private var problem: String?

  init(_ name: String, in folder: String, _ fileSystem: any FileSystem) throws {
    self.name = name
    var files = ImageFiles(folder: folder, fileSystem: fileSystem)
    guard let path = try files.path(of: name) else {
      self.path = Path.join(folder, name)
      return
    }
    self.path = path
    do {
      let bytes = try files.read(name).bytes
      self.bytes = bytes
      sha256 = files.hashes[name]
      images = try Self.count(of: bytes, name, path: path)
    } catch let error as CorporaError {
      problem = error.description
    }
  }

  private static func count(of bytes: [UInt8], _ name: String, path: String) throws -> Int {
    if CIFAR10Files.names.contains(name) { return try CIFAR10.labels(bytes, path: path).count }
    return try IDX(bytes, rank: IDXFiles.isOfLabels(name) ? 1 : 3, path: path).dimensions[0]
  }

  /// How it compares with the published file, or with the digest of the generated one.
  func compared(with published: KnownCorpus.File?, generated: String?) throws -> CorpusCheck.File {
    var status: CorpusCheck.Status = problem == nil ? .missing : .unreadable
    if let bytes, problem == nil {
      status =
        try published?.status(of: bytes) ?? generated.map { $0 == sha256 ? .exact : .differs } ?? .unknown
    }
    return CorpusCheck.File(
      path: path, status: status, sha256: sha256, images: images, expectedImages: published?.images,
      problem: problem)
  }
}
