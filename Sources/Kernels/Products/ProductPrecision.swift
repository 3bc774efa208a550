import CKernels

/// The precision of the factors of a product; sums are always Float32.
public enum ProductPrecision: Sendable {
  /// Float32 factors.
  case float32
  /// Factors rounded to bfloat16, 8 bits of mantissa, as they are read.
  case bfloat16

  /// Whether the processor multiplies in this precision; otherwise the rounding is done, and gains no time.
  public var isNative: Bool { self == .float32 || kernel == strata_kernel_bfloat16_avx512 }

  /// The fastest kernel that the processor has.
  var kernel: Int { self == .float32 ? Self.float32Kernel : Self.bfloat16Kernel }

  private static let float32Kernel = best(of: strata_kernel_portable...strata_kernel_avx512)
  private static let bfloat16Kernel = best(
    of: strata_kernel_bfloat16_portable...strata_kernel_bfloat16_avx512)

  private static func best(of kernels: ClosedRange<Int>) -> Int {
    kernels.last { strata_kernel_is_supported(Int32($0)) != 0 } ?? kernels.lowerBound
  }
}
