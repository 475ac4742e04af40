"""Small worlds: a few lines of shell, what is known of them, and what the model makes of a stop.

`model/worlds/*.txt` hold them, one file a subject. A world is written by hand down to its script; what follows is what
the model says, written by `pytest --update` and read by a person, once for all shells that it is the same for. The
kernel is asked for the same (`kernel/test_worlds.py`): the verdict, unless it is `unknown`, and what each stand-in gets.

    === a title
    shells: dash bash        (default: dash bash ash; "sh" is bash called so)
    signal: INT              (default: TERM)
    form: -c                 (default: file; see `kernel.rows.Row`)
    behind: \\n\\n             (what stands behind the script, which itself has no blank lines at its ends)
    stubs: migrate=tool      (beside `STUBS`)
    file run.sh: #!/bin/sh\\nexec server\\n
    tools: tini gosu         (programs that a machine may lack; the kernel isn't asked there)
    given: X=x               (variables, stubs and files of the container that the model is not told of)
    given stubs: something=tool
    given file /run/name: server\\n
    kernel: no, why          (the kernel can't be asked)
    kernel: not ash, why     (it can't be asked with this shell)
    kernel: verdict only, why (it isn't asked what each stand-in gets)
    ---
    the script
    --- dash ash
    what the model says
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kernel.image import Base
from kernel.rows import ALL, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kernel.container import Case
    from stoplint.model.stop.answer import ImageTrace, Run

FOLDER = Path(__file__).parent / "model" / "worlds"
# Applications, a command that ends by itself, and one that fails.
STUBS = {"server": "app", "worker": "app:0.9", "setup": "tool"}
KEYS = {"shells", "signal", "form", "behind", "stubs", "tools", "given", "given stubs", "kernel"}


@dataclass(eq=False)
class World:
    """A world, and the pictures that its file shows by shell."""

    title: str
    said: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    script: str = ""
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def shells(self) -> tuple[str, ...]:
        return tuple(self.said["shells"].split()) if "shells" in self.said else ALL

    @property
    def row(self) -> Row:
        return Row(
            self.script + self.said.get("behind", "").encode().decode("unicode_escape"), "unknown", form=self.said.get("form", "file"), signal=self.said.get("signal"),
            stubs={**STUBS, **self._pairs("stubs")}, files=self.files, tools=tuple(self.said.get("tools", "").split()),
        )  # fmt: skip

    @property
    def stubs(self) -> dict[str, str]:
        """All that stand in the container, those that the model is not told of too."""
        return {**STUBS, **self._pairs("stubs"), **self._pairs("given stubs")}

    def case(self, shell: str) -> Case:
        """The container, with what is taken to be given."""
        files = {path: (text, 0o755 if text.startswith("#!") else 0o644) for path, text in self.given.items()}
        return replace(self.row.case(shell), env=self._pairs("given"), stubs=self.stubs, base=Base(files=files))

    def _pairs(self, key: str) -> dict[str, str]:
        return dict(each.split("=") for each in self.said.get(key, "").split())


def parsed(text: str) -> Iterator[World]:
    """The worlds of a file; what stands above the first is for people."""
    world: World | None = None
    part: list[str] = []
    where = "head"

    def closed() -> None:
        if world is None or where == "head":
            return
        content = "\n".join(part).strip("\n")
        if where == "script":
            world.script = content
        else:
            world.shown.update(dict.fromkeys(where.split(), content))

    for line in text.splitlines():
        if line.startswith("=== "):
            closed()
            if world is not None:
                yield world
            world, where, part = World(line[4:]), "head", []
        elif world is not None and (line == "---" or line.startswith("--- ")):
            closed()
            where, part = (line[4:] or "script"), []
        elif world is not None and where == "head":
            key, _, value = line.partition(": ")
            if key.startswith("file "):
                world.files[key[5:]] = value.encode().decode("unicode_escape")
            elif key.startswith("given file "):
                world.given[key[11:]] = value.encode().decode("unicode_escape")
            elif key:
                assert key in KEYS, f"{world.title}: {key}"
                world.said[key] = value
        else:
            part.append(line)
    closed()
    if world is not None:
        yield world


@cache
def worlds(name: str) -> tuple[World, ...]:
    """The worlds of one file."""
    return tuple(parsed((FOLDER / name).read_text(encoding="utf-8")))


def names() -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*.txt"))


def picture(trace: ImageTrace) -> str:
    """What the model says, all of it, in as few lines as it goes."""
    lines = [f"{trace.verdict}: {trace.reason}" if trace.reason else trace.verdict]
    for run in trace.runs:
        if len(trace.runs) > 1 or run.conditions:
            lines.append(_head(run, trace))
        marks = [type(each).__name__ for each in (run.cause, *run.remarks) if each is not None]
        then = run.then
        while then is not None:
            marks, then = [*marks, f"then {type(then.cause).__name__}"], then.then
        marks += [run.passing] if run.passing else []
        lines += [f"  ({', '.join(marks)})"] if marks else []
        for one in run.processes:
            receives = f" {' '.join(one.receives)}" if one.receives else ""
            does = f": {one.does}" if one.does else ""
            name = " ".join(" ".join(one.argv).split())
            lines.append(f"  {one.id}<{one.parent} {name} [{one.started} {one.role}]{receives} → {one.fate}{does}")
    return "\n".join(lines)


def _head(run: Run, trace: ImageTrace) -> str:
    conditions = " and ".join(str(each) for each in run.conditions)
    reason = f": {run.reason}" if run.reason != trace.reason else ""
    return f"{'usually' if run.default else 'else'}{', ' if conditions else ''}{conditions} → {run.verdict}{reason}"


def written(name: str, pictures: dict[tuple[str, str], str]) -> str:
    """The file's text with these pictures, by title and shell."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    above = text.partition("=== ")[0]
    parts = [above.rstrip("\n") + "\n" if above.strip() else ""]
    for world in worlds(name):
        lines = [f"=== {world.title}", *(f"{key}: {value}" for key, value in world.said.items())]
        lines += [f"file {path}: {_escaped(content)}" for path, content in world.files.items()]
        lines += [f"given file {path}: {_escaped(content)}" for path, content in world.given.items()]
        lines += ["---", world.script]
        by_picture: dict[str, list[str]] = {}
        for shell in world.shells:
            by_picture.setdefault(pictures[world.title, shell], []).append(shell)
        for shown, shells in by_picture.items():
            lines += [f"--- {' '.join(shells)}", shown]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(part for part in parts if part)


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode()
