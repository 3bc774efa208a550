// The innermost loops of products.c, included once for each instruction set.
//
// TILE(name) names what is defined, TILE_TARGET is the attribute of the instruction set, TILE_ROWS the most rows whose
// sums fit its registers, TILE_ADD(a, b, c) is a·b + c.

// rows × (panels · 16) sums over segments of k; A is read at column stride 1, or packed as [k][rows].
//
// Where the processor shares a core between two threads, a tile is held up by its loads, and a prefetch is one: B is
// prefetched only where it comes from far (`stream`), by the first of the tiles that read it. A tile of several panels
// has enough loads under way; a prefetch gains it nothing.
TILE_TARGET static inline __attribute__((always_inline)) void TILE(sums)(
    const int rows, const int panels, const int packed, const int stream, long segments, long segment, const float *a,
    long row_stride, long segment_stride, const float *b, long panel_stride, float *c, strata_target layout,
    int columns, int accumulate) {
  vector16 sums[TILE_ROWS][TILE_PANELS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) sums[i][p] = (vector16)(0.0f);
  }
  // Rows of C lie far apart; by the end of the sums they are here.
#pragma clang loop unroll(full)
  for (int p = 0; p < panels; p++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) __builtin_prefetch(c + p * layout.panel_stride + i * layout.row_stride, 1);
  }
  const long across = packed ? 1 : row_stride, along = packed ? rows : 1;
  for (long s = 0; s < segments; s++, a += segment_stride) {
    const float *x = a;
#pragma clang loop unroll_count(8)
    for (long k = 0; k < segment; k++, x += along, b += strata_panel_width) {
      // Far enough ahead for the third-level cache, from which the weights of wide layers come at every position.
      if (stream) __builtin_prefetch(b + 64 * strata_panel_width);
      vector16 column[TILE_PANELS];
#pragma clang loop unroll(full)
      for (int p = 0; p < panels; p++) memcpy(&column[p], b + p * panel_stride, sizeof column[p]);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        vector16 row = (vector16)(x[i * across]);
#pragma clang loop unroll(full)
        for (int p = 0; p < panels; p++) sums[i][p] = TILE_ADD(row, column[p], sums[i][p]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int p = 0; p < panels; p++) {
    float *target = c + p * layout.panel_stride;
    int width = columns - p * strata_panel_width;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++, target += layout.row_stride) {
      vector16 value = sums[i][p];
      if (width >= strata_panel_width) {
        if (accumulate) {
          vector16 old;
          memcpy(&old, target, sizeof old);
          value += old;
        }
        memcpy(target, &value, sizeof value);
      } else {
        for (int j = 0; j < width; j++) target[j] = accumulate ? target[j] + value[j] : value[j];
      }
    }
  }
}

#define TILE_SUMS(rows, panels, packed, stream)                                                                    \
  TILE(sums)(rows, panels, packed, stream, segments, segment, a, row_stride, segment_stride, b, panel_stride, c,   \
             layout, columns, accumulate)
#define TILE_CASE(rows)                                                                                            \
  case rows:                                                                                                       \
    if (packed) {                                                                                                  \
      TILE_SUMS(rows, 1, 1, 0);                                                                                    \
    } else if (stream) {                                                                                           \
      TILE_SUMS(rows, 1, 0, 1);                                                                                    \
    } else {                                                                                                       \
      TILE_SUMS(rows, 1, 0, 0);                                                                                    \
    }                                                                                                              \
    break;
#define WIDE_CASE(rows, panels)                                                                                    \
  case 8 * rows + panels:                                                                                          \
    TILE_SUMS(rows, panels, 0, 0);                                                                                 \
    break;

TILE_TARGET static void TILE(tile)(int rows, int panels, int packed, int stream, long segments, long segment,
                                   const float *a, long row_stride, long segment_stride, const float *b,
                                   long panel_stride, float *c, strata_target layout, int columns, int accumulate) {
  if (panels > 1) {
    switch (8 * rows + panels) {
      WIDE_CASE(1, 2)
      WIDE_CASE(1, 3)
      WIDE_CASE(1, 4)
      WIDE_CASE(1, 5)
      WIDE_CASE(1, 6)
      WIDE_CASE(2, 2)
      WIDE_CASE(2, 3)
      default:
        __builtin_trap();
    }
    return;
  }
  switch (rows) {
#if TILE_ROWS > 6
    CASES_TO_14(TILE_CASE)
#else
    CASES_TO_6(TILE_CASE)
#endif
  }
}

#undef WIDE_CASE
#undef TILE_CASE
#undef TILE_SUMS
#undef TILE
#undef TILE_TARGET
#undef TILE_ROWS
#undef TILE_ADD
