#include "strata_convolution.h"

#include <string.h>

#include "strata_products.h"

// The patches of a block: as long as a block of the depth of a product, as many as stay in a second-level cache.
enum { greatest_depth = strata_greatest_depth, numbers_of_patches = 64 * 1024, fewest_patches = 96 };

static _Thread_local float gathered[numbers_of_patches + fewest_patches * 2 * greatest_depth]
    __attribute__((aligned(64)));
static _Thread_local float scattered[numbers_of_patches] __attribute__((aligned(64)));

static inline long smaller(long a, long b) { return a < b ? a : b; }

typedef struct {
  long image, row, column;
} place;

static inline place place_of(const strata_patches *p, long index) {
  long in_image = p->rows * p->columns;
  place result = {index / in_image, index % in_image / p->columns, index % p->columns};
  return result;
}

static inline void advance(const strata_patches *p, place *at) {
  if (++at->column < p->columns) return;
  at->column = 0;
  if (++at->row < p->rows) return;
  at->row = 0;
  at->image++;
}

// What a tap of an output reads; null beyond the edges.
static inline const float *source_of(const strata_patches *p, const float *input, place at, strata_tap tap) {
  long row = at.row * p->stride + tap.row, column = at.column * p->stride + tap.column;
  if (row < 0 || row >= p->height || column < 0 || column >= p->width) return 0;
  return input + ((at.image * p->height + row) * p->width + column) * p->channels;
}

// How many taps from each one on read pixels side by side.
static void find_runs(const strata_tap *taps, long count, long *runs) {
  for (long t = count - 1; t >= 0; t--) {
    int goes_on = t + 1 < count && taps[t + 1].row == taps[t].row && taps[t + 1].column == taps[t].column + 1;
    runs[t] = goes_on ? runs[t + 1] + 1 : 1;
  }
}

static inline long clamped(long value, long least, long most) {
  return value < least ? least : value > most ? most : value;
}

// A run of taps is copied at once, with zeros for what lies beyond the edges.
static void gather(const strata_patches *p, const float *input, long first, long count, long first_tap, long taps,
                   float *target) {
  long runs[greatest_depth];
  find_runs(p->taps + first_tap, taps, runs);
  place at = place_of(p, first);
  for (long i = 0; i < count; i++, advance(p, &at)) {
    for (long t = 0; t < taps; t += runs[t]) {
      strata_tap tap = p->taps[first_tap + t];
      long row = at.row * p->stride + tap.row, column = at.column * p->stride + tap.column;
      long inside = row >= 0 && row < p->height;
      long begin = inside ? clamped(-column, 0, runs[t]) : runs[t];
      long end = inside ? clamped(p->width - column, begin, runs[t]) : runs[t];
      const float *source = input + ((at.image * p->height + row) * p->width + column) * p->channels;
      if (begin > 0) memset(target, 0, begin * p->channels * sizeof(float));
      if (end > begin)
        memcpy(target + begin * p->channels, source + begin * p->channels, (end - begin) * p->channels * sizeof(float));
      if (end < runs[t]) memset(target + end * p->channels, 0, (runs[t] - end) * p->channels * sizeof(float));
      target += runs[t] * p->channels;
    }
  }
}

// Outputs whose patches are the input as it lies.
static int reads_in_place(const strata_patches *p) {
  return p->tap_count == 1 && p->stride == 1 && p->taps[0].row == 0 && p->taps[0].column == 0 &&
         p->rows == p->height && p->columns == p->width;
}

static int is_contiguous(const strata_patches *p, long outputs, strata_grid grid) {
  return grid.column_stride == outputs && grid.row_stride == outputs * p->columns &&
         grid.image_stride == grid.row_stride * p->rows;
}

static void scatter(const strata_patches *p, const float *values, long first, long count, long outputs,
                    strata_grid grid) {
  place at = place_of(p, first);
  for (long i = 0; i < count; i++, advance(p, &at), values += outputs) {
    float *target = grid.start + at.image * grid.image_stride + at.row * grid.row_stride + at.column * grid.column_stride;
    memcpy(target, values, outputs * sizeof(float));
  }
}

void strata_convolve(int kernel, const strata_patches *patches, const float *input, long first, long count,
                     const float *panels, long outputs, strata_grid grid) {
  long depth = patches->tap_count * patches->channels;
  long taps = greatest_depth / patches->channels;
  if (taps < 1) taps = 1;
  long blocks = (patches->tap_count + taps - 1) / taps;
  taps = (patches->tap_count + blocks - 1) / blocks;
  int in_place = reads_in_place(patches), contiguous = is_contiguous(patches, outputs, grid);
  long most = numbers_of_patches / (taps * patches->channels);
  if (most < fewest_patches) most = fewest_patches;
  if (most * taps * patches->channels > (long)(sizeof gathered / sizeof *gathered))
    most = (long)(sizeof gathered / sizeof *gathered) / (taps * patches->channels);
  if (!contiguous) most = smaller(most, (long)(sizeof scattered / sizeof *scattered) / outputs);
  for (long start = first; start < first + count; start += most) {
    long part = smaller(most, first + count - start);
    float *target = contiguous ? grid.start + start * outputs : scattered;
    strata_target c = {target, outputs, strata_panel_width};
    for (long tap = 0; tap < patches->tap_count; tap += taps) {
      long now = smaller(taps, patches->tap_count - tap), length = now * patches->channels;
      const float *rows = input + start * patches->channels;
      if (!in_place) {
        gather(patches, input, start, part, tap, now, gathered);
        rows = gathered;
      }
      strata_factor a = {rows, length, 1, length, 0};
      strata_multiply_panels(kernel, part, outputs, length, a, panels + tap * patches->channels * strata_panel_width,
                             depth * strata_panel_width, c, tap > 0);
    }
    if (!contiguous) scatter(patches, scattered, start, part, outputs, grid);
  }
}

// Channels by sixteens: a panel's numbers lie side by side in the input.
static void pack_whole_panel(const strata_patches *p, const float *input, long first, long count, long number,
                             float *target) {
  strata_tap tap = p->taps[number / p->channels];
  long channel = number % p->channels;
  place at = place_of(p, first);
  for (long i = 0; i < count; i++, advance(p, &at), target += strata_panel_width) {
    const float *source = source_of(p, input, at, tap);
    if (source) {
      memcpy(target, source + channel, strata_panel_width * sizeof(float));
    } else {
      memset(target, 0, strata_panel_width * sizeof(float));
    }
  }
}

void strata_pack_patches(const strata_patches *patches, const float *input, long first, long count, long first_panel,
                         long last_panel, float *panels, long panel_stride) {
  if (patches->channels % strata_panel_width == 0) {
    for (long panel = first_panel; panel < last_panel; panel++) {
      pack_whole_panel(patches, input, first, count, panel * strata_panel_width, panels + panel * panel_stride);
    }
    return;
  }
  // As many panels at a time as the scratch holds, with the rest of the taps that they begin and end in.
  enum { panels_at_once = numbers_of_patches / strata_panel_width };
  if (last_panel - first_panel > panels_at_once) {
    for (long panel = first_panel; panel < last_panel; panel += panels_at_once) {
      strata_pack_patches(patches, input, first, count, panel, smaller(panel + panels_at_once, last_panel), panels,
                          panel_stride);
    }
    return;
  }
  long numbers = patches->tap_count * patches->channels;
  long last_number = smaller(numbers, last_panel * strata_panel_width);
  long first_tap = first_panel * strata_panel_width / patches->channels;
  long taps = (last_number + patches->channels - 1) / patches->channels - first_tap;
  for (long i = 0; i < count; i++) {
    gather(patches, input, first + i, 1, first_tap, taps, gathered);
    for (long panel = first_panel; panel < last_panel; panel++) {
      float *target = panels + panel * panel_stride + i * strata_panel_width;
      long number = panel * strata_panel_width;
      for (long j = 0; j < strata_panel_width; j++) {
        target[j] = number + j < numbers ? gathered[number + j - first_tap * patches->channels] : 0;
      }
    }
  }
}
