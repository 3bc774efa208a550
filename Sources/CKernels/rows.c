#include "strata_rows.h"

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
void strata_column_sums(int rows, int columns, const float *restrict matrix, long leading, float *restrict sums) {
  for (int j = 0; j < columns; j++) sums[j] = 0;
  for (int r = 0; r < rows; r++) {
    const float *restrict row = matrix + r * leading;
    for (int j = 0; j < columns; j++) sums[j] += row[j];
  }
}

// 64 draws of Philox4x32-10 for the counters (first_block + b, 0, 0, 0), b < 16, as Tensors/Philox.swift has it.
// Draw d stands at words[d % 4][d / 4], so that the loop over blocks vectorises.
STRATA_DISPATCH
static void philox_draws(uint64_t first_block, uint64_t key, uint32_t words[restrict 4][16]) {
#pragma clang loop vectorize(assume_safety)
  for (int b = 0; b < 16; b++) {
    uint64_t block = first_block + (uint64_t)b;
    uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32), c2 = 0, c3 = 0;
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
      uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
      c1 = (uint32_t)p1;
      c3 = (uint32_t)p0;
      c0 = n0;
      c2 = n2;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    words[0][b] = c0;
    words[1][b] = c1;
    words[2][b] = c2;
    words[3][b] = c3;
  }
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
      philox_draws(loaded * 16, key, words);
    }
    // A product with 0 or `scale`: a branch would be mispredicted half of the time.
    const float factors[2] = {scale, 0.0f};
    output[i] = input[i] * factors[words[draw % 4][draw / 4 % 16] < threshold];
  }
}
