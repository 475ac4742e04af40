"""The same answer every time: nothing hangs on the order of a set, which differs from run to run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# all fixtures in one process: what is said of one must not hang on those before it either
PROBE = """
import sys
from pathlib import Path
from stoplint.cli import main
names = sorted(Path("fixtures").glob("*/Dockerfile"), reverse=sys.argv[1] == "reverse")
for name in names:
    print(name, flush=True)
    main(["trace", "--format", "json", "--isolated", str(name)])
    sys.stdout.flush()
main(["check", "--output-format", "json", "--isolated", "fixtures"])
"""


def said(seed: int, order: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, order], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_two_runs_say_the_same_whatever_the_order_of_sets_and_files():
    one, other = said(1, "forward"), said(2, "reverse")
    assert len(one) > 1000
    assert sorted(one) == sorted(other)
