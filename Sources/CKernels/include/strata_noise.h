// Normal noise from counter-based draws.
#ifndef STRATA_NOISE_H
#define STRATA_NOISE_H

#include <stdint.h>

/// values[i] += deviations[i % units] · z(i), z(i) the normal quantile of 32-bit draw i of a Philox key.
///
/// The quantile is that of the draw's upper 23 bits, accurate to 2e-6 of itself; its greatest values are ±5.2.
void strata_add_noise(uint64_t key, long count, long units, const float *deviations, float *values);

#endif
