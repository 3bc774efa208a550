"""Writes .npy files, Float32, observations × units, that resemble snapshots of a layer during training.

usage: python3 make_snapshots.py FOLDER --snapshots S --units D --rows N

A snapshot is tanh of a mixture of two latent sources, one that fades and one that grows over training, through mixing
matrices that drift from snapshot to snapshot, plus noise. Needs numpy.
"""
import argparse
import pathlib

import numpy


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    for name in ("snapshots", "units", "rows"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    draw = numpy.random.default_rng(0)

    def normal(rows, columns):
        return draw.standard_normal((rows, columns), dtype=numpy.float32)

    units, rows = options.units, options.rows
    early, late = normal(rows, units), normal(rows, units)
    mixing = [normal(units, units) / units ** 0.5 for _ in range(2)]
    for index in range(options.snapshots):
        share = index / max(options.snapshots - 1, 1)
        mixing = [matrix + 0.1 * normal(units, units) / units ** 0.5 for matrix in mixing]
        states = (1 - share) * (early @ mixing[0]) + share * (late @ mixing[1]) + 0.3 * normal(rows, units)
        numpy.save(options.folder / f"s{index:02}.npy", numpy.tanh(states + 0.1))


if __name__ == "__main__":
    main()
