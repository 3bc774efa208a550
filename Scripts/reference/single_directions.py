#!/usr/bin/env python3
"""Reference values of the module SingleDirections, by numpy and scipy.

Input:   nothing.
Output:  Tests/Fixtures/SingleDirections/reference.json (inputs with expected values) on standard output.
Example: python3 Scripts/reference/single_directions.py > Tests/Fixtures/SingleDirections/reference.json

Needs numpy and scipy; made with numpy 2.4.6 and scipy 1.17.1. Inputs are multiples of 1/64, so that they are
exact in Float32 and have ties.
"""

import json

import numpy as np
from scipy import stats

GENERATOR = np.random.Generator(np.random.PCG64(20180614))
CLASSES = 6  # of which class 4 never occurs


def t_quantiles():
    cases = []
    for df in [0.5, 1, 2, 3, 4.7, 9, 19, 61.3, 300, 1e4, 1e6]:
        for p in [0.5001, 0.6, 0.9, 0.975, 0.995, 0.9999, 0.025, 1e-6]:
            cases.append({"p": p, "df": df, "value": float(stats.t.ppf(p, df))})
    return cases


def spearman():
    cases = []
    for n, levels in [(2, 8), (5, 3), (12, 4), (40, 6), (40, 64)]:
        x = GENERATOR.integers(0, levels, n) / 4 - 1
        y = np.round(x + GENERATOR.integers(0, levels, n) / 4)
        if len(set(x)) == 1 or len(set(y)) == 1:
            continue
        cases.append({"x": x.tolist(), "y": y.tolist(), "value": float(stats.spearmanr(x, y)[0])})
    return cases


def differences():
    first = GENERATOR.normal(0.5, 0.2, 7)
    second = GENERATOR.normal(0.4, 0.6, 7)
    paired = stats.ttest_rel(first, second).confidence_interval(0.95)
    return {
        "first": first.tolist(), "second": second.tolist(),
        "paired": [float(paired.low), float(paired.high)],
    }


def activations():
    """240 samples x 5 units, signed: class means, noise, a coarse unit, one without classes, a constant."""
    labels = np.array([0, 1, 2, 3, 5])[GENERATOR.integers(0, 5, 240)]
    means = GENERATOR.normal(0, 1, (CLASSES, 5))
    rows = means[labels] + GENERATOR.normal(0, 0.7, (240, 5))
    rows[:, 2] = np.round(rows[:, 2])
    rows[:, 3] = GENERATOR.normal(0, 1, 240)
    rows = np.round(rows * 64) / 64
    rows[:, 4] = 0.25
    return labels, rows


def selectivity(rows, labels):
    values, preferred = [], []
    for unit in rows.T:
        means = {c: unit[labels == c].mean() for c in np.unique(labels)}
        best = max(means, key=means.get)
        rest = np.mean([m for c, m in means.items() if c != best])
        if means[best] + rest == 0:
            values.append(None)
            preferred.append(None)
        else:
            values.append(float((means[best] - rest) / (means[best] + rest)))
            preferred.append(int(best))
    return {"values": values, "preferred": preferred}


def explained(rows, labels):
    result = {"eta": [], "epsilon": [], "omega": []}
    groups = np.unique(labels)
    n, k = len(labels), len(groups)
    for unit in rows.T:
        if np.ptp(unit) == 0:
            for values in result.values():
                values.append(None)
            continue
        f = stats.f_oneway(*[unit[labels == c] for c in groups]).statistic
        result["eta"].append(float(f * (k - 1) / (f * (k - 1) + n - k)))
        result["epsilon"].append(float((f - 1) * (k - 1) / (f * (k - 1) + n - k)))
        result["omega"].append(float((f - 1) * (k - 1) / (f * (k - 1) + n - k + 1)))
    return result


def information(rows, labels, bins):
    result = {"bins": bins, "plug_in": [], "corrected": []}
    n, classes = len(labels), len(np.unique(labels))
    for unit in rows.T:
        number = np.full(n, -1)
        rest = unit != 0
        doubled = (2 * stats.rankdata(unit[rest])).astype(int)
        number[rest] = (doubled - 1) * bins // (2 * rest.sum())
        table = np.array([
            [np.sum((number == b) & (labels == c)) for c in np.unique(labels)] for b in np.unique(number)
        ])
        joint = table / n
        outer = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
        plug_in = float(np.sum(joint[joint > 0] * np.log(joint[joint > 0] / outer[joint > 0])))
        result["plug_in"].append(plug_in)
        # Miller (1955): each entropy is too low by (occupied cells - 1) / 2N.
        excess = np.count_nonzero(table) - len(table) - classes + 1
        result["corrected"].append(plug_in - int(excess) / (2 * n))
    return result


def auroc(rows, labels):
    positive = labels >= 2
    count = int(positive.sum()) * int((~positive).sum())
    return [float(stats.mannwhitneyu(unit[positive], unit[~positive]).statistic / count) for unit in rows.T]


def main():
    labels, rows = activations()
    rectified = np.maximum(rows, 0)
    rectified[:, 4] = 0
    counts = np.bincount(labels)
    print(json.dumps({
        "t": t_quantiles(),
        "spearman": spearman(),
        "differences": differences(),
        "classes": CLASSES,
        "labels": labels.tolist(),
        "rows": rows.flatten().tolist(),
        "label_entropy": float(stats.entropy(counts[counts > 0])),
        "selectivity": selectivity(rectified, labels),
        "absolute_selectivity": selectivity(np.abs(rows), labels),
        "sigmoid_selectivity": selectivity(1 / (1 + np.exp(-rows)), labels),
        "explained": explained(rows, labels),
        "information": [
            information(rows, labels, 10), information(rectified, labels, 10), information(rows, labels, 4),
        ],
        "auroc": auroc(rows, labels),
        "auroc_rectified": auroc(rectified, labels),
    }))


if __name__ == "__main__":
    main()
