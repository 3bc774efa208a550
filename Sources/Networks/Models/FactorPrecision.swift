import Kernels

/// The precision of the factors of a training step's large products; sums, weights and gradients are Float32 always.
///
/// Micikevicius et al., "Mixed precision training", 2018, with bfloat16, whose range is that of Float32, so that no loss
/// scaling is needed. The recurrent product, of few rows, stays Float32; so do validation, testing and recording.
public enum FactorPrecision: String, Codable, CaseIterable, Sendable {
  /// Float32 factors.
  case float32
  /// Factors rounded to bfloat16.
  case bfloat16

  /// Whether this processor has instructions for it; otherwise factors are rounded and multiplied in Float32, which
  /// gives the same quality and is slower.
  public var isNative: Bool { products.isNative }

  var products: ProductPrecision {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
