// Loops over rows of channels, [row][channel]: batch normalisation, biases and rectification of images and of dense layers.
#ifndef STRATA_CHANNELS_H
#define STRATA_CHANNELS_H

/// sums[c] ← Σ (x − pivot[c]) and squares[c] ← Σ (x − pivot[c])² over some rows.
///
/// A pivot near the mean keeps the difference of squares accurate.
void strata_channel_moments(long rows, long channels, const float *x, const float *pivot, float *sums, float *squares);

/// y ← x·scale[c] + shift[c], or the greater of that and 0 where `rectify` is not 0. `y` may be `x`.
void strata_channel_affine(long rows, long channels, const float *x, const float *scale, const float *shift, int rectify,
                           float *y);

/// The sums of the backward pass: with m 1 where x·scale[c] + shift[c] > 0 or nothing was rectified, else 0,
/// sums[c] ← Σ m·gradient and products[c] ← Σ m·gradient·(x − mean[c]).
void strata_channel_gradient_sums(long rows, long channels, const float *x, const float *gradient, const float *scale,
                                  const float *shift, const float *mean, int rectify, float *sums, float *products);

/// x_gradient ← scale[c]·m·gradient + linear[c]·(x − mean[c]) + constant[c], with m as above. `x_gradient` may be
/// `gradient`.
void strata_channel_gradient(long rows, long channels, const float *x, const float *gradient, const float *scale,
                             const float *shift, const float *mean, const float *linear, const float *constant,
                             int rectify, float *x_gradient);

#endif
