#include "strata_plain.h"

#include "strata_vector_math.h"

STRATA_DISPATCH
void strata_plain_forward(strata_plain_function function, int lanes, int hidden, int first, int count,
                          const float *restrict pre_activation, float *restrict hidden_state) {
  for (int lane = 0; lane < lanes; lane++) {
    const float *restrict a = pre_activation + (long)lane * hidden + first;
    float *restrict h = hidden_state + (long)lane * hidden + first;
    switch (function) {
      case strata_plain_tanh:
#pragma clang loop vectorize(assume_safety)
        for (int u = 0; u < count; u++) h[u] = strata_tanh(a[u]);
        break;
      case strata_plain_relu:
        // A number that is none stays visible.
        for (int u = 0; u < count; u++) h[u] = a[u] < 0.0f ? 0.0f : a[u];
        break;
      case strata_plain_linear:
        for (int u = 0; u < count; u++) h[u] = a[u];
        break;
    }
  }
}

STRATA_DISPATCH
void strata_plain_backward(strata_plain_function function, int lanes, int hidden, int first, int count,
                           const float *restrict hidden_state, const float *restrict hidden_gradient,
                           float *restrict gradient) {
  for (int lane = 0; lane < lanes; lane++) {
    const float *restrict h = hidden_state + (long)lane * hidden + first;
    const float *restrict dh = hidden_gradient + (long)lane * hidden + first;
    float *restrict da = gradient + (long)lane * hidden + first;
    switch (function) {
      case strata_plain_tanh:
        for (int u = 0; u < count; u++) da[u] = dh[u] * (1.0f - h[u] * h[u]);
        break;
      case strata_plain_relu:
        for (int u = 0; u < count; u++) da[u] = h[u] > 0.0f ? dh[u] : 0.0f;
        break;
      case strata_plain_linear:
        for (int u = 0; u < count; u++) da[u] = dh[u];
        break;
    }
  }
}
