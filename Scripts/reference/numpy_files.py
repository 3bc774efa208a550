#!/usr/bin/env python3
"""Writes the NumPy files and archives that the tests of Storage read.

Output: Tests/Fixtures/Storage (or the folder that is named). Needs python3 with numpy; the committed files were
made with Python 3.11 and NumPy 2.4.

    python3 Scripts/reference/numpy_files.py

Every array holds x[i, j, ...] = k / 2 - 1 with k its row-major index (integers: k - 2, unsigned: k), in the order
and byte order that the file's name tells.
"""
import gzip
import io
import pathlib
import sys
import tarfile
import zipfile

import numpy as np

TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"]


def values(code, shape):
    k = np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape)
    if code.startswith("f"):
        k = k / 2 - 1
    elif code.startswith("i"):
        k = k - 2
    return (k % 2 == 1 if code == "b1" else k).astype(code)


def arrays(folder):
    for code in TYPES:
        x = values(code, (2, 3))
        np.save(folder / f"{code}-little-c.npy", x.astype(x.dtype.newbyteorder("<")))
        np.save(folder / f"{code}-big-fortran.npy", np.asfortranarray(x.astype(x.dtype.newbyteorder(">"))))
    np.save(folder / "rank3-fortran.npy", np.asfortranarray(values("f8", (2, 3, 4))))
    np.save(folder / "scalar.npy", np.float64(-1.0))
    np.save(folder / "vector.npy", values("i8", (5,)))
    np.save(folder / "empty.npy", np.zeros((0, 3), "<f4"))
    with open(folder / "version2.npy", "wb") as file:
        np.lib.format.write_array(file, values("f4", (2, 3)), version=(2, 0))
    with open(folder / "version3.npy", "wb") as file:
        np.lib.format.write_array(file, values("f4", (2, 3)), version=(3, 0))
    np.save(folder / "complex.npy", np.zeros(2, "c8"))
    np.save(folder / "records.npy", np.zeros(2, [("a", "f4"), ("b", "i4")]))
    two = {"h/layer0": values("f4", (2, 3)), "labels": values("i4", (5,))}
    np.savez(folder / "stored.npz", **two)
    np.savez_compressed(folder / "deflated.npz", **two)
    np.savez(folder / "one.npz", values("f8", (2, 3)))


def tar(path, mode, members):
    with tarfile.open(path, mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if content is None:
                info.type = tarfile.SYMTYPE
                info.linkname = "/etc/passwd"
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content or b""))


def archives(folder):
    members = [("data/ptb.train.txt", b"the cat\n" * 3), ("data/empty.txt", b""), ("README", b"read me\n")]
    tar(folder / "plain.tar", "w", members)
    tar(folder / "packed.tar.gz", "w:gz", members)
    tar(folder / "packed.tgz", "w:gz", members)
    tar(folder / "link.tar", "w", [("link", None), ("file", b"x")])
    tar(folder / "outside.tar", "w", [("ok", b"x"), ("a/../../evil", b"x")])
    tar(folder / "absolute.tar", "w", [("/tmp/evil", b"x")])
    with zipfile.ZipFile(folder / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("data/"), b"")
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)
    with zipfile.ZipFile(folder / "outside.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("../evil"), b"x")
    (folder / "ptb.valid.txt.gz").write_bytes(gzip.compress(b"a dog\n", mtime=0))


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "Tests/Fixtures/Storage"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    arrays(folder)
    archives(folder)


if __name__ == "__main__":
    main()
