#include "strata_updates.h"

#include "strata_vector_math.h"

STRATA_DISPATCH
void strata_momentum_step(long count, const float *restrict gradient, float scale, float decay, float momentum,
                          float rate, float *restrict velocity, float *restrict parameter) {
  for (long i = 0; i < count; i++) {
    float g = scale * gradient[i] + decay * parameter[i];
    velocity[i] = momentum * velocity[i] + g;
    parameter[i] -= rate * velocity[i];
  }
}

STRATA_DISPATCH
void strata_descent_step(long count, const float *restrict gradient, float scale, float decay, float rate,
                         float *restrict parameter) {
  for (long i = 0; i < count; i++) parameter[i] -= rate * (scale * gradient[i] + decay * parameter[i]);
}

STRATA_DISPATCH
void strata_adam_step(long count, const float *restrict gradient, float scale, float decay, float beta1, float beta2,
                      float rest1, float rest2, float rate, float root, float epsilon, float *restrict mean, float *restrict square,
                      float *restrict parameter) {
  for (long i = 0; i < count; i++) {
    float g = scale * gradient[i] + decay * parameter[i];
    mean[i] = beta1 * mean[i] + rest1 * g;
    square[i] = beta2 * square[i] + rest2 * g * g;
    parameter[i] -= rate * mean[i] / (__builtin_sqrtf(square[i]) * root + epsilon);
  }
}
