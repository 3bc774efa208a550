// Reductions and elementwise passes over rows and flat arrays.
#ifndef STRATA_ROWS_H
#define STRATA_ROWS_H

#include <stdint.h>

/// The sum of squares of `count` numbers, in Float64.
double strata_sum_of_squares(const float *values, long count);

/// values[i] += scale · other[i].
void strata_add_scaled(float *values, const float *other, float scale, long count);

/// values[i] ← keep·values[i] + scale·other[i] for `count` numbers.
void strata_combine(float *values, const float *other, float keep, float scale, long count);

/// values[i] ← scale·values[i] for `count` numbers.
void strata_scale(float *values, float scale, long count);

/// values[i] ← values[i]·other[i] for `count` numbers.
void strata_multiply(float *values, const float *other, long count);

/// values[i] ← the nearest number within ±limit, for `count` numbers; one that is none stays so.
void strata_limit(float *values, float limit, long count);

/// values[i] ← the greater of values[i] + other[i] and 0; a sum that is no number stays none.
void strata_add_rectified(const float *other, long count, float *values);

/// gradient[i] ← 0 where rectified[i] is not above 0.
void strata_pass_where_positive(const float *rectified, long count, float *gradient);

/// sums[j] ← Σ_i matrix[i][j] over a rows × columns matrix with row length `leading`.
void strata_column_sums(int rows, int columns, const float *matrix, long leading, float *sums);

/// Inverted dropout: output[i] = 0 where draw first + i of the Philox key is below `probability`, else input[i]·scale.
void strata_dropout(uint64_t key, uint64_t first, double probability, float scale, long count, const float *input,
                    float *output);

#endif
