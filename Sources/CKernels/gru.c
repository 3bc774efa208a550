#include "strata_gru.h"

#include "strata_vector_math.h"

STRATA_DISPATCH
void strata_gru_gates_forward(int lanes, int hidden, int first, int count, float *restrict gates,
                              const float *restrict candidate, const float *restrict previous,
                              float *restrict hidden_state) {
  for (int lane = 0; lane < lanes; lane++) {
    float *restrict r = gates + (long)lane * 3 * hidden + first;
    float *restrict z = r + hidden;
    float *restrict n = z + hidden;
    const float *restrict part = candidate + (long)lane * hidden + first;
    const float *restrict old = previous + (long)lane * hidden + first;
    float *restrict h = hidden_state + (long)lane * hidden + first;
#pragma clang loop vectorize(assume_safety)
    for (int u = 0; u < count; u++) {
      float reset = strata_logistic(r[u]);
      float update = strata_logistic(z[u]);
      float fresh = strata_tanh(n[u] + reset * part[u]);
      r[u] = reset;
      z[u] = update;
      n[u] = fresh;
      h[u] = fresh + update * (old[u] - fresh);
    }
  }
}

STRATA_DISPATCH
static void gates_backward(int lanes, int hidden, int first, int count, float *restrict gates,
                           float *restrict candidate, const float *restrict previous,
                           const float *restrict hidden_gradient, float *restrict straight) {
  for (int lane = 0; lane < lanes; lane++) {
    float *restrict r = gates + (long)lane * 3 * hidden + first;
    float *restrict z = r + hidden;
    float *restrict n = z + hidden;
    float *restrict part = candidate + (long)lane * hidden + first;
    const float *restrict old = previous + (long)lane * hidden + first;
    const float *restrict dh = hidden_gradient + (long)lane * hidden + first;
    float *restrict out = straight + (long)lane * hidden + first;
#pragma clang loop vectorize(assume_safety)
    for (int u = 0; u < count; u++) {
      float reset = r[u], update = z[u], fresh = n[u], gradient = dh[u];
      float dn = gradient * (1.0f - update) * (1.0f - fresh * fresh);
      n[u] = dn;
      r[u] = dn * part[u] * reset * (1.0f - reset);
      z[u] = gradient * (old[u] - fresh) * update * (1.0f - update);
      part[u] = dn * reset;
      out[u] += gradient * update;
    }
  }
}

STRATA_DISPATCH
static void first_gates_backward(int lanes, int hidden, int first, int count, float *restrict gates,
                                 float *restrict candidate, const float *restrict previous,
                                 const float *restrict hidden_gradient) {
  for (int lane = 0; lane < lanes; lane++) {
    float *restrict r = gates + (long)lane * 3 * hidden + first;
    float *restrict z = r + hidden;
    float *restrict n = z + hidden;
    float *restrict part = candidate + (long)lane * hidden + first;
    const float *restrict old = previous + (long)lane * hidden + first;
    const float *restrict dh = hidden_gradient + (long)lane * hidden + first;
#pragma clang loop vectorize(assume_safety)
    for (int u = 0; u < count; u++) {
      float reset = r[u], update = z[u], fresh = n[u], gradient = dh[u];
      float dn = gradient * (1.0f - update) * (1.0f - fresh * fresh);
      n[u] = dn;
      r[u] = dn * part[u] * reset * (1.0f - reset);
      z[u] = gradient * (old[u] - fresh) * update * (1.0f - update);
      part[u] = dn * reset;
    }
  }
}

void strata_gru_gates_backward(int lanes, int hidden, int first, int count, float *gates, float *candidate,
                               const float *previous, const float *hidden_gradient, float *previous_gradient) {
  if (previous_gradient) {
    gates_backward(lanes, hidden, first, count, gates, candidate, previous, hidden_gradient, previous_gradient);
  } else {
    first_gates_backward(lanes, hidden, first, count, gates, candidate, previous, hidden_gradient);
  }
}
