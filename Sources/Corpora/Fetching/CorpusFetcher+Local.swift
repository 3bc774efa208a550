import Storage

extension CorpusFetcher {
  /// Copies the files of a data set from a local folder or archive (zip, tar, tgz, …).
  ///
  /// A text must be the published one, or have its lines in another order; images must be the published ones,
  /// or as many of each class. The check reports which. Nothing is written unless all files are right.
  ///
  /// - Returns: The check of what is there in the end.
  /// - Throws: ``CorporaError/notInSource(source:corpus:file:)``,
  ///   ``CorporaError/wrongFile(path:corpus:expected:found:)``,
  ///   ``CorporaError/imageCounts(corpus:folder:expected:found:)``, and what the disk or the archive throws.
  public func fetch(_ corpus: KnownCorpus, from path: String) throws -> CorpusCheck {
    let found = try CorpusSource(path, in: fileSystem).files(corpus.files, in: fileSystem)
    let files = try corpus.files.map { file in
      guard let found = found[file.name] else {
        throw CorporaError.notInSource(source: path, corpus: corpus.name, file: file.name)
      }
      return (file, found)
    }
    if let expected = corpus.images {
      try checkImages(files, of: corpus, expected: expected, source: path)
    } else {
      for (file, found) in files { try checkText(file, found.contents, of: corpus, source: path) }
    }
    try fileSystem.makeFolders(folder(of: corpus))
    for (file, found) in files { try keep(found.stored, as: found.name, file, of: corpus) }
    return try check(corpus)
  }

  private func checkText(
    _ file: KnownCorpus.File, _ contents: [UInt8], of corpus: KnownCorpus, source: String
  ) throws {
    guard try [.exact, .permuted].contains(file.status(of: contents)) else {
      throw CorporaError.wrongFile(
        path: "\(source): \(file.name)", corpus: corpus.name, expected: file.checksum.digits,
        found: try file.checksum.ofSameKind(contents).digits)
    }
  }

  private func checkImages(
    _ files: [(file: KnownCorpus.File, found: CorpusSource.Found)], of corpus: KnownCorpus,
    expected: ImageCounts, source: String
  ) throws {
    if try files.allSatisfy({ try $0.file.status(of: $0.found.contents) == .exact }) { return }
    var images = ImageFiles(
      contents: Dictionary(uniqueKeysWithValues: files.map { ($0.file.name, $0.found.contents) }), of: source)
    let layout: ImageLayout = corpus == CorpusRegistry.cifar10 ? .cifar10 : .idx
    let counts = try ImageSet.contents(of: &images, layout: layout).counts
    guard counts == expected else {
      throw CorporaError.imageCounts(corpus: corpus.name, folder: source, expected: expected, found: counts)
    }
  }
}
