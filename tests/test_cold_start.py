"""A cold run is mostly imports: what it must not pull in, since each of these would cost a tenth of it or more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "dataclasses",
    "bashlex",
    "yaml",
    "pathspec",
    "importlib.resources",
    "pathlib",
    "concurrent.futures",
    "subprocess",
}
PROBE = """
import sys
before = set(sys.modules)
from stoplint.cli import main
code = main(["check", "--isolated"])
print("\\n".join(sorted(set(sys.modules) - before)), file=sys.stderr)
sys.exit(code)
"""


def loaded_by(fixture: str, code: int) -> set[str]:
    """The modules that `check` loads for a fixture."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT / "fixtures" / fixture, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    loaded = set(done.stderr.split())
    assert "stoplint.model.stop.stop" in loaded
    return loaded


def test_a_run_over_one_dockerfile_loads_nothing_heavy():
    loaded = loaded_by("args-cmd-exec-form", 0)
    assert loaded & HEAVY == set()
    unwanted = ("stoplint.fixing", "stoplint.project.fixes", "stoplint.report.sarif", "stoplint.schema")
    assert not [name for name in loaded if name.startswith(unwanted)]


# What a run has of the model that finds all it wants in the cache: nouns and tables of words.
NOUNS = {
    "stoplint.model", "stoplint.model.catalog", "stoplint.model.catalog.shells", "stoplint.model.image", "stoplint.model.image.globs",
    "stoplint.model.workload", "stoplint.model.stop", "stoplint.model.stop.answer",
}  # fmt: skip
FROM_CACHE = """
import sys
before = set(sys.modules)
from stoplint.project import code
code.JUST_NOW = -1e9
from stoplint.cli import main
code = main(["check"])
print("\\n".join(sorted(set(sys.modules) - before)), file=sys.stderr)
sys.exit(code)
"""


def test_what_is_in_the_cache_is_told_without_the_model_and_without_click(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "STOPLINT_CACHE_DIR": str(tmp_path)}
    environment.pop("STOPLINT_NO_CACHE")
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", FROM_CACHE], cwd=ROOT / "fixtures" / "args-cmd-exec-form", env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert {each for each in loaded if each.startswith("stoplint.model")} <= NOUNS
    assert loaded & (HEAVY | {"click", "hashlib", "tempfile", "inspect"}) == set()
    unwanted = (
        "stoplint.checks",
        "stoplint.faults",
        "stoplint.fixing",
        "stoplint.syntax.shell",
        "stoplint.syntax.dockerfile",
    )
    assert not [each for each in loaded if each.startswith(unwanted)]


def test_proving_the_fixes_that_are_offered_loads_nothing_heavy_either():
    loaded = loaded_by("go-service-sh-start", 1)
    assert "stoplint.fixing.proving" in loaded
    assert loaded & HEAVY == set()
    assert not [name for name in loaded if name.startswith(("stoplint.report.sarif", "stoplint.schema"))]


def test_a_reader_that_has_had_enough_is_no_error():
    command = f'"{sys.executable}" -m stoplint rule SL201 | head -n 1; echo "${{PIPESTATUS[0]}}"'
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("SL201")
    assert done.stdout.endswith("\n0\n")
    assert done.stderr == ""
