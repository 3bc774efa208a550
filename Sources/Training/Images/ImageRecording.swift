public import Corpora
public import Networks
public import Storage
import Tensors

/// The probe of an image run with its sites.
public struct ImageRecording: Sendable {
  /// When and how.
  public let plan: ImageRecordingPlan
  /// The images.
  public let probe: ImageProbe
  /// What is read, in the order of the network.
  public let sites: [(site: Site, height: Int, width: Int, units: Int)]
  private let transform: PixelTransform

  /// Chooses the probe that a plan asks for.
  ///
  /// - Parameters:
  ///   - plan: what is asked for.
  ///   - network: the network, whose weights do not matter.
  ///   - set: the images of the run; the choice does not depend on its seed, so that runs of several seeds have the same ones.
  ///   - transform: how pixels become numbers.
  /// - Throws: `NetworksError.unknownSite`, or a corpus error when the part is not there.
  public init(_ plan: ImageRecordingPlan, network: ImageNetwork, set: ImageSet, transform: PixelTransform)
    throws
  {
    self.plan = plan
    self.transform = transform
    let named = try network.sites(named: plan.sites)
    sites = network.sites.filter { named.isEmpty || named.contains($0.site) }
    let widest = sites.map(\.units).max() ?? 1
    probe = try ImageProbe(
      from: set, part: plan.part, count: plan.samples ?? 20 * widest, key: RandomKey(seed: 0).child("probe"))
  }

  /// What the state store holds of the probe.
  public var description: ProbeDescription {
    ProbeDescription(
      name: probe.name, sampleIndices: probe.indices.map { Int64($0) }, labels: probe.images.labels,
      split: plan.part.rawValue,
      sites: sites.map { site in
        let isMap = plan.fullMaps && site.height * site.width > 1
        return SiteDescription(
          name: site.site.name, units: site.units, rows: isMap ? site.height : nil,
          columns: isMap ? site.width : nil)
      }, identity: probe.identity)
  }

  /// Opens the writer of a run's state store: a new store, or the present one cut back to a step.
  func writer(
    at path: String, of run: ImageRun, resumingAt step: Int?, effect: StateEffectMeasure?,
    in fileSystem: any FileSystem
  ) throws -> StateStoreWriter {
    let description = StateStoreDescription(
      probes: [description], precision: plan.precision, shuffled: plan.shuffled,
      attributes: try run.stateAttributes())
    let ceiling = plan.memoryCeilingMiB << 20
    if let step {
      return try StateStoreWriter(
        resuming: path, description: description, keepingStepsThrough: step, memoryCeiling: ceiling,
        in: fileSystem, effect: effect)
    }
    return try StateStoreWriter(
      creating: path, description: description, memoryCeiling: ceiling, in: fileSystem, effect: effect)
  }

  /// Records the probe and commits it; the writer works on in the background.
  ///
  /// Dropout is off and batch normalisation uses its running statistics.
  ///
  /// - Throws: a storage error.
  public func record(_ network: ImageNetwork, step: Int, into writer: StateStoreWriter) throws {
    try writer.begin(probe: probe.name, step: step)
    var forwarder = Forwarder(writer: writer, fullMaps: plan.fullMaps)
    _ = try ImageObservation.run(
      sites.map(\.site), of: network, on: probe.images, transform: transform, by: &forwarder)
    try writer.commit()
  }

  /// Passes maps, or their means over rows and columns, on to the writer.
  private struct Forwarder: MapObserver {
    let writer: StateStoreWriter
    let fullMaps: Bool

    mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) throws {
      try writer.append(
        site: site.name,
        windows: fullMaps
          ? Array(maps) : ImageObservation.spatialMeans(maps, images: images, units: units))
    }
  }
}

extension ImageRun {
  /// What a state store says of the run that it was recorded from: all that its weights depend on, in a few words and
  /// as a hash.
  ///
  /// - Throws: a storage error.
  public func stateAttributes() throws -> [String: String] {
    var recipe = self
    (recipe.data, recipe.recording) = ("", nil)
    (recipe.logInterval, recipe.checkpointInterval, recipe.keepEpochs) = (1, 1, false)
    var result = [
      "data": data, "dropout": "off", "mode": "evaluation", "seed": "\(seed)",
      "model": network.family.rawValue,
      "recipe_sha256": try Digest.sha256(StrictJSON.encode(recipe)),
    ]
    for (file, hash) in dataHashes { result["sha256_\(file)"] = hash }
    return result
  }
}
