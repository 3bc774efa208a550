#include "strata_channels.h"

#include "strata_vector_math.h"

STRATA_DISPATCH
void strata_channel_moments(long rows, long channels, const float *restrict x, const float *restrict pivot,
                            float *restrict sums, float *restrict squares) {
  for (long c = 0; c < channels; c++) sums[c] = squares[c] = 0;
  for (long row = 0; row < rows; row++, x += channels) {
    for (long c = 0; c < channels; c++) {
      float value = x[c] - pivot[c];
      sums[c] += value;
      squares[c] += value * value;
    }
  }
}

STRATA_DISPATCH
void strata_channel_affine(long rows, long channels, const float *x, const float *restrict scale,
                           const float *restrict shift, int rectify, float *y) {
  // Whatever is not above the least becomes the least; a number that is none stays none.
  float least = rectify ? 0.0f : -__builtin_inff();
  for (long row = 0; row < rows; row++, x += channels, y += channels) {
#pragma clang loop vectorize(assume_safety)
    for (long c = 0; c < channels; c++) {
      float value = x[c] * scale[c] + shift[c];
      y[c] = value < least ? least : value;
    }
  }
}

STRATA_DISPATCH
void strata_channel_gradient_sums(long rows, long channels, const float *restrict x, const float *restrict gradient,
                                  const float *restrict scale, const float *restrict shift,
                                  const float *restrict mean, int rectify, float *restrict sums,
                                  float *restrict products) {
  for (long c = 0; c < channels; c++) sums[c] = products[c] = 0;
  for (long row = 0; row < rows; row++, x += channels, gradient += channels) {
    for (long c = 0; c < channels; c++) {
      float passed = !rectify || x[c] * scale[c] + shift[c] > 0.0f ? gradient[c] : 0.0f;
      sums[c] += passed;
      products[c] += passed * (x[c] - mean[c]);
    }
  }
}

STRATA_DISPATCH
void strata_channel_gradient(long rows, long channels, const float *restrict x, const float *gradient,
                             const float *restrict scale, const float *restrict shift, const float *restrict mean,
                             const float *restrict linear, const float *restrict constant, int rectify,
                             float *x_gradient) {
  for (long row = 0; row < rows; row++, x += channels, gradient += channels, x_gradient += channels) {
#pragma clang loop vectorize(assume_safety)
    for (long c = 0; c < channels; c++) {
      float passed = !rectify || x[c] * scale[c] + shift[c] > 0.0f ? gradient[c] : 0.0f;
      x_gradient[c] = scale[c] * passed + (linear[c] * (x[c] - mean[c]) + constant[c]);
    }
  }
}
