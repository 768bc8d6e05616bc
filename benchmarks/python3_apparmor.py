# ruff: noqa: INP001, T201 - a script
"""Reads profiles with the parser of Debian's python3-apparmor; parse.py runs it in the Python that has it.

In: JSON, a list of the files and how often. Out: JSON, the CPU seconds of the best run and how many were not read.
"""

import inspect
import json
import sys
import time

from apparmor import aa
from apparmor.profile_list import ProfileList

aa.init_aa()
files, runs = json.load(sys.stdin)
texts = []
for name in files:
    with open(name, errors="surrogateescape") as stream:
        texts.append((name, stream.readlines()))
# Whether it is an include that is read and, in later versions, whether the preamble is.
switches = (False,) * (len(inspect.signature(aa.parse_profile_data).parameters) - 2)
best, refused = float("inf"), 0
for _ in range(runs):
    aa.include.clear()
    aa.active_profiles = ProfileList()
    start, refused = time.process_time(), 0
    for name, lines in texts:
        try:
            aa.parse_profile_data(lines, name, *switches)
        except Exception:
            refused += 1
    best = min(best, time.process_time() - start)
print(json.dumps([best, refused]))
