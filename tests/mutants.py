"""A mutation run: small faults put into the code one at a time, and whether a test notices.

    make mutants                        what is changed and not yet committed, 15 minutes at most
    make mutants BASE=v1.2 MINUTES=60   what differs from a revision
    make mutants PATHS="src/stoplint/model/shell/*.py" SAMPLE=200

The faults are mutmut's; a sample of them is drawn, for all of them would take days. Each is run against those of the
quick tests that come through its function. What survives is printed with its difference: a survivor wants a test, or is
no fault at all ("equivalent": nobody could tell the difference).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("model", "fixing", "edits", "suppression")
# Many tests in little time; the kernel, real shells and whole processes are left out.
TESTS = (
    "tests/model", "tests/test_fixtures.py", "tests/test_rules.py", "tests/kernel/test_harness.py", "tests/fixing",
    "tests/edits", "tests/suppression", "tests/project", "tests/test_faults.py", "tests/test_advice.py",
)  # fmt: skip
# mutmut copies files through links; twists ask for the same as their pages; laws of rows say nothing of code.
LEFT_OUT = "not symlink and not kernel_does and not twist and not TestARow and not lazy"
CONFIG = """

[tool.mutmut]
source_paths = ["src/"]
only_mutate = {modules}
also_copy = ["rules", "fixtures"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-q", "-k", "{left_out}"]
pytest_add_cli_args_test_selection = {tests}
"""
KILLED, SURVIVED = {1, 3}, {0}
TIMED_OUT = {24, 36, -24, 152, 255}


def git(*words: str) -> list[str]:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def modules(base: str, patterns: list[str]) -> list[str]:
    """The modules to put faults into: those that the patterns name, or that differ from a revision."""
    known = [path for path in git("ls-files", "src/stoplint") if path.split("/")[2] in ROOMS and path.endswith(".py")]
    if patterns:
        return [path for path in known if any(fnmatch(path, pattern) for pattern in patterns)]
    return sorted(set(git("diff", "--name-only", base)) & set(known))


def copied(into: Path, chosen: list[str]) -> None:
    """The working tree in a folder of its own, with mutmut's configuration."""
    for path in git("ls-files", "--cached", "--others", "--exclude-standard"):
        source, target = ROOT / path, into / path
        if source.exists() or source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    with (into / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(CONFIG.format(modules=json.dumps(chosen), tests=json.dumps(TESTS), left_out=LEFT_OUT))
    with (into / "tests" / "conftest.py").open("a", encoding="utf-8") as file:
        file.write("\nsys.setrecursionlimit(5000)  # each call goes through mutmut, and back\n")


def mutmut(folder: Path, *words: str, seconds: float | None = None) -> str:
    """mutmut's output; it is stopped when its time is over, which loses nothing."""
    command = [sys.executable, "-m", "mutmut", *words]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as run:
        try:
            said, _ = run.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            subprocess.run(["pkill", "-KILL", "-s", str(run.pid)], check=False)
            said, _ = run.communicate()
    return said.decode("utf-8", "replace")


def verdicts(folder: Path) -> dict[str, int | None]:
    """The exit code of each mutant's tests; None for one that has not been run."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants" / "src").rglob("*.meta")):
        found.update(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
    return found


def room_of(mutant: str) -> str:
    """`model/shell` of "stoplint.model.shell.kill.x_kill__mutmut_3"."""
    parts = mutant.split(".")[1:-1]
    return "/".join(parts[: 2 if parts[0] == "model" else 1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="HEAD")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("paths", nargs="*")
    said = parser.parse_args()
    chosen = modules(said.base, said.paths)
    if not chosen:
        print(f"nothing in {', '.join(ROOMS)} differs from {said.base}")
        return 0
    end = time.monotonic() + said.minutes * 60
    with tempfile.TemporaryDirectory(prefix="stoplint-mutants-") as name:
        folder = Path(name)
        copied(folder, chosen)
        told = mutmut(folder, "run", "nothing*")  # makes the mutants, and learns which tests come through what
        every = sorted(verdicts(folder))
        if not every or "nothing matches" not in told:
            print(told)
            return 1
        sample = sorted(Random(said.seed).sample(every, min(said.count, len(every))))
        Random(said.seed).shuffle(sample)
        mutmut(folder, "run", "--max-children", str(said.jobs), *sample, seconds=max(60.0, end - time.monotonic()))
        codes = {mutant: code for mutant, code in verdicts(folder).items() if mutant in set(sample)}
        survivors = sorted(mutant for mutant, code in codes.items() if code in SURVIVED)
        for mutant in survivors:
            shown = mutmut(folder, "show", mutant)
            lines = [line for line in shown.splitlines() if re.match(r"[-+](?![-+])|@@", line)]
            print(mutant, *lines, "", sep="\n")
    print(table(codes), f"of {len(every)} mutants in {len(chosen)} modules, seed {said.seed}", sep="\n")
    return 0


def table(codes: dict[str, int | None]) -> str:
    """What became of the mutants, by room."""
    by_room: dict[str, Counter[str]] = {}
    for mutant, code in codes.items():
        what = (
            "not run" if code is None else "killed" if code in KILLED else "survived" if code in SURVIVED
            else "timed out" if code in TIMED_OUT else "no test"
        )  # fmt: skip
        by_room.setdefault(room_of(mutant), Counter())[what] += 1
    total = sum(by_room.values(), Counter())
    lines = [f"{'room':22} {'killed':>7} {'survived':>8} {'no test':>7} {'timed out':>9} {'not run':>7} {'share':>6}"]
    for room, counts in [*sorted(by_room.items()), ("all", total)]:
        dead = counts["killed"] + counts["timed out"]
        ran = dead + counts["survived"] + counts["no test"]
        share = f"{dead / ran:.0%}" if ran else "-"
        lines.append(
            f"{room:22} {counts['killed']:7} {counts['survived']:8} {counts['no test']:7} {counts['timed out']:9} "
            f"{counts['not run']:7} {share:>6}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
