#!/usr/bin/env python3
"""Opens every figure in a folder with the Python readers it is meant for.

Input:   a folder of figures as Strata writes them: NAME.json, NAME.csv, NAME.data.json.
Output:  one line a figure on standard output; exit code 1 when a reader disagrees.
Needs:   python3 with plotly and pandas (tried with plotly 7.1.0, pandas 3.1.1).
Example: python3 Scripts/interop/figures.py Checkpoints/first/analysis
"""
import pathlib
import sys

import pandas
import plotly.io

folder = pathlib.Path(sys.argv[1])
names = sorted(path.name.removesuffix(".data.json") for path in folder.glob("*.data.json"))
if not names:
    sys.exit(f"{folder}: no figures; name a folder that holds NAME.data.json")
for name in names:
    figure = plotly.io.read_json(folder / f"{name}.json")
    table = pandas.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])
    typed = pandas.read_json((folder / f"{name}.data.json").as_posix(), orient="table", precise_float=True)
    if list(table.columns) != list(typed.columns) or len(table) != len(typed):
        sys.exit(f"{name}: CSV and JSON have different columns or lengths")
    for column in table.columns:
        pandas.testing.assert_series_equal(
            table[column].astype(typed[column].dtype), typed[column], check_exact=False, rtol=1e-12)
    print(f"{name}: {len(figure.data)} traces, {len(table)} rows, {', '.join(table.columns)}")
