// exp, expm1-based tanh and the logistic function in Float32, written so that loops over them vectorise.
//
// Bounds against Float64, which KernelsTests measures: logistic 3 ulp from -86 on, tanh 4 ulp.
#ifndef STRATA_VECTOR_MATH_H
#define STRATA_VECTOR_MATH_H

#include <stdint.h>
#include <string.h>

/// Functions marked so are compiled once per instruction set and chosen at run time.
#if defined(__x86_64__)
#define STRATA_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define STRATA_DISPATCH
#endif

static inline float strata_power_of_two(float n) {
  uint32_t bits = (uint32_t)((int32_t)n + 127) << 23;
  float result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

// exp(x) = 2^n · (1 + p(r)) with r = x − n·ln 2 and |r| ≤ ln 2 / 2; p is exp(r) − 1 to degree 7.
static inline void strata_exp_parts(float x, float *scale, float *expm1_of_remainder) {
  const float rounder = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
  float n = (x * 1.44269504088896341f + rounder) - rounder;
  float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.98412698e-4f;
  p = p * r + 1.38888889e-3f;
  p = p * r + 8.33333333e-3f;
  p = p * r + 4.16666667e-2f;
  p = p * r + 1.66666667e-1f;
  p = p * r + 0.5f;
  *expm1_of_remainder = r + r * r * p;
  // A number that is none stays none in the remainder; the exponent must be an integer all the same.
  *scale = strata_power_of_two(n == n ? n : 0.0f);
}

static inline float strata_clamp(float x, float low, float high) {
  x = x < low ? low : x;
  return x > high ? high : x;
}

/// exp(x), with x held within ±87 so that the result is finite and normal; NaN stays NaN.
static inline float strata_exp(float x) {
  float scale, p;
  strata_exp_parts(strata_clamp(x, -87.0f, 87.0f), &scale, &p);
  return scale + scale * p;
}

/// 1 / (1 + exp(−x)); NaN stays NaN.
static inline float strata_logistic(float x) { return 1.0f / (1.0f + strata_exp(-x)); }

/// tanh(x) = e / (e + 2) with e = exp(2x) − 1; NaN stays NaN.
static inline float strata_tanh(float x) {
  float scale, p;
  strata_exp_parts(strata_clamp(2.0f * x, -40.0f, 40.0f), &scale, &p);
  float e = scale * p + (scale - 1.0f);
  return e / (e + 2.0f);
}

#endif
