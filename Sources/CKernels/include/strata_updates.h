// Steps of optimisers, number by number.
#ifndef STRATA_UPDATES_H
#define STRATA_UPDATES_H

/// g ← scale·gradient + decay·parameter; velocity ← momentum·velocity + g; parameter ← parameter − rate·velocity.
void strata_momentum_step(long count, const float *gradient, float scale, float decay, float momentum, float rate,
                          float *velocity, float *parameter);

/// g as above; parameter ← parameter − rate·g.
void strata_descent_step(long count, const float *gradient, float scale, float decay, float rate, float *parameter);

/// g as above; mean ← β₁·mean + rest₁·g; square ← β₂·square + rest₂·g², where a rest is 1 − β, rounded once;
/// parameter ← parameter − rate·mean / (√(square)·root + ε).
void strata_adam_step(long count, const float *gradient, float scale, float decay, float beta1, float beta2, float rest1,
                      float rest2, float rate, float root, float epsilon, float *mean, float *square, float *parameter);

#endif
