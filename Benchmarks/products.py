"""How fast matrix products alone are."""
import json
import pathlib
import subprocess

PEER = pathlib.Path(__file__).resolve().parent / "peers" / "sgemm_rate.py"


def product_rate(python, shapes, threads):
    """GFLOP/s of the faster of NumPy and PyTorch on Float32 products: m, n, k and how often of each."""
    result = subprocess.run(
        [python, str(PEER), "--threads", str(threads), "--shapes", *(",".join(map(str, shape)) for shape in shapes)],
        check=True, stdout=subprocess.PIPE, text=True)
    return max(json.loads(result.stdout).values())
