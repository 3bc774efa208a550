public import Storage

/// Which states a run keeps, when, and how they are stored.
public struct RecordingPlan: Codable, Equatable, Sendable {
  /// When the convergence probe is recorded.
  public var schedule: SnapshotSchedule
  /// When the sequence probes are recorded; nil for never.
  public var sequenceSchedule: SnapshotSchedule?
  /// The sites of the convergence probe, such as `h_l0`; empty for h and c of every layer.
  public var sites: [String]
  /// The sites of the sequence probes; empty for h of every layer.
  public var sequenceSites: [String]
  /// The tokens of the convergence probe.
  public var convergenceTokens: Int
  /// The positions of a window of the convergence probe.
  public var convergencePositions: Int
  /// The positions of a window of the sequence probes.
  public var sequencePositions: Int
  /// The windows of the sequence probes for each unit; at least 20 by default.
  public var sequenceWindowsPerUnit: Int
  /// Whether the repeated-token probes are recorded too.
  public var repeatedTokens: Bool
  /// How numbers are stored.
  public var precision: StatePrecision
  /// Whether bytes are shuffled before compression (core codec `blosc`).
  public var shuffled: Bool
  /// The most bytes of states that wait to be written, in MiB.
  public var memoryCeilingMiB: Int

  private enum CodingKeys: String, CodingKey {
    case schedule
    case sequenceSchedule = "sequence_schedule"
    case sites
    case sequenceSites = "sequence_sites"
    case convergenceTokens = "convergence_tokens"
    case convergencePositions = "convergence_positions"
    case sequencePositions = "sequence_positions"
    case sequenceWindowsPerUnit = "sequence_windows_per_unit"
    case repeatedTokens = "repeated_tokens"
    case precision, shuffled
    case memoryCeilingMiB = "memory_ceiling_mib"
  }

  /// Creates a plan; the defaults are those of `strata train`.
  public init(schedule: SnapshotSchedule, sequenceSchedule: SnapshotSchedule?) {
    self.schedule = schedule
    self.sequenceSchedule = sequenceSchedule
    sites = []
    sequenceSites = []
    convergenceTokens = 10_000
    convergencePositions = 20
    sequencePositions = 20
    sequenceWindowsPerUnit = 20
    repeatedTokens = false
    precision = .float16
    shuffled = false
    memoryCeilingMiB = 256
  }
}
