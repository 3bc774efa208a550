#!/usr/bin/env python3
"""Prints as JSON the Float32 GFLOP/s of NumPy's and PyTorch's matrix products on the shapes of a language model.

usage: sgemm_rate.py --hidden 650 --vocabulary 10000 --rows 700 [--repeats 7]

The shapes are those of one training step, each with the median of its repeats; the rate of a library is all their work
over all their time.
"""
import argparse
import json
import statistics
import time

import numpy as np
import torch


def seconds(multiply, repeats):
    multiply()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        multiply()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("hidden", "vocabulary", "rows"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    hidden, vocabulary, rows = options.hidden, options.vocabulary, options.rows
    # Logits, the weights' gradient, the hidden states' gradient, and the products of a layer with its input.
    shapes = [
        (rows, vocabulary, hidden), (vocabulary, hidden, rows), (rows, hidden, vocabulary),
        (rows, 4 * hidden, hidden), (4 * hidden, hidden, rows), (rows, hidden, 4 * hidden)]
    draw = np.random.default_rng(1)
    work, numpy_time, torch_time = 0, 0.0, 0.0
    for m, n, k in shapes:
        a = draw.standard_normal((m, k), dtype=np.float32)
        b = draw.standard_normal((k, n), dtype=np.float32)
        work += 2 * m * n * k
        c = np.empty((m, n), dtype=np.float32)
        numpy_time += seconds(lambda: np.matmul(a, b, out=c), options.repeats)
        x, y, z = torch.from_numpy(a), torch.from_numpy(b), torch.from_numpy(c)
        torch_time += seconds(lambda: torch.mm(x, y, out=z), options.repeats)
    print(json.dumps({"numpy": 1e-9 * work / numpy_time, "torch": 1e-9 * work / torch_time}))


if __name__ == "__main__":
    main()
