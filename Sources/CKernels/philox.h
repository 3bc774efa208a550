// 64 draws of Philox4x32-10 for the counters (first_block + b, 0, 0, 0), b < 16, as Tensors/Philox.swift has it.
// Draw d stands at words[d % 4][d / 4], so that the loop over blocks vectorises.
static inline __attribute__((always_inline)) void philox_draws(uint64_t first_block, uint64_t key,
                                                               uint32_t words[restrict 4][16]) {
#pragma clang loop vectorize(assume_safety)
  for (int b = 0; b < 16; b++) {
    uint64_t block = first_block + (uint64_t)b;
    uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32), c2 = 0, c3 = 0;
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      uint64_t p0 = 0xD2511F53ull * c0, p1 = 0xCD9E8D57ull * c2;
      uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
      c1 = (uint32_t)p1;
      c3 = (uint32_t)p0;
      c0 = n0;
      c2 = n2;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    words[0][b] = c0;
    words[1][b] = c1;
    words[2][b] = c2;
    words[3][b] = c3;
  }
}
