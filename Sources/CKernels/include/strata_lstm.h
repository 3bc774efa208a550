// The pointwise part of an LSTM step, for a block of units of every lane.
#ifndef STRATA_LSTM_H
#define STRATA_LSTM_H

/// Forward pass of units first ..< first + count of `lanes` lanes.
///
/// `gates` [lane][4·hidden] holds pre-activations in the order i f g o and is replaced by the activated gates.
/// `previous_cell`, `cell`, `cell_tanh`, `hidden_state` are [lane][hidden]: c' = f·c + i·g, h' = o·tanh c'.
void strata_lstm_gates_forward(int lanes, int hidden, int first, int count, float *gates, const float *previous_cell,
                               float *cell, float *cell_tanh, float *hidden_state);

/// h = o·tanh c for all units of `lanes` lanes, after c was changed; arrays as in strata_lstm_gates_forward.
void strata_lstm_hidden(int lanes, int hidden, const float *gates, const float *cell, float *cell_tanh,
                        float *hidden_state);

/// Backward pass of the same block.
///
/// `gates` holds the activated gates and is replaced by the gradient of the pre-activations. `hidden_gradient`
/// [lane][hidden] is the whole gradient of h'. `cell_gradient` [lane][hidden] holds the gradient that reaches c' from
/// the next step and is replaced by that of c.
void strata_lstm_gates_backward(int lanes, int hidden, int first, int count, float *gates, const float *previous_cell,
                                const float *cell_tanh, const float *hidden_gradient, float *cell_gradient);

#endif
