// Convolutions of images in the order [image][row][column][channel], as products of patches with packed weights.
//
// A patch is what one output sees: the channels at each tap, one tap after the other. Patches are gathered block by block
// into a buffer that stays in a second-level cache. Every output is one chain of multiply-adds over blocks of taps that the
// sizes alone decide, so its bits do not depend on how outputs are split.
#ifndef STRATA_CONVOLUTION_H
#define STRATA_CONVOLUTION_H

/// Where a tap reads: rows down and columns right of an output's corner in the input.
typedef struct {
  long row, column;
} strata_tap;

/// What outputs see of an input: output (image, row, column) sees at tap t the channels of the input at
/// (image, row·stride + taps[t].row, column·stride + taps[t].column), and 0 beyond its edges.
typedef struct {
  long height, width, channels;
  long rows, columns;
  long stride;
  const strata_tap *taps;
  long tap_count;
} strata_patches;

/// Where outputs go: (image, row, column) begins at start[image·image_stride + row·row_stride + column·column_stride].
typedef struct {
  float *start;
  long image_stride, row_stride, column_stride;
} strata_grid;

/// Computes outputs [first, first + count) of `patches`, counted over images, rows and columns.
///
/// `panels` are the weights, [tap][channel] × outputs, packed one panel after the other. `kernel` is one of the Float32
/// kernels of strata_products.h.
void strata_convolve(int kernel, const strata_patches *patches, const float *input, long first, long count,
                     const float *panels, long outputs, strata_grid grid);

/// Packs the patches of outputs [first, first + count) into a panel for each 16 of the tap_count·channels numbers,
/// [output][16], the panels `panel_stride` numbers apart, panels [first_panel, last_panel) alone.
void strata_pack_patches(const strata_patches *patches, const float *input, long first, long count, long first_panel,
                         long last_panel, float *panels, long panel_stride);

#endif
