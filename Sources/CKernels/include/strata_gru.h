// The pointwise part of a GRU step, for a block of units of every lane.
#ifndef STRATA_GRU_H
#define STRATA_GRU_H

/// Forward pass of units first ..< first + count of `lanes` lanes.
///
/// `gates` [lane][3·hidden] holds pre-activations in the order r z n, of n those without the recurrent part, and is replaced
/// by the activated gates. `candidate` [lane][hidden] holds the recurrent part of n. `previous` and `hidden_state` are
/// [lane][hidden]: n = tanh(a + r·candidate), h' = n + z·(h − n).
void strata_gru_gates_forward(int lanes, int hidden, int first, int count, float *gates, const float *candidate,
                              const float *previous, float *hidden_state);

/// Backward pass of the same block.
///
/// `gates` holds the activated gates and is replaced by the gradient of the pre-activations, `candidate` holds the recurrent
/// part of n and is replaced by its gradient. `hidden_gradient` [lane][hidden] is the whole gradient of h'; what goes straight
/// to h is added to `previous_gradient`, which may be null.
void strata_gru_gates_backward(int lanes, int hidden, int first, int count, float *gates, float *candidate,
                               const float *previous, const float *hidden_gradient, float *previous_gradient);

#endif
