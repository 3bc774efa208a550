#include "strata_softmax.h"

#include <math.h>

#include "strata_products.h"
#include "strata_vector_math.h"

enum { width = strata_panel_width };

STRATA_DISPATCH
void strata_softmax_block(int words, float *restrict logits, const float *restrict bias, float *restrict maxima,
                          double *restrict sums) {
  float greatest[width], total[width];
  for (int j = 0; j < width; j++) {
    greatest[j] = -INFINITY;
    total[j] = 0;
  }
  for (int i = 0; i < words; i++) {
    float *restrict row = logits + (long)i * width;
    for (int j = 0; j < width; j++) {
      float value = row[j] + bias[i];
      row[j] = value;
      greatest[j] = value > greatest[j] ? value : greatest[j];
    }
  }
  for (int i = 0; i < words; i++) {
    float *restrict row = logits + (long)i * width;
    for (int j = 0; j < width; j++) {
      float value = strata_exp(row[j] - greatest[j]);
      row[j] = value;
      total[j] += value;
    }
  }
  for (int j = 0; j < width; j++) {
    maxima[j] = greatest[j];
    sums[j] = total[j];
  }
}

STRATA_DISPATCH
void strata_softmax_join(int blocks, int rows, float *restrict maxima, const double *restrict sums, double scale,
                         double *restrict log_sums) {
  float greatest[width];
  double total[width];
  for (int j = 0; j < width; j++) {
    greatest[j] = -INFINITY;
    total[j] = 0;
  }
  for (int b = 0; b < blocks; b++) {
    for (int j = 0; j < width; j++) {
      float value = maxima[b * width + j];
      greatest[j] = value > greatest[j] ? value : greatest[j];
    }
  }
  for (int b = 0; b < blocks; b++) {
    for (int j = 0; j < width; j++) {
      float weight = strata_exp(maxima[b * width + j] - greatest[j]);
      maxima[b * width + j] = weight;
      total[j] += sums[b * width + j] * weight;
    }
  }
  for (int j = 0; j < width; j++) {
    log_sums[j] = log(total[j]) + greatest[j];
    total[j] = j < rows ? scale / total[j] : 0;
  }
  for (int b = 0; b < blocks; b++) {
    for (int j = 0; j < width; j++) maxima[b * width + j] = (float)(maxima[b * width + j] * total[j]);
  }
}

STRATA_DISPATCH
void strata_scale_panel(int words, float *restrict values, const float *restrict factors) {
  for (int i = 0; i < words; i++) {
    for (int j = 0; j < width; j++) values[(long)i * width + j] *= factors[j];
  }
}

STRATA_DISPATCH
void strata_sum_panel_rows(int words, int panels, const float *values, long panel_stride, int accumulate,
                           float *restrict sums) {
  for (int i = 0; i < words; i++) {
    float partial[width] = {0};
    for (int p = 0; p < panels; p++) {
      const float *restrict row = values + p * panel_stride + (long)i * width;
      for (int j = 0; j < width; j++) partial[j] += row[j];
    }
    float total = 0;
    for (int j = 0; j < width; j++) total += partial[j];
    sums[i] = accumulate ? sums[i] + total : total;
  }
}
