public import Corpora
import Networks
public import Storage

/// Which states of an image network a run keeps, when, and how they are stored.
public struct ImageRecordingPlan: Codable, Equatable, Sendable {
  /// When the probe is recorded.
  public var schedule: SnapshotSchedule
  /// The sites, such as `conv_l0`; empty for all.
  public var sites: [String]
  /// The part that the probe's images come from.
  public var part: ImagePart
  /// The images of the probe; nil for 20 for each unit of the widest site, or as many as there are.
  public var samples: Int?
  /// Whether whole maps are kept instead of their means over rows and columns.
  public var fullMaps: Bool
  /// How numbers are stored.
  public var precision: StatePrecision
  /// Whether bytes are shuffled before compression (core codec `blosc`).
  public var shuffled: Bool
  /// The most bytes of states that wait to be written, in MiB.
  public var memoryCeilingMiB: Int

  private enum CodingKeys: String, CodingKey {
    case schedule, sites, part, samples
    case fullMaps = "full_maps"
    case precision, shuffled
    case memoryCeilingMiB = "memory_ceiling_mib"
  }

  /// Creates a plan; the defaults are those of `strata train image`.
  public init(schedule: SnapshotSchedule) {
    self.schedule = schedule
    sites = []
    part = .test
    samples = nil
    fullMaps = false
    precision = .float16
    shuffled = false
    memoryCeilingMiB = 256
  }

  /// Checks every number and name that a person may have typed.
  ///
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)`` or `NetworksError.unknownSite`.
  func validate(for network: ImageNetworkConfiguration) throws {
    for (key, value) in [("samples", samples ?? 1), ("memory_ceiling_mib", memoryCeilingMiB)]
    where value < 1 || value > 1_000_000_000 {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "from 1 to 1000000000")
    }
    _ = try ImageNetwork(zero: network).sites(named: sites)
  }
}
