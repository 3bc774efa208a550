#!/usr/bin/env python3
"""Prints the code points of the characters of a run's vocab.txt, one a line, as Python reads the file.

    python3 Scripts/interop/read_vocabulary.py RUN/vocab.txt
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8", newline="\n") as file:
    lines = file.read().splitlines()
for line in lines:
    character = json.loads(f'"{line}"')
    assert len(character) == 1, line
    print(ord(character))
