#!/usr/bin/env python3
"""Prints as JSON the Float32 GFLOP/s of NumPy's and PyTorch's matrix products on given shapes.

usage: sgemm_rate.py --shapes 700,10000,650,1 10000,650,700,1 … --threads 2 [--repeats 7]

A shape is m,n,k,count: an m × k matrix by a k × n one, `count` times. Each has the median of its repeats; the rate of a
library is all their work over all their time.
"""
import argparse
import json
import os
import statistics
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shapes", nargs="+", required=True, metavar="m,n,k,count")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--repeats", type=int, default=7)
    return parser.parse_args()


OPTIONS = parse()
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(OPTIONS.threads)

import numpy as np  # noqa: E402  the libraries read the variables when they are loaded
import torch  # noqa: E402


def seconds(multiply, repeats):
    multiply()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        multiply()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    torch.set_num_threads(OPTIONS.threads)
    draw = np.random.default_rng(1)
    work, numpy_time, torch_time = 0, 0.0, 0.0
    for m, n, k, count in (map(int, shape.split(",")) for shape in OPTIONS.shapes):
        a = draw.standard_normal((m, k), dtype=np.float32)
        b = draw.standard_normal((k, n), dtype=np.float32)
        work += count * 2 * m * n * k
        c = np.empty((m, n), dtype=np.float32)
        numpy_time += count * seconds(lambda: np.matmul(a, b, out=c), OPTIONS.repeats)
        x, y, z = torch.from_numpy(a), torch.from_numpy(b), torch.from_numpy(c)
        torch_time += count * seconds(lambda: torch.mm(x, y, out=z), OPTIONS.repeats)
    print(json.dumps({"numpy": 1e-9 * work / numpy_time, "torch": 1e-9 * work / torch_time}))


if __name__ == "__main__":
    main()
