// Softmax and its gradient over logits in panels: [word][16 rows], a block of words at a time while it is in cache.
#ifndef STRATA_SOFTMAX_H
#define STRATA_SOFTMAX_H

/// Exponentials of a block of words of one panel.
///
/// Adds `bias` [words] to `logits` [words][16]; then replaces every logit by exp(logit − maxima[row]), where
/// maxima[row] is the greatest logit of the row in this block; sums[row] gets the sum of these exponentials,
/// which is added up in Float32.
void strata_softmax_block(int words, float *logits, const float *bias, float *maxima, double *sums);

/// Joins the blocks of one panel.
///
/// `maxima` and `sums` are [block][16], as strata_softmax_block left them. log_sums[row] gets the logarithm of the sum
/// of the exponentials of the row's logits; maxima[block][row] becomes the number that turns the exponentials of the
/// block into `scale` times the softmax, or 0 for rows from `rows` on.
void strata_softmax_join(int blocks, int rows, float *maxima, const double *sums, double scale, double *log_sums);

/// values[word][row] *= factors[row], for a block of words of one panel.
void strata_scale_panel(int words, float *values, const float *factors);

/// sums[word] ← Σ values[panel][word][row] over all panels, `panel_stride` numbers apart, and rows; added where
/// `accumulate` is not 0.
void strata_sum_panel_rows(int words, int panels, const float *values, long panel_stride, int accumulate,
                           float *sums);

#endif
