#include "strata_rows.h"

#include <stdint.h>

#include "philox.h"
#include "strata_vector_math.h"

STRATA_DISPATCH
double strata_sum_of_squares(const float *restrict values, long count) {
  double partial[8] = {0};
  long i = 0;
  for (; i + 8 <= count; i += 8) {
    for (int j = 0; j < 8; j++) partial[j] += (double)values[i + j] * (double)values[i + j];
  }
  double total = 0;
  for (; i < count; i++) total += (double)values[i] * (double)values[i];
  for (int j = 0; j < 8; j++) total += partial[j];
  return total;
}

STRATA_DISPATCH
void strata_add_scaled(float *restrict values, const float *restrict other, float scale, long count) {
  for (long i = 0; i < count; i++) values[i] += scale * other[i];
}

STRATA_DISPATCH
void strata_combine(float *restrict values, const float *restrict other, float keep, float scale, long count) {
  for (long i = 0; i < count; i++) values[i] = keep * values[i] + scale * other[i];
}

STRATA_DISPATCH
void strata_scale(float *values, float scale, long count) {
  for (long i = 0; i < count; i++) values[i] *= scale;
}

STRATA_DISPATCH
void strata_multiply(float *restrict values, const float *restrict other, long count) {
  for (long i = 0; i < count; i++) values[i] *= other[i];
}

STRATA_DISPATCH
void strata_limit(float *values, float limit, long count) {
  for (long i = 0; i < count; i++) {
    float x = values[i];
    x = x > limit ? limit : x;
    values[i] = x < -limit ? -limit : x;
  }
}

STRATA_DISPATCH
void strata_add_rectified(const float *restrict other, long count, float *restrict values) {
  for (long i = 0; i < count; i++) {
    float sum = values[i] + other[i];
    values[i] = sum < 0.0f ? 0.0f : sum;
  }
}

STRATA_DISPATCH
void strata_pass_where_positive(const float *restrict rectified, long count, float *restrict gradient) {
  for (long i = 0; i < count; i++) gradient[i] = rectified[i] > 0.0f ? gradient[i] : 0.0f;
}

STRATA_DISPATCH
void strata_column_sums(int rows, int columns, const float *restrict matrix, long leading, float *restrict sums) {
  for (int j = 0; j < columns; j++) sums[j] = 0;
  for (int r = 0; r < rows; r++) {
    const float *restrict row = matrix + r * leading;
    for (int j = 0; j < columns; j++) sums[j] += row[j];
  }
}

STRATA_DISPATCH
static void draw_block(uint64_t first_block, uint64_t key, uint32_t words[restrict 4][16]) {
  philox_draws(first_block, key, words);
}

void strata_dropout(uint64_t key, uint64_t first, double probability, float scale, long count, const float *input,
                    float *output) {
  uint32_t threshold = (uint32_t)(probability * 4294967296.0);
  uint32_t words[4][16];
  uint64_t loaded = ~0ull;
  for (long i = 0; i < count; i++) {
    uint64_t draw = first + (uint64_t)i;
    if (draw / 64 != loaded) {
      loaded = draw / 64;
      draw_block(loaded * 16, key, words);
    }
    // A product with 0 or `scale`: a branch would be mispredicted half of the time.
    const float factors[2] = {scale, 0.0f};
    output[i] = input[i] * factors[words[draw % 4][draw / 4 % 16] < threshold];
  }
}
