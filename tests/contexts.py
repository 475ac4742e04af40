"""The build contexts in `fixtures/`: what each is about, what stoplint says of it, and that as text.

A folder of `fixtures/` is a whole build context: Dockerfile, scripts, modes. Two files in it are about it:

`fixture.toml`, written by hand, all keys optional:

    why        one sentence: what the case is about
    sh         what /bin/sh is, one or several of "dash", "ash", "bash", where shells are the point;
               otherwise the FROM line tells
    dockerfile path of the Dockerfile, when it has another name
    arguments  words in place of CMD, as after `docker run IMAGE`
    env        table of variables, as with `docker run -e`
    stop       in place of STOPSIGNAL, as with `docker run --stop-signal`
    grace      seconds, in place of the usual 10
    stubs      table: what stands in for an application in the kernel test (`kernel.stub.VARIANTS`)
    kernel     text: why the kernel can't be asked

`expected.toml`, written by `pytest --update` and read by a person: for each shell the findings (as
`--output-format concise`), and each image's launch, verdict and runs. A process is one line, drawn as a tree:
command, place, what it receives, what it does, and how it ends. `started.fixed` is what `check --fix` makes of it
(once more with `--unsafe-fixes` where that does more): the verdict then, the findings that are left, the difference.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from stoplint.model.fact import Fact
from stoplint.model.stop.answer import Launch
from stoplint.model.workload import Workload
from stoplint.project.checking import Request, check, look
from stoplint.project.fixes import fix
from stoplint.report import View, concise, signal_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Finding
    from stoplint.fixing.applying import Changes
    from stoplint.model.stop.answer import ImageTrace, Run, TracedProcess
    from stoplint.project.checking import Checked

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
KEYS = {"why", "sh", "dockerfile", "arguments", "env", "stop", "grace", "stubs", "kernel"}
HEAD = "# What stoplint says. Rewritten by `pytest --update`; read the difference.\n"


@dataclass(frozen=True)
class Started:
    """One way to start a fixture: `sh` is what /bin/sh is, None where the FROM line tells."""

    fixture: Fixture
    sh: str | None

    @property
    def name(self) -> str:
        return f"{self.fixture.name}-{self.sh}" if self.sh else self.fixture.name

    @property
    def request(self) -> Request:
        said = self.fixture.said
        arguments = said.get("arguments")
        grace = said.get("grace")
        return Request(
            overrides=(("context", str(self.fixture.folder), "the fixture"),),
            home=str(self.fixture.folder),
            run=Workload(
                stop_signal=said.get("stop"), environment=said.get("env", {}), sh=self.sh,
                arguments=None if arguments is None else tuple(arguments),
                grace=None if grace is None else Fact(float(grace), "fixture.toml"),
            ),
        )  # fmt: skip

    def traces(self, folder: Path | None = None) -> tuple[ImageTrace, ...]:
        """The images' traces; `folder` is a copy of the fixture's."""
        path = (folder or self.fixture.folder) / self.fixture.dockerfile
        request = self.request
        if folder is not None:
            request = Request(overrides=(("context", str(folder), "the fixture"),), home=str(folder), run=request.run)
        looked = look(str(path), request)
        assert not hasattr(looked, "why"), looked
        return looked.traces

    def target(self, folder: Path | None = None) -> ImageTrace:
        """The trace of the image that the Dockerfile is for."""
        return next(trace for trace in self.traces(folder) if trace.image.is_target)

    def checked(self) -> Checked:
        """The answer of `check`."""
        checked = check([str(self.fixture.folder / self.fixture.dockerfile)], self.request, jobs=1)
        assert not checked.internal_errors, checked.internal_errors
        assert not checked.input_errors, checked.input_errors
        return checked

    def lines(self, findings: Iterable[Finding]) -> tuple[str, ...]:
        """Findings, one line each, paths relative to the fixture."""
        view = View(shown=self.fixture.inside)
        return tuple(concise.line(finding, view) for finding in findings)

    def fixed(self, checked: Checked, into: Path) -> list[FixedContext]:
        """What `--fix` and `--fix --unsafe-fixes` make of it, as far as they do anything (and something else).

        It is fixed in a repository of its own: in that of the fixtures, all others would be looked at, too, and what one of
        their scripts reads with `.` has no fix.
        """
        if not checked.findings:
            return []
        home = into / self.name / self.fixture.name
        shutil.copytree(self.fixture.folder, home, symlinks=True)
        (home / ".git").mkdir()
        copy = Started(Fixture(home, self.fixture.said), self.sh)
        found: list[FixedContext] = []
        for unsafe in (False, True):
            result = fix([str(home / copy.fixture.dockerfile)], copy.request, unsafe=unsafe).result
            changes = result.changes
            if changes.changed and all(one.changes.texts != changes.texts for one in found):
                found.append(FixedContext(copy, unsafe, changes, result.left))
        return found


@dataclass(frozen=True)
class FixedContext:
    """A fixture with its fixes made; `left` are the findings that are left."""

    started: Started
    unsafe: bool
    changes: Changes
    left: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return f"{self.started.name}-{'unsafe-fixed' if self.unsafe else 'fixed'}"

    def write(self, into: Path) -> Path:
        """A copy of the fixture's folder with the changes."""
        folder = self.started.fixture.folder
        copy = into / self.name
        shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        for real in self.changes.changed:
            path = copy / os.path.relpath(real, folder.resolve())
            if real in self.changes.texts:
                path.write_bytes(self.changes.texts[real].encode("utf-8", "surrogateescape"))
            if real in self.changes.executable:
                path.chmod(0o755)
        return copy


@dataclass(frozen=True)
class Fixture:
    """A folder of `fixtures/`. `said` is what its fixture.toml says."""

    folder: Path
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def dockerfile(self) -> str:
        return str(self.said.get("dockerfile", "Dockerfile"))

    @property
    def expected(self) -> Path:
        return self.folder / "expected.toml"

    @cached_property
    def starts(self) -> tuple[Started, ...]:
        return tuple(Started(self, sh) for sh in self.said.get("sh") or [None])

    def inside(self, path: str) -> str:
        """A path as seen from the fixture's folder."""
        absolute = Path(path).resolve()
        return absolute.relative_to(self.folder).as_posix() if absolute.is_relative_to(self.folder) else path


def fixtures() -> list[Fixture]:
    """All of them, by name."""
    return [Fixture(folder, _said(folder)) for folder in sorted(ROOT.iterdir()) if folder.is_dir()]


def _said(folder: Path) -> dict[str, Any]:
    try:
        import tomllib
    except ModuleNotFoundError:  # before Python 3.11
        import tomli as tomllib

    path = folder / "fixture.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    assert set(said) <= KEYS, f"{path}: {set(said) - KEYS}"
    return said


# ---------------------------------------------------------------- as text
def rendered(fixture: Fixture) -> str:
    """What stoplint says of a fixture, as the text of expected.toml."""
    lines = [HEAD]
    for started in fixture.starts:
        lines.append("[[started]]")
        if started.sh:
            lines.append(f"sh = {_text(started.sh)}")
        checked = started.checked()
        lines.append(_list("findings", started.lines(checked.findings)))
        for trace in started.traces():
            lines += ["", *_image(trace, fixture)]
        with TemporaryDirectory() as into:
            for fixed in started.fixed(checked, Path(into)):
                lines += ["", *_fixed(fixed, Path(into))]
        lines.append("")
    return "\n".join(lines)


def _image(trace: ImageTrace, fixture: Fixture) -> Iterator[str]:
    yield "[[started.image]]"
    if not trace.image.is_target:
        yield f"stage = {_text(trace.image.stage)}"
    if isinstance(trace.launch, Launch):
        stop, grace = trace.launch.stop_signal, trace.launch.grace
        yield f"launch = {_text(json.dumps([word.value for word in trace.launch.argv], ensure_ascii=False))}"
        yield f"stop = {_text(f'{signal_name(stop.value)} ({stop.said_by})')}"
        if grace.said_by != "default":
            yield f"grace = {_text(f'{grace.value:g} s ({grace.said_by})')}"
    yield f"verdict = {_text(trace.verdict)}"
    yield f"reason = {_text(trace.reason)}"
    for run in trace.runs:
        yield ""
        yield "[[started.image.run]]"
        yield f"default = {str(run.default).lower()}"
        yield _list("conditions", [str(each) for each in run.conditions])
        yield f"verdict = {_text(run.verdict)}"
        if run.reason != trace.reason:
            yield f"reason = {_text(run.reason)}"
        yield _list("processes", _processes(run, fixture))


def _fixed(fixed: FixedContext, into: Path) -> Iterator[str]:
    verdict = fixed.started.target(fixed.write(into)).verdict
    yield "[[started.fixed]]"
    yield f"unsafe = {str(fixed.unsafe).lower()}"
    yield f"verdict = {_text(verdict)}"
    yield _list("left", fixed.started.lines(fixed.left))
    yield _list("difference", list(_difference(fixed)))


def _difference(fixed: FixedContext) -> Iterator[str]:
    """Lines that went and came, without their neighbours."""
    changes, folder = fixed.changes, fixed.started.fixture.folder.resolve()
    for real in changes.changed:
        path = os.path.relpath(real, folder)
        if real in changes.executable:
            yield f"{path}: made executable"
        if real in changes.texts:
            old, new = changes.olds[real].split("\n"), changes.texts[real].split("\n")
            for line in unified_diff(old, new, lineterm="", n=0):
                if not line.startswith(("---", "+++", "@@")):
                    yield f"{path}: {line}"


def _processes(run: Run, fixture: Fixture) -> list[str]:
    """The processes as a tree, columns aligned."""
    rows = [(_command(process, run), _place(process, fixture), process) for process in run.processes]
    wide = max((len(command) for command, _, _ in rows), default=0)
    far = max((len(place) for _, place, _ in rows), default=0)
    return [f"{command:{wide}}  {place:{far}}  {_stop(process)}" for command, place, process in rows]


def _command(process: TracedProcess, run: Run) -> str:
    parents = {each.id: each.parent for each in run.processes}
    depth, at = 0, process.id
    while parents.get(at, 0) and depth < len(parents):
        at, depth = parents[at], depth + 1
    words = " ".join(_word(word) for word in process.argv)
    return f"{'   ' * depth}{process.id}  {words}"


def _word(word: str) -> str:
    return json.dumps(word, ensure_ascii=False) if not word or any(char in word for char in " \n\t\r") else word


def _place(process: TracedProcess, fixture: Fixture) -> str:
    return f"{fixture.inside(process.span.path)}:{process.span.line}" if process.span else "-"


def _stop(process: TracedProcess) -> str:
    got = " ".join(process.receives) or "no signal"
    what = f"{process.role}; {process.started}; {got}"
    does = f": {process.does}" if process.does else ""
    return f"{what}{does} → {process.fate or '-'}"


def _list(name: str, lines: tuple[str, ...] | list[str]) -> str:
    if not lines:
        return f"{name} = []"
    return f"{name} = [\n" + "".join(f"  {_text(line)},\n" for line in lines) + "]"


def _text(value: str) -> str:
    """A TOML string: literal where it can be, for the eye."""
    plain = value.isprintable() and "'" not in value
    return f"'{value}'" if plain and '"' in value else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
