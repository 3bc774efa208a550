// Rounding of Float32 for storage, and the CRC-32C checksum.
//
// All bytes are little-endian. Results are the same bits on every instruction set.
#ifndef STRATA_CODECS_H
#define STRATA_CODECS_H

#include <stdint.h>

/// The index of the first infinity or NaN of `count` numbers, or `count` when all are finite.
long strata_first_nonfinite(const float *values, long count);

/// Writes `count` finite numbers as IEEE half precision, to nearest, ties to even; 2 bytes each.
///
/// Returns the greatest |stored − value|, which is infinite when a number does not fit.
float strata_round_to_half(const float *values, uint8_t *bytes, long count);

/// Reads `count` half-precision numbers of 2 bytes each; exact.
void strata_half_to_float(const uint8_t *bytes, float *values, long count);

/// Writes `count` finite numbers as Float32 with `bits` (0 to 23) mantissa bits, to nearest, ties to even; 4 bytes each.
///
/// A number that would round to infinity is kept as it is. Returns the greatest |stored − value|.
float strata_round_mantissa(const float *values, uint8_t *bytes, long count, int bits);

/// The CRC-32C (Castagnoli) of `count` more bytes after those whose CRC-32C is `crc`; start with 0.
uint32_t strata_crc32c(uint32_t crc, const uint8_t *bytes, long count);

#endif
