"""Times google/svcca's compute_pwcca on pairs of .npy files (observations × units) and evaluates the paper's formula.

usage: python3 svcca_pwcca.py SVCCA FILE FILE ... --pairs 0,1 3,2 ... [--formula]

SVCCA is a folder with cca_core.py and pwcca.py. Files are loaded once, as Float64 in the layout that this code wants
(units × observations). Prints one JSON object: the seconds of importing, of loading and of each pair, the peak memory,
and for each pair this code's coefficients and weighted mean; with --formula also PWCCA by the formula of Morcos, Raghu
and Bengio (2018), with the weights of the first and of the second file, in plain NumPy. Needs numpy.
"""
import time

BEGAN = time.perf_counter()

import argparse
import json
import resource
import sys

import numpy


def formula(x, y):
    """PWCCA with the weights of x and of y; rows are units."""
    count = x.shape[1] - 1
    x = x - x.mean(axis=1, keepdims=True)
    y = y - y.mean(axis=1, keepdims=True)

    def roots(covariance):
        values, vectors = numpy.linalg.eigh(covariance)
        return (vectors * values ** 0.5) @ vectors.T, (vectors / values ** 0.5) @ vectors.T

    root_x, inverse_x = roots(x @ x.T / count)
    root_y, inverse_y = roots(y @ y.T / count)
    u, rho, vt = numpy.linalg.svd(inverse_x @ (x @ y.T / count) @ inverse_y, full_matrices=False)
    scores = []
    for projections in (u.T @ root_x, vt @ root_y):
        weights = numpy.abs(projections).sum(axis=1)
        scores.append(float(weights @ rho / weights.sum()))
    return {"weighted": scores, "coefficients": rho.tolist()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("svcca")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--pairs", nargs="+", required=True)
    parser.add_argument("--formula", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, options.svcca)
    import pwcca

    imported = time.perf_counter()
    arrays = [numpy.ascontiguousarray(numpy.load(path).T, dtype=numpy.float64) for path in options.files]
    loaded = time.perf_counter()
    pairs = []
    for text in options.pairs:
        i, j = (int(part) for part in text.split(","))
        began = time.perf_counter()
        weighted, _, coefficients = pwcca.compute_pwcca(arrays[i], arrays[j], epsilon=1e-10)
        seconds = time.perf_counter() - began
        pair = {"pair": [i, j], "seconds": seconds, "weighted": float(weighted), "coefficients": coefficients.tolist()}
        if options.formula:
            pair["formula"] = formula(arrays[i], arrays[j])
        pairs.append(pair)
    print(json.dumps({
        "numpy": numpy.__version__, "import": imported - BEGAN, "load": loaded - imported, "pairs": pairs,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
