"""Opens a state store with zarr and xarray and compares every number with the formula that made it.

Input:   a store written by the tests (Tests/StorageTests/Runs/StateStoreFixture.swift), while or after it is written,
         its precision (float16, lossless or rounded:K), and the steps that must be visible, separated by commas;
         optionally the site, step and value of the one number that was replaced, as SITE:STEP:VALUE.
Output:  one line a probe; exit code 1 and the difference where something is wrong. Warnings are errors.
Example: python3 Scripts/interop/open_states.py states.zarr float16 0,1,10

Made for zarr 3.1.6, xarray 2026.9 and numpy 2.4; python3 needs these packages.
"""

import sys
import warnings

import numpy as np

warnings.simplefilter("error")

import xarray as xr  # noqa: E402
import zarr  # noqa: E402


def formula(probe, step, site, shape):
    """The exact states [window, position, unit]: thousandths between -1 and 1, in Float32."""
    window, position, unit = np.meshgrid(*(np.arange(n) for n in shape), indexing="ij")
    mixed = probe * 31 + step * 7919 + site * 613 + window * 104_729 + position * 1_299_709 + unit * 15_485_863
    return ((mixed % 2001 - 1000).astype(np.float32)) / np.float32(1000)


def stored(exact, precision):
    """What a precision makes of exact numbers."""
    if precision == "float16":
        return exact.astype(np.float16).astype(np.float32)
    if precision == "lossless":
        return exact
    bits = int(precision.split(":")[1])
    fraction, exponent = np.frexp(exact.astype(np.float64))
    return np.ldexp(np.rint(np.ldexp(fraction, bits + 1)), exponent - bits - 1).astype(np.float32)


def check_group(path, name, index, precision, steps, spike, consolidated):
    """Compares one probe, opened by xarray, with the formula."""
    data = xr.open_zarr(path, group=name, consolidated=consolidated)
    assert data.sizes["snapshot"] == len(steps), data.sizes
    assert data["snapshot_step"].values.tolist() == steps
    assert {"snapshot_step", "token_id", "token_offset"} <= set(data.coords), data.coords
    assert data.attrs["probe"] == name and data.attrs["seed"] == "7"
    windows, positions = data["token_id"].shape
    count = np.arange(windows * positions).reshape(windows, positions)
    assert (data["token_id"].values == count * 7 % 50).all() and data["token_id"].dtype == np.int32
    assert (data["token_offset"].values == count + 1000).all() and data["token_offset"].dtype == np.int64
    for site_index, site in enumerate(data.attrs["sites"]):
        array = data[site]
        assert array.dims[:3] == ("snapshot", "window", "position"), array.dims
        values = array.values.astype(np.float32)
        wide = spike is not None and spike[0] == site
        assert array.dtype == (np.float16 if precision == "float16" and not wide else np.float32), array.dtype
        for snapshot, step in enumerate(steps):
            exact = formula(index, step, site_index, values.shape[1:])
            if wide and spike[1] == step:
                exact[1, 0, 0] = spike[2]
            expected = exact if wide and step >= spike[1] else stored(exact, precision)
            np.testing.assert_array_equal(values[snapshot], expected, err_msg=f"{name}/{site} at step {step}")
            error = array.attrs["greatest_absolute_error"][snapshot]
            assert error == np.abs(expected.astype(np.float64) - exact).max(), (site, step, error)
        part = array.isel(window=slice(2, 5), position=1).values
        np.testing.assert_array_equal(part, array.values[:, 2:5, 1])


def check_nodes(path, steps):
    """Opens the root, every group and every array with zarr itself."""
    root = zarr.open_group(path, mode="r")
    assert root.metadata.consolidated_metadata is not None
    for name, group in root.groups():
        alone = zarr.open_group(path, path=name, mode="r")
        assert sorted(alone.array_keys()) == sorted(group.array_keys())
        for key, array in group.arrays():
            direct = zarr.open_array(path, path=f"{name}/{key}", mode="r")
            assert direct.shape == array.shape and direct.dtype == array.dtype, key
            np.testing.assert_array_equal(direct[...], array[...])


def main(path, precision, steps, spike=None):
    steps = [int(step) for step in steps.split(",") if step]
    if spike is not None:
        site, step, value = spike.split(":")
        spike = (site, int(step), np.float32(value))
    root = zarr.open_group(path, mode="r")
    for index, name in enumerate(root.attrs["probes"]):
        for consolidated in (None, True, False):
            check_group(path, name, index, precision, steps, spike, consolidated)
        print(f"{name}: {len(steps)} snapshots of {precision} equal the formula")
    check_nodes(path, steps)
    tree = xr.open_datatree(path, engine="zarr")
    assert sorted(tree.children) == sorted(root.attrs["probes"])


if __name__ == "__main__":
    main(*sys.argv[1:])
