#include "strata_pooling.h"

#include <string.h>

static inline long larger(long a, long b) { return a > b ? a : b; }
static inline long smaller(long a, long b) { return a < b ? a : b; }

// The part of a window that lies within the image.
typedef struct {
  long top, bottom, left, right;
} extent;

static inline extent extent_of(const strata_pooling *p, long row, long column) {
  long top = row * p->stride - p->padding, left = column * p->stride - p->padding;
  extent result = {larger(top, 0), smaller(top + p->window, p->height), larger(left, 0),
                   smaller(left + p->window, p->width)};
  return result;
}

void strata_max_pool(const strata_pooling *p, long first, long last, const float *restrict input,
                     float *restrict output, int *restrict places) {
  long in = p->height * p->width * p->channels, out = p->rows * p->columns * p->channels;
  for (long image = first; image < last; image++) {
    const float *x = input + image * in;
    for (long row = 0; row < p->rows; row++) {
      for (long column = 0; column < p->columns; column++) {
        long start = image * out + (row * p->columns + column) * p->channels;
        extent window = extent_of(p, row, column);
        float *y = output + start;
        int *place = places + start;
        long corner = (window.top * p->width + window.left) * p->channels;
        for (long c = 0; c < p->channels; c++) {
          y[c] = x[corner + c];
          place[c] = (int)(corner + c);
        }
        for (long r = window.top; r < window.bottom; r++) {
          for (long q = window.left; q < window.right; q++) {
            long at = (r * p->width + q) * p->channels;
            for (long c = 0; c < p->channels; c++) {
              float value = x[at + c];
              int wins = value > y[c] || (value != value && y[c] == y[c]);
              y[c] = wins ? value : y[c];
              place[c] = wins ? (int)(at + c) : place[c];
            }
          }
        }
      }
    }
  }
}

void strata_max_pool_gradient(const strata_pooling *p, long first, long last, const float *restrict output_gradient,
                              const int *restrict places, float *restrict input_gradient) {
  long in = p->height * p->width * p->channels, out = p->rows * p->columns * p->channels;
  for (long image = first; image < last; image++) {
    float *x = input_gradient + image * in;
    memset(x, 0, in * sizeof(float));
    for (long i = image * out; i < (image + 1) * out; i++) x[places[i]] += output_gradient[i];
  }
}

void strata_mean_pool(const strata_pooling *p, long first, long last, const float *restrict input,
                      float *restrict output) {
  long in = p->height * p->width * p->channels, out = p->rows * p->columns * p->channels;
  float share = 1.0f / (float)(p->window * p->window);
  for (long image = first; image < last; image++) {
    for (long row = 0; row < p->rows; row++) {
      for (long column = 0; column < p->columns; column++) {
        extent window = extent_of(p, row, column);
        float *y = output + image * out + (row * p->columns + column) * p->channels;
        memset(y, 0, p->channels * sizeof(float));
        for (long r = window.top; r < window.bottom; r++) {
          for (long q = window.left; q < window.right; q++) {
            const float *x = input + image * in + (r * p->width + q) * p->channels;
            for (long c = 0; c < p->channels; c++) y[c] += x[c];
          }
        }
        for (long c = 0; c < p->channels; c++) y[c] *= share;
      }
    }
  }
}

void strata_mean_pool_gradient(const strata_pooling *p, long first, long last, const float *restrict output_gradient,
                               float *restrict input_gradient) {
  long in = p->height * p->width * p->channels, out = p->rows * p->columns * p->channels;
  float share = 1.0f / (float)(p->window * p->window);
  for (long image = first; image < last; image++) {
    memset(input_gradient + image * in, 0, in * sizeof(float));
    for (long row = 0; row < p->rows; row++) {
      for (long column = 0; column < p->columns; column++) {
        extent window = extent_of(p, row, column);
        const float *y = output_gradient + image * out + (row * p->columns + column) * p->channels;
        for (long r = window.top; r < window.bottom; r++) {
          for (long q = window.left; q < window.right; q++) {
            float *x = input_gradient + image * in + (r * p->width + q) * p->channels;
            for (long c = 0; c < p->channels; c++) x[c] += share * y[c];
          }
        }
      }
    }
  }
}
