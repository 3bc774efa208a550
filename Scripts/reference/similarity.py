#!/usr/bin/env python3
"""Golden values of the similarity measures, by a direct Float64 evaluation on the data.

Input:   optionally the folder of a checkout of google/svcca, for its own values.
Output:  Tests/Fixtures/Similarity/goldens.json (measures of seeded inputs) on standard output.
Example: python3 Scripts/reference/similarity.py --svcca ~/svcca > Tests/Fixtures/Similarity/goldens.json

Needs numpy; made with numpy 2.4.6 and google/svcca at 1f3fbf1. Every input comes from a splitmix64 stream, so that
the tests make the same numbers. Route: QR and SVD of the centred data, where the program under test uses
covariances; PWCCA from n-long canonical variates, where the program uses loadings.
"""

import argparse
import json
import sys

import numpy as np

MASK = (1 << 64) - 1


def uniform(seed, rows, columns):
    """rows x columns numbers in [-1, 1): element i is draw i of the splitmix64 stream of the seed."""
    index = np.arange(1, rows * columns + 1, dtype=np.uint64)
    z = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15 ^ 0x5555) + index * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    values = (z >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0
    return values.reshape(rows, columns)


def representation(rows, side, latents):
    """Latent signals mixed with noise, scaled from 1 down to 10^-decay, mixed again, shifted."""
    seed, units = side["seed"], side["units"]
    mixed = uniform(7, rows, latents) @ uniform(seed, latents, units) + side["noise"] * uniform(seed + 1, rows, units)
    scales = 10.0 ** (-side["decay"] * np.arange(units) / max(units - 1, 1))
    if side["drop"]:
        scales[units - side["drop"]:] = 0.0
    mixer = uniform(seed + 2, units, units) + 2.0 * np.eye(units)
    return (mixed * scales) @ mixer + side["offset"] * uniform(seed + 3, 1, units)


def orthonormal(centred):
    """Left singular vectors and all singular values of the centred data, by QR and SVD."""
    q, r = np.linalg.qr(centred)
    u, s, _ = np.linalg.svd(r)
    kept = int(np.sum(s >= max(centred.shape) * np.finfo(np.float64).eps * s[0]))
    return q @ u[:, :kept], s


def kept_by(values, rank):
    total = np.cumsum(values)
    return min(rank, int(np.argmax(total >= 0.99 * total[-1])) + 1)


def projection_weighted(variates, units, rho):
    weights = np.abs(variates.T @ units).sum(axis=1)
    return float((weights / weights.sum()) @ rho)


def measures(x, y):
    xc, yc = x - x.mean(axis=0), y - y.mean(axis=0)
    qx, sx = orthonormal(xc)
    qy, sy = orthonormal(yc)
    u, rho, vt = np.linalg.svd(qx.T @ qy, full_matrices=False)
    kept = {
        "singular-values": [kept_by(sx, qx.shape[1]), kept_by(sy, qy.shape[1])],
        "variance": [kept_by(sx**2, qx.shape[1]), kept_by(sy**2, qy.shape[1])],
    }
    cross = xc.T @ yc
    result = {
        "rank": [qx.shape[1], qy.shape[1]],
        "condition": [float(sx[0] / sx[qx.shape[1] - 1]), float(sy[0] / sy[qy.shape[1] - 1])],
        "coefficients": rho.tolist(),
        "cca": float(rho.mean()),
        "svccaKept": kept,
        "svcca": {
            rule: float(np.linalg.svd(qx[:, :k].T @ qy[:, :m], compute_uv=False).mean()) for rule, (k, m) in kept.items()
        },
        "pwccaXY": projection_weighted(qx @ u, xc, rho),
        "pwccaYX": projection_weighted(qy @ vt.T, yc, rho),
        "cka": float(np.sum(cross**2) / (np.linalg.norm(xc.T @ xc) * np.linalg.norm(yc.T @ yc))),
        "procrustes": float(np.linalg.norm(cross, "nuc") / (np.linalg.norm(xc) * np.linalg.norm(yc))),
    }
    if x.shape[1] == y.shape[1]:
        ux, uy = x / np.linalg.norm(x, axis=1, keepdims=True), y / np.linalg.norm(y, axis=1, keepdims=True)
        result["cosine"] = float((1 + np.sum(ux * uy, axis=1).mean()) / 2)
        result["euclidean"] = float(1 - np.linalg.norm(ux - uy, axis=1).mean() / 2)
    return result


def anatome(x, y):
    """The formulas of anatome's distances, as similarities."""

    def cca(a, b):
        a, b = a - a.mean(axis=0), b - b.mean(axis=0)
        ua, sa, va = np.linalg.svd(a, full_matrices=False)
        ub, _, _ = np.linalg.svd(b, full_matrices=False)
        left, rho, _ = np.linalg.svd(ua.T @ ub, full_matrices=False)
        return va.T @ (left / sa[:, None]), rho

    def reduce(a):
        _, s, vt = np.linalg.svd(a, full_matrices=False)
        return a @ vt[: int(np.sum(np.cumsum(s) / s.sum() < 0.99))].T

    small = reduce(x), reduce(y)
    # One direction fewer than the rule can be none at all.
    reduced = cca(*small) if min(part.shape[1] for part in small) > 0 else None
    directions, rho = cca(x, y)
    weights = np.abs(x @ np.linalg.qr(directions)[0]).sum(axis=0)
    return {
        "cca": float(rho.mean()),
        "svcca": float(reduced[1].mean()) if reduced else None,
        "pwcca": float((weights / weights.sum()) @ rho),
    }


def side(seed, units, noise=0.5, decay=0.0, drop=0, offset=0.3):
    return {"seed": seed, "units": units, "noise": noise, "decay": decay, "drop": drop, "offset": offset}


CASES = [
    {"name": "same width", "rows": 400, "latents": 6, "x": side(11, 12), "y": side(21, 12)},
    {"name": "fewer units in x", "rows": 300, "latents": 5, "x": side(31, 7), "y": side(41, 15)},
    {"name": "more units in x", "rows": 300, "latents": 5, "x": side(31, 15), "y": side(41, 7)},
    {"name": "large offset", "rows": 400, "latents": 6, "x": side(51, 12, offset=1e4), "y": side(61, 12, offset=-1e3)},
    {"name": "condition below 1e4", "rows": 500, "latents": 9, "x": side(71, 16, decay=2.35), "y": side(81, 16, decay=2.1)},
    {"name": "condition above 1e4", "rows": 500, "latents": 9, "x": side(91, 16, decay=4.5), "y": side(101, 16, decay=1.0)},
    {"name": "condition 1e6", "rows": 500, "latents": 9, "x": side(111, 16, decay=3.7), "y": side(121, 16, decay=4.9)},
    {"name": "rank deficient", "rows": 500, "latents": 9, "x": side(131, 16, drop=4), "y": side(141, 16)},
    {"name": "rank deficient, ill-conditioned", "rows": 500, "latents": 9, "x": side(151, 16, decay=4.0, drop=3),
     "y": side(161, 14, decay=4.0, drop=2)},
    {"name": "pure noise", "rows": 600, "latents": 1, "x": side(171, 20, noise=1e3), "y": side(181, 20, noise=1e3)},
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--svcca", help="folder of a checkout of google/svcca")
    arguments = parser.parse_args()
    if arguments.svcca:
        sys.path.insert(0, arguments.svcca)
    cases = []
    for case in CASES:
        x = representation(case["rows"], case["x"], case["latents"])
        y = representation(case["rows"], case["y"], case["latents"])
        expected = measures(x, y)
        full = expected["rank"] == [x.shape[1], y.shape[1]]
        if full and max(expected["condition"]) < 1e4:
            expected["anatome"] = anatome(x, y)
            # Inverting the covariance costs google/svcca its digits sooner than that.
            if arguments.svcca and max(expected["condition"]) < 1e3:
                expected["google"] = google(x, y)
        cases.append({**case, "expected": expected})
    json.dump({"made_by": "Scripts/reference/similarity.py", "cases": cases}, sys.stdout, indent=1)
    print()


def google(x, y):
    """What google/svcca itself returns."""
    import cca_core
    import pwcca

    result = cca_core.get_cca_similarity(x.T, y.T, verbose=False)
    values = {"coefficients": result["cca_coef1"].tolist(), "mean": float(result["mean"][0])}
    try:
        values["pwcca"] = float(pwcca.compute_pwcca(x.T, y.T)[0])
    except IndexError:
        pass
    return values


if __name__ == "__main__":
    with np.errstate(over="ignore"):
        main()
