#!/usr/bin/env python3
"""Reads what the tests of Storage wrote, with NumPy and safetensors, and fails when a value differs.

Input: a folder with float32.npy, arrays.npz, weights.safetensors. Needs python3 with numpy; the safetensors file is
read only where that package exists too.

    python3 Scripts/interop/read_formats.py FOLDER
"""
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
expected = {
    "float16": np.array([[1.5, -2], [0, 65504]], np.float16),
    "float32": np.array([[[1, 2, 3], [4, 5, -6.5]]], np.float32),
    "float64": np.array(0.1, np.float64),
    "int8": np.array([-128, 127], np.int8),
    "int16": np.array([-32768], np.int16),
    "int32": np.array([[7]], np.int32),
    "int64": np.array([-(2**63), 2**63 - 1], np.int64),
    "uint8": np.array([], np.uint8).reshape(0, 3),
    "h/é": np.array([np.nan, np.inf], np.float32),
}


def same(name, found):
    wanted = expected[name]
    assert found.dtype == wanted.dtype and found.shape == wanted.shape, (name, found.dtype, found.shape)
    np.testing.assert_array_equal(found, wanted, err_msg=name)


same("float32", np.load(folder / "float32.npy", allow_pickle=False))
same("float32", np.load(folder / "float32.npy", mmap_mode="r"))
with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
    assert sorted(arrays.files) == sorted(expected), arrays.files
    for name in arrays.files:
        same(name, arrays[name])

try:
    import safetensors.numpy
except ImportError:
    print("safetensors is not installed; weights.safetensors was not read")
else:
    with safetensors.safe_open(folder / "weights.safetensors", "np") as file:
        assert file.metadata() == {"format": "pt", "note": 'a "quoted"\nline'}, file.metadata()
        weights = {name: file.get_tensor(name) for name in file.keys()}
    assert sorted(weights) == ["a", "empty", "rnn.weight_ih_l0"], sorted(weights)
    np.testing.assert_array_equal(weights["rnn.weight_ih_l0"], np.array([[1, 2], [3, -4.25]], np.float32))
    assert weights["a"].shape == () and weights["a"] == 7 and weights["empty"].shape == (0, 4)
print("read with NumPy", np.__version__)
