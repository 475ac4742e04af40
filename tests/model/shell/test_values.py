"""What a script computes before it launches: the argv in the model is the argv that the real shell passes.

Composed scripts of assignments, expansions, tests, loops and functions end in `exec server …`; the real shells run
them with a `server` that prints its arguments.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
from functools import partial
from itertools import product
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from listing import Listing
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.syntax.dockerfile import read

if TYPE_CHECKING:
    from pathlib import Path

SHELLS = {"dash": ["dash"], "bash": ["bash"], "ash": ["busybox", "sh"]}
NAMES = ("A", "B", "C", "PATH_LIKE")
TEXTS = ("", "x", "one two", "/srv/app/run.sh", "a=b", "a*c", "7", "--flag", "ärger", "tail.", "x.y.z", "  pad  ")


class Composer:
    """Draws statements whose results do not depend on the machine."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def name(self) -> str:
        return self.rng.choice(NAMES)

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def pattern(self) -> str:
        return self.rng.choice(("*/", "/*", "x*", "*.", ".*", "?", "a*", "*", "no", "one ", "[a-o]*"))

    def value(self, depth: int = 0) -> str:
        name = self.name()
        choices = [
            f"'{self.text()}'", f'"{self.text()}"', f"${name}", f'"${name}"', f'"${{{name}:-{self.text()}}}"', f'"${{{name}:+{self.text()}}}"',
            f'"${{{name}-{self.text()}}}"', f'"${{{name}%{self.pattern()}}}"', f'"${{{name}%%{self.pattern()}}}"',
            f'"${{{name}#{self.pattern()}}}"', f'"${{{name}##{self.pattern()}}}"', f'"${{#{name}}}"', "$((1 + 2 * 3))", "$(( (7 - 2) % 3 ))",
            '"$1"', '"$#"', '"$*"', f'$(echo "{self.text()}")', f'"$(dirname "${name}/x")"', f'"$(basename "/a/{name}.sh" .sh)"', f'"a${name}b"',
        ]  # fmt: skip
        if depth < 2:
            choices.append(f'"${{{name}:-{self.inner(depth + 1)}}}"')
        return self.rng.choice(choices)

    def inner(self, depth: int) -> str:
        return self.rng.choice((f"${{{self.name()}:-z}}", f"${self.name()}", "plain"))

    def condition(self) -> str:
        name = self.name()
        return self.rng.choice((
            f'[ -n "${name}" ]', f'[ -z "${name}" ]', f'[ "${name}" = "{self.text()}" ]', f'[ "${name}" != x ]', "[ $# -gt 1 ]", "[ 3 -lt 5 ]",
            "true", "false", f'! [ -n "${name}" ]', f'test "${name}" = x', f'[ -n "${name}" -a x = x ]', f'[ "$1" = first ] || [ -z "${name}" ]',
            f'[ -n "${name}" ] && [ $# -eq 2 ]',
        ))  # fmt: skip

    def statement(self, depth: int) -> str:
        rng = self.rng
        name = self.name()
        if depth <= 0 or rng.random() < 0.5:
            return rng.choice((
                f"{name}={self.value()}", f"{name}={self.value()}", f"export {name}={self.value()}" if rng.random() < 0.3 else f"{name}={self.text()!r}",
                f"set -- {self.value()} {self.value()}", f'set -- "$@" {self.value()}', f"unset {name}", f": ${{{name}:=dflt}}", f'{name}="${name}$1"',
                "shift 0", f"readonly_{name}=1",
            ))  # fmt: skip
        inner = "\n".join(self.statement(depth - 1) for _ in range(rng.choice((1, 1, 2))))
        return rng.choice((
            f"if {self.condition()}; then\n{inner}\nelse\n{self.statement(0)}\nfi",
            f"if {self.condition()}; then\n{self.statement(0)}\nelif {self.condition()}; then\n{inner}\nfi",
            f"case \"${name}\" in\n{self.rng.choice(('x', '*.sh', '/*', 'one*', '[a-z]*', chr(39) + 'a*c' + chr(39)))}) {self.statement(0)} ;;\n\"\" | y)\n{inner}\n;;\n*) {self.statement(0)} ;;\nesac",
            f"for {name} in {self.value()} b {self.value()}; do\n{inner}\ndone",
            f"f{depth}() {{\n{inner}\n}}\nf{depth} {self.value()} arg",
            f"i=0\nwhile [ $i -lt 3 ]; do\n{self.statement(0)}\ni=$((i + 1))\ndone",
            f"{self.condition()} && {self.statement(0)}", f"{self.condition()} || {self.statement(0)}", f"{{\n{inner}\n}}",
            f"for w in 1 2 3; do\nif [ $w = 2 ]; then {rng.choice(('continue', 'break'))}; fi\n{self.statement(0)}\ndone",
        ))  # fmt: skip

    def script(self) -> str:
        body = "\n".join(self.statement(3) for _ in range(self.rng.choice((2, 3, 5))))
        return f'#!/bin/sh\n{body}\nexec server "$A" "$B" "$C" "$PATH_LIKE" -- "$@" $A\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("values")
    server = where / "server"
    server.write_text('#!/bin/sh\nfor word do printf "%s\\0" "$word"; done\n')
    server.chmod(server.stat().st_mode | stat.S_IXUSR)
    return where


def by_the_shell(folder: Path, sh: str, script: str) -> tuple[str, ...] | None:
    """The arguments that the real shell hands to `server`; None if the script fails."""
    done = subprocess.run(
        [*SHELLS[sh], "-c", script, "start.sh", "first", "second"], env={"PATH": f"{folder}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=folder, capture_output=True, timeout=20, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        return None
    return tuple(done.stdout.decode().split("\0")[:-1])


def by_the_model(sh: str, script: str) -> list[tuple[str, tuple[str, ...]]]:
    """The verdict of each default run, and the argv of its only process."""
    dockerfile = 'FROM tests\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\nCMD ["first", "second"]\n'
    context = Listing({"Dockerfile": dockerfile, "start.sh": script}, ("start.sh",))
    source = context.read("Dockerfile")
    assert source is not None
    image = images(read(source), context, lambda _: Base("tests", "the tests", sh=sh))[0]  # type: ignore[arg-type]
    answer = trace(image, Workload(sh=sh))  # type: ignore[arg-type]
    return [(run.verdict, run.processes[0].argv if run.processes else ()) for run in answer.runs if run.default]


def is_known(runs: list[tuple[str, tuple[str, ...]]]) -> bool:
    """False if the model says that it does not know what is started."""
    return not any(verdict == "unknown" or any("$" in word for word in argv) for verdict, argv in runs)


@pytest.mark.parametrize("sh", list(SHELLS))
@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32))
@example(seed=11384253)  # a loop over a pattern that matches nothing
def test_the_argv_is_what_the_shell_passes(folder: Path, sh: str, seed: int) -> None:
    if shutil.which(SHELLS[sh][0]) is None:
        pytest.skip(f"{SHELLS[sh][0]} is not installed")
    script = Composer(Random(seed)).script()
    real = by_the_shell(folder, sh, script)
    runs = by_the_model(sh, script)
    if real is None:
        assert {verdict for verdict, _ in runs} & {"fails-to-start", "exits-early", "unknown"}, script
    elif is_known(runs):
        assert ("server", *real) in [argv for _, argv in runs], script


def test_most_of_it_is_known(folder: Path) -> None:
    scripts = [Composer(Random(seed)).script() for seed in range(200)]
    known = [runs for runs in map(partial(by_the_model, "dash"), scripts) if len(runs) == 1 and is_known(runs)]
    assert len(known) > 120


@pytest.mark.parametrize("length", range(5))
def test_dirname_and_basename_are_those_of_the_tools(length):
    paths = ["".join(letters) for letters in product("/a.", repeat=length)]
    for name in ("dirname", "basename"):
        asked = [f"$({name} '{path}')" for path in paths]
        script = "exec server " + " ".join(f'"{each}"' for each in asked) + "\n"
        done = subprocess.run(
            ["bash", "-c", script.replace("exec server", "printf '%s\\n'")], capture_output=True, text=True, check=True
        )
        ((_, argv),) = by_the_model("bash", f"#!/bin/bash\n{script}")
        assert argv[1:] == tuple(done.stdout.splitlines())
