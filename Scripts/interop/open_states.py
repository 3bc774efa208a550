"""Opens a state store with zarr and xarray and compares every number with the formula that made it.

Input:   a store written by the tests (Tests/StorageTests/Runs/StateStoreFixture.swift, of images
         ImageStoreFixture.swift), while or after it is written, its precision (float16, lossless or rounded:K), and the
         steps that must be visible, separated by commas; optionally the site, step and value of the one number that was
         replaced, as SITE:STEP:VALUE.
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
    assert data.attrs["probe"] == name and data.attrs["seed"] == "7"
    images = data.attrs.get("content") == "images"
    (check_image_coordinates if images else check_token_coordinates)(data)
    for site_index, site in enumerate(data.attrs["sites"]):
        array = data[site]
        values = in_network_order(array) if images else array.values.astype(np.float32)
        assert images or array.dims[:3] == ("snapshot", "window", "position"), array.dims
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
        if images:
            np.testing.assert_array_equal(array.isel(sample=slice(2, 5)).values, array.values[:, 2:5])
            by_label = array.isel(snapshot=slice(1)).groupby("label").mean("sample")
            assert by_label.sizes["label"] == len(set(data["label"].values.tolist()))
        else:
            part = array.isel(window=slice(2, 5), position=1).values
            np.testing.assert_array_equal(part, array.values[:, 2:5, 1])


def check_token_coordinates(data):
    """The tokens of the fixture, and that xarray takes them as coordinates."""
    assert {"snapshot_step", "token_id", "token_offset"} <= set(data.coords), data.coords
    windows, positions = data["token_id"].shape
    count = np.arange(windows * positions).reshape(windows, positions)
    assert (data["token_id"].values == count * 7 % 50).all() and data["token_id"].dtype == np.int32
    assert (data["token_offset"].values == count + 1000).all() and data["token_offset"].dtype == np.int64


def check_image_coordinates(data):
    """The images of the fixture, and that xarray takes them as coordinates."""
    assert {"snapshot_step", "sample_index", "label"} <= set(data.coords), data.coords
    assert set(data.coords) & {"token_id", "token_offset"} == set()
    count = np.arange(data.sizes["sample"])
    assert data["sample_index"].dims == data["label"].dims == ("sample",)
    assert (data["sample_index"].values == count * 13 + 5).all() and data["sample_index"].dtype == np.int64
    assert (data["label"].values == count * 7 % 10).all() and data["label"].dtype == np.int32
    assert data.attrs["split"] == "test" and data.attrs["start_state"] == "none"
    assert data.attrs["samples"] == data.sizes["sample"]


def in_network_order(array):
    """An image site as [snapshot, sample, position, unit] in Float32, positions row by row."""
    values = array.values.astype(np.float32)
    assert array.dims[:2] == ("snapshot", "sample"), array.dims
    if values.ndim == 3:
        assert array.dims[2].split("_")[0] == "unit", array.dims
        return values[:, :, None]
    assert [name.split("_")[0] for name in array.dims[2:]] == ["channel", "row", "column"], array.dims
    return np.moveaxis(values.reshape(*values.shape[:3], values.shape[3] * values.shape[4]), 2, 3)


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
