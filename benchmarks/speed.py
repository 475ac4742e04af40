"""stoplint beside other linters of Dockerfiles: one file in a new process, and many files in one.

    python benchmarks/speed.py FOLDER [--runs 20]

FOLDER holds repositories with Dockerfiles; `hadolint` and `tally` are taken from PATH, and left out when they are
missing. Runs alternate, so that what else the machine does hits all alike. For each: the fastest run, and the median.
They don't do the same: stoplint follows start scripts, the others check style.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
ONE = ROOT / "fixtures" / "go-service-sh-start"


def commands(files):
    python = [sys.executable, "-m", "stoplint", "check", "--no-cache", "--isolated", "--exit-zero", "-f", "concise"]
    yield "stoplint", [*python, *files]
    if len(files) > 1:
        yield "stoplint, one process", [*python, "-j", "1", *files]
    else:
        yield "an empty Python", [sys.executable, "-c", "pass"]
    for name, words in {"hadolint": ["--no-fail"], "tally": ["lint"]}.items():
        if path := shutil.which(name):
            yield name, [path, *words, *files]


def measured(files, runs, folder):
    # bytecode caches are in place for every user but the very first
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    known = dict(commands(files))
    times = {name: [] for name in known}
    for turn in range(runs + 1):
        for name, command in known.items():
            start = time.perf_counter()
            subprocess.run(
                command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
            )
            if turn:  # the first run of each fills caches
                times[name].append(time.perf_counter() - start)
    return times


def table(title, times, count=1):
    print(f"| {title} | fastest | median |\n|---|---|---|")
    for name, each in times.items():
        fastest, middle = min(each), statistics.median(each)
        rate = f" ({fastest / count * 1000:.1f} ms a file)" if count > 1 else ""
        print(f"| {name} | {fastest * 1000:.0f} ms{rate} | {middle * 1000:.0f} ms |")
    print()


def main():
    from stoplint.folder import find_dockerfiles  # noqa: PLC0415 - from the folder put on the path above

    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--files", type=int, default=200)
    given = parser.parse_args()
    table("one Dockerfile and its script, a new process", measured(["Dockerfile"], given.runs, ONE))
    found = [os.path.abspath(path) for path in find_dockerfiles(given.folder)]
    files = found[:: max(1, len(found) // given.files)][: given.files]
    table(
        f"{len(files)} Dockerfiles of public repositories",
        measured(files, max(2, given.runs // 6), given.folder),
        len(files),
    )


if __name__ == "__main__":
    main()
