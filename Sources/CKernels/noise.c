#include "strata_noise.h"

#include "philox.h"
#include "strata_vector_math.h"

// log(y) for positive, normal y: the exponent, and twice the series of the inverse hyperbolic tangent.
static inline float logarithm(float y) {
  uint32_t bits;
  memcpy(&bits, &y, sizeof bits);
  int32_t exponent = (int32_t)((bits - 0x3f3504f3u) >> 23) - (bits < 0x3f3504f3u ? 512 : 0);
  bits -= (uint32_t)exponent << 23;
  float m;
  memcpy(&m, &bits, sizeof m);
  float s = (m - 1.0f) / (m + 1.0f), t = s * s;
  float series = 2.0f * s * (1.0f + t * (1.0f / 3 + t * (1.0f / 5 + t * (1.0f / 7 + t * (1.0f / 9)))));
  return series + (float)exponent * 0.69314718056f;
}

// The normal quantile of (1 + x) / 2: x · f(w) with w = −log(1 − x²). f was fitted by Chebyshev interpolation, in w from 0
// to 5 and in √w beyond.
static inline float quantile(float x) {
  float w = -logarithm((1.0f - x) * (1.0f + x));
  float a = w - 2.5f;
  float near = 3.196968023e-08f;
  near = near * a + 4.839788249e-07f;
  near = near * a - 4.885796043e-06f;
  near = near * a - 6.194745731e-06f;
  near = near * a + 3.087411769e-04f;
  near = near * a - 1.773082819e-03f;
  near = near * a - 5.907660099e-03f;
  near = near * a + 3.488027167e-01f;
  near = near * a + 2.123313467f;
  float b = __builtin_sqrtf(w < 0.0f ? 0.0f : w) - 3.149043590f;
  float far = -1.976952334e-04f;
  far = far * b + 1.428193830e-03f;
  far = far * b - 3.461010555e-03f;
  far = far * b + 5.114782880e-03f;
  far = far * b - 6.976073907e-03f;
  far = far * b + 9.416429465e-03f;
  far = far * b + 1.419938530f;
  far = far * b + 4.217832094f;
  return x * (w < 5.0f ? near : far);
}

STRATA_DISPATCH
static void draw_normals(uint64_t first_block, uint64_t key, float normals[restrict 64]) {
  uint32_t words[4][16];
  philox_draws(first_block, key, words);
  for (int word = 0; word < 4; word++) {
    for (int b = 0; b < 16; b++) {
      // The middles of 2^23 equal parts of (−1, 1).
      float x = ((float)(words[word][b] >> 9) + 0.5f) * 0x1p-22f - 1.0f;
      normals[b * 4 + word] = quantile(x);
    }
  }
}

void strata_add_noise(uint64_t key, long count, long units, const float *deviations, float *values) {
  float normals[64];
  long unit = 0;
  for (long first = 0; first < count; first += 64) {
    draw_normals((uint64_t)first / 4, key, normals);
    long part = count - first < 64 ? count - first : 64;
    for (long i = 0; i < part; i++) {
      values[first + i] += deviations[unit] * normals[i];
      if (++unit == units) unit = 0;
    }
  }
}
