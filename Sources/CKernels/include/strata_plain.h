// The pointwise part of a step of a plain recurrent layer, h' = f(a), for a block of units of every lane.
#ifndef STRATA_PLAIN_H
#define STRATA_PLAIN_H

/// What f is.
typedef enum {
  strata_plain_tanh,
  strata_plain_relu,
  strata_plain_linear,
} strata_plain_function;

/// Forward pass of units first ..< first + count of `lanes` lanes: h' = f(pre-activation), all [lane][hidden].
void strata_plain_forward(strata_plain_function function, int lanes, int hidden, int first, int count,
                          const float *pre_activation, float *hidden_state);

/// Backward pass of the same block: gradient of the pre-activations = hidden_gradient · f', from h'.
void strata_plain_backward(strata_plain_function function, int lanes, int hidden, int first, int count,
                           const float *hidden_state, const float *hidden_gradient, float *gradient);

#endif
