#include "strata_lstm.h"

#include "strata_vector_math.h"

STRATA_DISPATCH
void strata_lstm_gates_forward(int lanes, int hidden, int first, int count, float *restrict gates,
                               const float *restrict previous_cell, float *restrict cell, float *restrict cell_tanh,
                               float *restrict hidden_state) {
  for (int lane = 0; lane < lanes; lane++) {
    float *restrict i = gates + (long)lane * 4 * hidden + first;
    float *restrict f = i + hidden;
    float *restrict g = f + hidden;
    float *restrict o = g + hidden;
    const float *restrict old = previous_cell + (long)lane * hidden + first;
    float *restrict c = cell + (long)lane * hidden + first;
    float *restrict t = cell_tanh + (long)lane * hidden + first;
    float *restrict h = hidden_state + (long)lane * hidden + first;
#pragma clang loop vectorize(assume_safety)
    for (int u = 0; u < count; u++) {
      float input = strata_logistic(i[u]);
      float forget = strata_logistic(f[u]);
      float candidate = strata_tanh(g[u]);
      float output = strata_logistic(o[u]);
      float updated = forget * old[u] + input * candidate;
      float squashed = strata_tanh(updated);
      i[u] = input;
      f[u] = forget;
      g[u] = candidate;
      o[u] = output;
      c[u] = updated;
      t[u] = squashed;
      h[u] = output * squashed;
    }
  }
}

STRATA_DISPATCH
void strata_lstm_hidden(int lanes, int hidden, const float *restrict gates, const float *restrict cell,
                        float *restrict cell_tanh, float *restrict hidden_state) {
  for (int lane = 0; lane < lanes; lane++) {
    const float *restrict o = gates + ((long)lane * 4 + 3) * hidden;
    const float *restrict c = cell + (long)lane * hidden;
    float *restrict t = cell_tanh + (long)lane * hidden;
    float *restrict h = hidden_state + (long)lane * hidden;
#pragma clang loop vectorize(assume_safety)
    for (int u = 0; u < hidden; u++) {
      float squashed = strata_tanh(c[u]);
      t[u] = squashed;
      h[u] = o[u] * squashed;
    }
  }
}

STRATA_DISPATCH
void strata_lstm_gates_backward(int lanes, int hidden, int first, int count, float *restrict gates,
                                const float *restrict previous_cell, const float *restrict cell_tanh,
                                const float *restrict hidden_gradient, float *restrict cell_gradient) {
  for (int lane = 0; lane < lanes; lane++) {
    float *restrict i = gates + (long)lane * 4 * hidden + first;
    float *restrict f = i + hidden;
    float *restrict g = f + hidden;
    float *restrict o = g + hidden;
    const float *restrict old = previous_cell + (long)lane * hidden + first;
    const float *restrict t = cell_tanh + (long)lane * hidden + first;
    const float *restrict dh = hidden_gradient + (long)lane * hidden + first;
    float *restrict dc = cell_gradient + (long)lane * hidden + first;
#pragma clang loop vectorize(assume_safety)
    for (int u = 0; u < count; u++) {
      float d = dc[u] + dh[u] * o[u] * (1.0f - t[u] * t[u]);
      float input = i[u], forget = f[u], candidate = g[u], output = o[u];
      o[u] = dh[u] * t[u] * output * (1.0f - output);
      i[u] = d * candidate * input * (1.0f - input);
      f[u] = d * old[u] * forget * (1.0f - forget);
      g[u] = d * input * (1.0f - candidate * candidate);
      dc[u] = d * forget;
    }
  }
}
