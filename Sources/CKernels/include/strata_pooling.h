// Pooling of images in the order [image][row][column][channel].
#ifndef STRATA_POOLING_H
#define STRATA_POOLING_H

/// Windows of window × window that begin every `stride` rows and columns, `padding` before the first.
typedef struct {
  long height, width, channels;
  long rows, columns;
  long window, stride, padding;
} strata_pooling;

/// output ← the greatest of each window in images [first, last), and which of the input of its image it was: the first in
/// reading order. A number that is none wins.
void strata_max_pool(const strata_pooling *pooling, long first, long last, const float *input, float *output,
                     int *places);

/// input_gradient ← the gradient of the output at the places that won, 0 elsewhere, in images [first, last).
void strata_max_pool_gradient(const strata_pooling *pooling, long first, long last, const float *output_gradient,
                              const int *places, float *input_gradient);

/// output ← the mean of each window in images [first, last), padding counted as zeros.
void strata_mean_pool(const strata_pooling *pooling, long first, long last, const float *input, float *output);

/// input_gradient ← the gradient of the output spread over the windows, in images [first, last).
void strata_mean_pool_gradient(const strata_pooling *pooling, long first, long last, const float *output_gradient,
                               float *input_gradient);

#endif
