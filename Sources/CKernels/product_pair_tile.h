// The innermost loop of bfloat16 products, included once for each instruction set.
//
// Two neighbours of k stand in one 32-bit word, the first in its lower half. TILE(name) names what is defined,
// TILE_TARGET is the attribute of the instruction set, TILE_ROWS the most rows whose sums fit its registers,
// TILE_DOT(sum, a, b) adds both products of the pair `a` with each of 16 pairs `b` to `sum`.

TILE_TARGET static inline __attribute__((always_inline)) void TILE(pair_sums)(
    const int rows, long pairs, const uint32_t *a, const uint32_t *b, float *c, long row_stride, int columns,
    int accumulate) {
  vector16 sums[TILE_ROWS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) sums[i] = (vector16)(0.0f);
  for (long k = 0; k < pairs; k++, a += rows, b += strata_panel_width) {
    words16 column;
    memcpy(&column, b, sizeof column);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) sums[i] = TILE_DOT(sums[i], (words16)(a[i]), column);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++, c += row_stride) {
    float values[strata_panel_width];
    memcpy(values, &sums[i], sizeof values);
    for (int j = 0; j < columns; j++) c[j] = accumulate ? c[j] + values[j] : values[j];
  }
}

#define TILE_CASE(rows)                                                                \
  case rows:                                                                           \
    TILE(pair_sums)(rows, pairs, a, b, c, row_stride, columns, accumulate);            \
    break;

TILE_TARGET static void TILE(pair_tile)(int rows, long pairs, const uint32_t *a, const uint32_t *b, float *c,
                                        long row_stride, int columns, int accumulate) {
  switch (rows) {
#if TILE_ROWS > 6
    CASES_TO_14(TILE_CASE)
#else
    CASES_TO_6(TILE_CASE)
#endif
  }
}

#undef TILE_CASE
#undef TILE
#undef TILE_TARGET
#undef TILE_ROWS
#undef TILE_DOT
