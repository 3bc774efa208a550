// Products of a matrix with another that was cut into panels: the one product that LSTM training is made of.
//
// A panel holds 16 columns of B as [k][16], 0 beyond the last column, so that the innermost loop reads it in order.
// Every element of C is one chain of multiply-adds over a block of k, and the blocks are added in order: with one kernel
// its bits depend on the depth alone, not on how rows and columns are split. The Float32 kernels with fused multiply-adds
// have the same bits.
#ifndef STRATA_PRODUCTS_H
#define STRATA_PRODUCTS_H

enum {
  /// The number of columns in a panel.
  strata_panel_width = 16,
  /// The greatest depth of a block: a panel of it and a block of A stay together in a second-level cache of 512 kB.
  strata_greatest_depth = 704
};

/// A: element (i, k) stands at start[i·row_stride + (k / segment)·segment_stride + (k % segment)·column_stride].
///
/// One of the strides is 1. `segment` is at least the number of columns where A is in one piece; else it is the panel
/// width, `column_stride` is 1, and the number of columns a multiple of it.
typedef struct {
  const float *start;
  long row_stride, column_stride, segment, segment_stride;
} strata_factor;

/// C: element (i, j) stands at start[(j / 16)·panel_stride + i·row_stride + j % 16].
///
/// A row-major matrix has panel_stride 16.
typedef struct {
  float *start;
  long row_stride, panel_stride;
} strata_target;

/// The kernels, each group from the plainest to the fastest.
///
/// The Float32 kernels differ in the tiles they cut; their bits are the same wherever there are fused multiply-adds. The
/// bfloat16 kernels round both factors to bfloat16 and sum in Float32; only the last has instructions for it.
enum {
  strata_kernel_portable,
  strata_kernel_avx2,
  strata_kernel_avx512,
  strata_kernel_bfloat16_portable,
  strata_kernel_bfloat16_avx2,
  strata_kernel_bfloat16_avx512,
  strata_kernel_count
};

/// Whether the processor has what a kernel needs.
int strata_kernel_is_supported(int kernel);

/// C ← A·B, or C ← C + A·B where `accumulate` is not 0, on the calling thread; the depth must be at least 1.
///
/// `kernel` must be supported. A is rows × depth, B depth × columns in panels that begin every `panel_stride` numbers.
void strata_multiply_panels(int kernel, long rows, long columns, long depth, strata_factor a, const float *panels,
                            long panel_stride, strata_target c, int accumulate);

/// Packs at most 16 columns of a matrix into a panel: column j of row k stands at
/// matrix[k·row_stride + j·column_stride].
void strata_pack_panel(long depth, long columns, const float *matrix, long row_stride, long column_stride,
                       float *panel);

/// matrix[j·leading + i] ← panel[i][j] for i < depth and j < columns, of which there are at most 16.
void strata_unpack_panel_transposed(long depth, long columns, const float *panel, float *matrix, long leading);

#endif
