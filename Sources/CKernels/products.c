#include "strata_products.h"

#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "strata_vector_math.h"

typedef float vector16 __attribute__((ext_vector_type(16)));
typedef uint32_t words16 __attribute__((ext_vector_type(16)));

// The most panels of a tile.
#define TILE_PANELS 6

// A case for each height of a tile.
#define CASES_TO_6(each) each(1) each(2) each(3) each(4) each(5) each(6)
#define CASES_TO_14(each) \
  CASES_TO_6(each) each(7) each(8) each(9) each(10) each(11) each(12) each(13) each(14)

#define TILE(name) portable_##name
#define TILE_TARGET
#if defined(__x86_64__)
// No register file here holds more than a few rows; with as many as AVX-512 takes, tests run its cases anywhere.
#define TILE_ROWS 14
#else
#define TILE_ROWS 6
#endif
#define TILE_ADD(a, b, c) ((a) * (b) + (c))
#include "product_tile.h"

#if defined(__x86_64__)
#define TILE(name) avx2_##name
#define TILE_TARGET __attribute__((target("avx2,fma")))
#define TILE_ROWS 6
#define TILE_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)
#include "product_tile.h"

#define TILE(name) avx512_##name
#define TILE_TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw")))
#define TILE_ROWS 14
#define TILE_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)
#include "product_tile.h"
#endif

// A pair of bfloat16 times pairs in Float32: a bfloat16 is the upper half of a Float32.
#define PLAIN_DOT(sum, a, b)                                           \
  TILE_ADD((vector16)((a) & 0xffff0000u), (vector16)((b) & 0xffff0000u), \
           TILE_ADD((vector16)((a) << 16), (vector16)((b) << 16), sum))

#define TILE(name) portable_##name
#define TILE_TARGET
#define TILE_ROWS 6
#define TILE_ADD(a, b, c) ((a) * (b) + (c))
#define TILE_DOT PLAIN_DOT
#include "product_pair_tile.h"
#undef TILE_ADD

#if defined(__x86_64__)
#define TILE(name) avx2_##name
#define TILE_TARGET __attribute__((target("avx2,fma")))
#define TILE_ROWS 6
#define TILE_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)
#define TILE_DOT PLAIN_DOT
#include "product_pair_tile.h"
#undef TILE_ADD

#define TILE(name) bfloat16_##name
#define TILE_TARGET __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16")))
#define TILE_ROWS 14
#define TILE_DOT(sum, a, b) ((vector16)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(a), (__m512bh)(b)))
#include "product_pair_tile.h"
#endif

typedef void tile_function(int rows, int panels, int packed, int stream, long segments, long segment, const float *a,
                           long row_stride, long segment_stride, const float *b, long panel_stride, float *c,
                           strata_target layout, int columns, int accumulate);
typedef void pair_tile_function(int rows, long pairs, const uint32_t *a, const uint32_t *b, float *c, long row_stride,
                                int columns, int accumulate);

// One of the two functions is there.
typedef struct {
  tile_function *tile;
  pair_tile_function *pair_tile;
  int rows;
} product_kernel;

static const product_kernel kernels[strata_kernel_count] = {
#if defined(__x86_64__)
    [strata_kernel_portable] = {portable_tile, 0, 14},
    [strata_kernel_avx2] = {avx2_tile, 0, 6},
    [strata_kernel_avx512] = {avx512_tile, 0, 14},
    [strata_kernel_bfloat16_portable] = {0, portable_pair_tile, 6},
    [strata_kernel_bfloat16_avx2] = {0, avx2_pair_tile, 6},
    [strata_kernel_bfloat16_avx512] = {0, bfloat16_pair_tile, 14},
#else
    [strata_kernel_portable] = {portable_tile, 0, 6},
    [strata_kernel_bfloat16_portable] = {0, portable_pair_tile, 6},
#endif
};

int strata_kernel_is_supported(int kernel) {
#if defined(__x86_64__)
  if (kernel == strata_kernel_avx2 || kernel == strata_kernel_bfloat16_avx2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (kernel == strata_kernel_avx512) return __builtin_cpu_supports("x86-64-v4");
  if (kernel == strata_kernel_bfloat16_avx512)
    return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512bf16");
#endif
  return kernel == strata_kernel_portable || kernel == strata_kernel_bfloat16_portable;
}

// A panel of at most this depth and a block of A of at most this many numbers stay together in a second-level cache of
// 512 kB, which feeds the tiles in order nearly as fast as the first; a shallower panel would add to C more often.
enum { greatest_depth = strata_greatest_depth, greatest_block = 64 * 1024, few_rows = 32, few_packed_rows = 128 };

// One or two rows alone have too few sums to keep the processor busy: they take several panels at a time.
static inline long greatest_panels(long rows) { return rows == 1 ? TILE_PANELS : rows == 2 ? TILE_PANELS / 2 : 1; }

static inline long smaller(long a, long b) { return a < b ? a : b; }

static inline long panels_of(long columns) { return (columns + strata_panel_width - 1) / strata_panel_width; }

// Rows cut into tiles of nearly equal height: the first `taller` have one row more than the others.
typedef struct {
  long height, taller, count;
} tiling;

static tiling tiles_of(long rows, long greatest_height) {
  tiling result = {.count = (rows + greatest_height - 1) / greatest_height};
  result.height = rows / result.count;
  result.taller = rows % result.count;
  return result;
}

static inline long height_of(tiling tiles, long tile) { return tiles.height + (tile < tiles.taller); }

static inline long first_row(tiling tiles, long tile) { return tile * tiles.height + smaller(tile, tiles.taller); }

// The scratch of a thread: 475 kB in all, of which only what is used takes memory.
static _Thread_local float packed_rows[greatest_block + 14 * greatest_depth] __attribute__((aligned(64)));

// With the height known the compiler copies a row of the tile at once.
static inline __attribute__((always_inline)) void pack_tile_of(const int height, long depth, const float *source,
                                                               long column_stride, float *target) {
  for (long k = 0; k < depth; k++, source += column_stride, target += height) {
    memcpy(target, source, height * sizeof(float));
  }
}

static void pack_tile(long height, long depth, const float *source, long column_stride, float *target) {
#define PACK_CASE(height)                                        \
  case height:                                                   \
    pack_tile_of(height, depth, source, column_stride, target);  \
    break;
  switch (height) { CASES_TO_14(PACK_CASE) }
#undef PACK_CASE
}

// Rows of A that lie side by side in memory are packed as tiles, one after the other, each [k][row of the tile]. Few rows
// stay in cache from one tile to the next.
static void pack_tiles(tiling tiles, long first, long last, long depth, const float *a, long column_stride) {
  long rows = first_row(tiles, last) - first_row(tiles, first);
  if (rows <= few_packed_rows) {
    float *target = packed_rows;
    for (long tile = first; tile < last; tile++) {
      long height = height_of(tiles, tile);
      pack_tile(height, depth, a + first_row(tiles, tile), column_stride, target);
      target += height * depth;
    }
    return;
  }
  for (long k = 0; k < depth; k++) {
    const float *source = a + first_row(tiles, first) + k * column_stride;
    for (long i = 0; k + 12 < depth && i < rows; i += 16) __builtin_prefetch(source + 12 * column_stride + i);
    float *tile_start = packed_rows;
    for (long tile = first; tile < last; tile++) {
      long height = height_of(tiles, tile);
      float *target = tile_start + k * height;
      // The usual height, for which the compiler knows how to copy.
      if (height == 6) {
        memcpy(target, source, 6 * sizeof(float));
      } else {
        for (long i = 0; i < height; i++) target[i] = source[i];
      }
      tile_start += height * depth;
      source += height;
    }
  }
}

// One block of k.
static void multiply_block(const product_kernel *kernel, long rows, long columns, long depth, strata_factor a,
                           const float *panels, long panel_stride, strata_target c, int accumulate) {
  int packed = a.column_stride != 1;
  long segment = packed ? depth : smaller(a.segment, depth);
  tiling tiles = tiles_of(rows, kernel->rows);
  long block = greatest_block / (height_of(tiles, 0) * depth);
  if (block < 1) block = 1;
  for (long first = 0; first < tiles.count; first += block) {
    long last = smaller(first + block, tiles.count), start = first_row(tiles, first);
    if (packed) pack_tiles(tiles, first, last, depth, a.start, a.column_stride);
    for (long column = 0; column < columns;) {
      long panel = column / strata_panel_width, left = columns - column;
      long group = packed ? 1 : smaller(greatest_panels(rows), panels_of(left));
      int width = (int)smaller(left, group * strata_panel_width);
      const float *x = packed ? packed_rows : a.start + start * a.row_stride;
      float *target = c.start + panel * c.panel_stride + start * c.row_stride;
      for (long tile = first; tile < last; tile++) {
        long height = height_of(tiles, tile);
        kernel->tile((int)height, (int)group, packed, rows <= few_rows && tile == first, depth / segment, segment, x,
                     a.row_stride, a.segment_stride, panels + panel * panel_stride, panel_stride, target, c, width,
                     accumulate);
        x += height * (packed ? depth : a.row_stride);
        target += height * c.row_stride;
      }
      column += width;
    }
  }
}

static _Thread_local uint32_t pairs_of_rows[(greatest_block + 14 * greatest_depth) / 2] __attribute__((aligned(64)));
static _Thread_local uint32_t pairs_of_panel[greatest_depth / 2 * strata_panel_width] __attribute__((aligned(64)));

// The nearest bfloat16, ties to even, in the upper half; a number that is none stays none.
static inline uint32_t round_to_bfloat16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) & 0xffff0000u;
  return (bits & 0x7fffffffu) > 0x7f800000u ? (bits | 0x00400000u) & 0xffff0000u : rounded;
}

static inline uint32_t pair_of(float first, float second) {
  return round_to_bfloat16(first) >> 16 | round_to_bfloat16(second);
}

// Packs tiles as [k / 2][row of the tile] pairs; the last pair of an odd depth ends in 0.
static void pack_pairs_of_rows(tiling tiles, long first, long last, long depth, strata_factor a) {
  long segment = smaller(a.segment, depth), between = a.segment_stride - segment * a.column_stride;
  uint32_t *target = pairs_of_rows;
  for (long tile = first; tile < last; tile++) {
    long height = height_of(tiles, tile);
    const float *x = a.start + first_row(tiles, tile) * a.row_stride;
    for (long k = 0, inside = 0; k < depth; k += 2, target += height) {
      for (long i = 0; i < height; i++) {
        const float *pair = x + i * a.row_stride;
        target[i] = pair_of(pair[0], k + 1 < depth ? pair[a.column_stride] : 0);
      }
      // A segment has an even length, so a pair lies within one.
      inside += 2;
      x += 2 * a.column_stride;
      if (inside == segment && k + 2 < depth) {
        x += between;
        inside = 0;
      }
    }
  }
}

STRATA_DISPATCH
static void pack_pairs_of_panel(long depth, const float *restrict panel) {
  for (long p = 0; p < depth / 2; p++) {
    for (long j = 0; j < strata_panel_width; j++) {
      pairs_of_panel[p * strata_panel_width + j] =
          pair_of(panel[2 * p * strata_panel_width + j], panel[(2 * p + 1) * strata_panel_width + j]);
    }
  }
  if (depth % 2 == 0) return;
  for (long j = 0; j < strata_panel_width; j++) {
    pairs_of_panel[depth / 2 * strata_panel_width + j] = pair_of(panel[(depth - 1) * strata_panel_width + j], 0);
  }
}

// The same with both factors rounded to bfloat16 as they are packed.
static void multiply_block_of_pairs(const product_kernel *kernel, long rows, long columns, long depth,
                                    strata_factor a, const float *panels, long panel_stride, strata_target c,
                                    int accumulate) {
  long pairs = (depth + 1) / 2;
  tiling tiles = tiles_of(rows, kernel->rows);
  long block = greatest_block / 2 / (height_of(tiles, 0) * pairs);
  if (block < 1) block = 1;
  for (long first = 0; first < tiles.count; first += block) {
    long last = smaller(first + block, tiles.count);
    pack_pairs_of_rows(tiles, first, last, depth, a);
    for (long column = 0; column < columns; column += strata_panel_width) {
      long panel = column / strata_panel_width;
      pack_pairs_of_panel(depth, panels + panel * panel_stride);
      const uint32_t *x = pairs_of_rows;
      float *target = c.start + panel * c.panel_stride + first_row(tiles, first) * c.row_stride;
      for (long tile = first; tile < last; tile++) {
        long height = height_of(tiles, tile);
        kernel->pair_tile((int)height, pairs, x, pairs_of_panel, target, c.row_stride,
                          (int)smaller(columns - column, strata_panel_width), accumulate);
        x += height * pairs;
        target += height * c.row_stride;
      }
    }
  }
}

void strata_multiply_panels(int kernel, long rows, long columns, long depth, strata_factor a, const float *panels,
                            long panel_stride, strata_target c, int accumulate) {
  if (rows <= 0 || columns <= 0 || depth <= 0) return;
  long blocks = (depth + greatest_depth - 1) / greatest_depth;
  long each = (depth + blocks - 1) / blocks;
  each = (each + strata_panel_width - 1) / strata_panel_width * strata_panel_width;
  // Few rows: panels come from memory, so each group of them is read to its full depth before the next; with many rows a
  // block of A would be packed for each. Groups are nearly equal, because one left-over panel takes as long as four.
  long all = panels_of(columns), groups = rows <= few_rows ? tiles_of(all, greatest_panels(rows)).count : 1;
  for (long group = 0; group < groups; group++) {
    long first = all * group / groups, end = all * (group + 1) / groups;
    long width = smaller(columns, end * strata_panel_width) - first * strata_panel_width;
    strata_target target = c;
    target.start += first * c.panel_stride;
    for (long k = 0; k < depth; k += each) {
      strata_factor part = a;
      part.start += a.segment < depth ? k / a.segment * a.segment_stride : k * a.column_stride;
      (kernels[kernel].tile ? multiply_block : multiply_block_of_pairs)(
          &kernels[kernel], rows, width, smaller(each, depth - k), part,
          panels + first * panel_stride + k * strata_panel_width, panel_stride, target, accumulate || k > 0);
    }
  }
}

void strata_pack_panel(long depth, long columns, const float *matrix, long row_stride, long column_stride,
                       float *panel) {
  for (long k = 0; k < depth; k++, matrix += row_stride, panel += strata_panel_width) {
    if (columns == strata_panel_width && column_stride == 1) {
      memcpy(panel, matrix, strata_panel_width * sizeof(float));
    } else if (columns == strata_panel_width) {
      for (long j = 0; j < strata_panel_width; j++) panel[j] = matrix[j * column_stride];
    } else {
      for (long j = 0; j < strata_panel_width; j++) panel[j] = j < columns ? matrix[j * column_stride] : 0;
    }
  }
}

void strata_unpack_panel_transposed(long depth, long columns, const float *panel, float *matrix, long leading) {
  for (long j = 0; j < columns; j++) {
    for (long i = 0; i < depth; i++) matrix[j * leading + i] = panel[i * strata_panel_width + j];
  }
}
