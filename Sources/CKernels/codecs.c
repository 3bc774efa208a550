#include "strata_codecs.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "strata_vector_math.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the state store is written as it lies in memory, which must be little-endian"
#endif

static inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static const uint32_t magnitude_mask = 0x7fffffffu, infinity_bits = 0x7f800000u;

STRATA_DISPATCH
static uint32_t greatest_magnitude(const float *values, long count) {
  uint32_t greatest = 0;
  for (long i = 0; i < count; i++) {
    uint32_t magnitude = bits_of(values[i]) & magnitude_mask;
    greatest = magnitude > greatest ? magnitude : greatest;
  }
  return greatest;
}

long strata_first_nonfinite(const float *values, long count) {
  if (greatest_magnitude(values, count) < infinity_bits) return count;
  long i = 0;
  while ((bits_of(values[i]) & magnitude_mask) < infinity_bits) i++;
  return i;
}

// Bits of the half nearest to a finite number; 0x7c00, infinity, when it does not fit.
static inline uint32_t half_of(uint32_t bits) {
  uint32_t sign = (bits >> 16) & 0x8000u, magnitude = bits & magnitude_mask;
  // Normal halves: move the exponent bias by 112 and round at bit 13.
  uint32_t normal = (magnitude - (112u << 23) + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
  // Subnormal ones: adding 0.5 makes the processor round at the right bit.
  uint32_t subnormal = bits_of(float_of(magnitude < infinity_bits ? magnitude : 0) + 0.5f) - 0x3f000000u;
  uint32_t half = magnitude < (113u << 23) ? subnormal : normal;
  half = half > 0x7c00u ? 0x7c00u : half;
  return sign | half;
}

static inline float float_of_half(uint32_t half) {
  uint32_t sign = (half & 0x8000u) << 16, magnitude = (half & 0x7fffu) << 13;
  uint32_t normal = magnitude + (112u << 23);
  // No subnormal Float32 occurs on the way, so that flush-to-zero modes do not matter.
  uint32_t subnormal = bits_of(float_of(magnitude + (113u << 23)) - float_of(113u << 23));
  uint32_t special = magnitude + (224u << 23);
  uint32_t exponent = half & 0x7c00u;
  return float_of(sign | (exponent == 0 ? subnormal : exponent == 0x7c00u ? special : normal));
}

STRATA_DISPATCH
float strata_round_to_half(const float *values, uint8_t *bytes, long count) {
  // Magnitudes of floats are ordered as their bits are.
  uint32_t greatest = 0;
  for (long i = 0; i < count; i++) {
    uint16_t half = (uint16_t)half_of(bits_of(values[i]));
    memcpy(bytes + 2 * i, &half, sizeof half);
    uint32_t error = bits_of(float_of_half(half) - values[i]) & magnitude_mask;
    greatest = error > greatest ? error : greatest;
  }
  return float_of(greatest);
}

STRATA_DISPATCH
void strata_half_to_float(const uint8_t *bytes, float *values, long count) {
  for (long i = 0; i < count; i++) {
    uint16_t half;
    memcpy(&half, bytes + 2 * i, sizeof half);
    values[i] = float_of_half(half);
  }
}

STRATA_DISPATCH
float strata_round_mantissa(const float *values, uint8_t *bytes, long count, int bits) {
  int dropped = 23 - bits;
  uint32_t mask = ~((1u << dropped) - 1u), half_less_one = dropped > 0 ? (1u << (dropped - 1)) - 1u : 0u;
  uint32_t tie = dropped > 0 ? 1u : 0u, greatest = 0;
  for (long i = 0; i < count; i++) {
    uint32_t value = bits_of(values[i]);
    uint32_t rounded = (value + half_less_one + ((value >> dropped) & tie)) & mask;
    rounded = (rounded & magnitude_mask) >= infinity_bits ? value : rounded;
    memcpy(bytes + 4 * i, &rounded, sizeof rounded);
    uint32_t error = bits_of(float_of(rounded) - values[i]) & magnitude_mask;
    greatest = error > greatest ? error : greatest;
  }
  return float_of(greatest);
}

static uint32_t crc_tables[8][256];
static pthread_once_t crc_tables_once = PTHREAD_ONCE_INIT;

static void make_crc_tables(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1u ? 0x82f63b78u : 0u);
    crc_tables[0][i] = crc;
  }
  for (uint32_t i = 0; i < 256; i++) {
    for (int t = 1; t < 8; t++) {
      uint32_t previous = crc_tables[t - 1][i];
      crc_tables[t][i] = (previous >> 8) ^ crc_tables[0][previous & 0xff];
    }
  }
}

// Eight bytes at a time through eight tables.
static uint32_t crc32c_portable(uint32_t crc, const uint8_t *bytes, long count) {
  pthread_once(&crc_tables_once, make_crc_tables);
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    word ^= crc;
    crc = 0;
    for (int t = 0; t < 8; t++) crc ^= crc_tables[7 - t][(word >> (8 * t)) & 0xff];
  }
  for (; count > 0; count--, bytes++) crc = (crc >> 8) ^ crc_tables[0][(crc ^ *bytes) & 0xff];
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const uint8_t *bytes, long count) {
  uint64_t wide = crc;
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  crc = (uint32_t)wide;
  for (; count > 0; count--, bytes++) crc = __builtin_ia32_crc32qi(crc, *bytes);
  return crc;
}
#endif

uint32_t strata_crc32c(uint32_t crc, const uint8_t *bytes, long count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~crc32c_sse42(~crc, bytes, count);
#endif
  return ~crc32c_portable(~crc, bytes, count);
}
