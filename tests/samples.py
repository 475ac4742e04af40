"""Findings and traces made by hand, for reports: the sample of the README, and nasty ones."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from stoplint.finding import Edit, Finding, Fix, ModeEdit, Related
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.image import Argument
from stoplint.model.stop.answer import Assumption, ImageTrace, Launch, Run, TracedProcess
from stoplint.text import Source

DOCKERFILE = 'FROM debian:12-slim\nWORKDIR /srv\nCOPY my_demo_svr start.sh ./\nENTRYPOINT ["sh", "start.sh"]\n'
SCRIPT = '#!/bin/sh\necho "starting"\n./my_demo_svr\n'


def finding(dockerfile: str = DOCKERFILE, script: str = SCRIPT, path: str = "start.sh", **changes: Any) -> Finding:
    """The finding of the README: start.sh stays in front of my_demo_svr."""
    docker, shell = Source("Dockerfile", dockerfile), Source(path, script)
    app = script.index("./my_demo_svr")
    entrypoint = dockerfile.index("ENTRYPOINT")
    primary = shell.span(app, app + len("./my_demo_svr"))
    values: dict[str, Any] = {
        "code": "SL201",
        "name": "non-exec-launch",
        "severity": "error",
        "confidence": "high",
        "message": f"{path} stays in front of my_demo_svr, which never gets SIGTERM",
        "path": path,
        "span": primary,
        "label": "started as a child of the script",
        "related": (
            Related(
                docker.span(entrypoint, len(dockerfile.rstrip())), "sh runs as PID 1, has no trap for SIGTERM, drops it"
            ),
        ),
        "consequence": "nothing happens for 10 s, then my_demo_svr is killed in the middle of its work",
        "verdict": "lost",
        "fix": Fix("exec ./my_demo_svr", safe=True, edits=(Edit(shell.span(app, app), "exec "),)),
    }
    return Finding(**(values | changes))


def about_a_file(**changes: Any) -> Finding:
    """A finding without a place, whose fix is a file mode."""
    fix = Fix("make start.sh executable", safe=True, edits=(ModeEdit("start.sh"),))
    return finding(span=None, label="", related=(), severity="warning", fix=fix, **changes)


def marked(line: str, part: str, **changes: Any) -> Finding:
    """A finding on `part` of a one-line file."""
    source = Source("start.sh", line)
    start = line.index(part)
    return finding(span=source.span(start, start + len(part)), related=(), fix=None, consequence="", **changes)


def trace(
    *runs: Run, launch: Launch | Unknown | None = None, assumes: tuple[Assumption, ...] = (), **image: Any
) -> ImageTrace:
    """An image's trace; of the image only what reports look at."""
    docker = Source("Dockerfile", DOCKERFILE)
    looks: Any = SimpleNamespace(**({"dockerfile": docker, "stage": "0", "is_target": True} | image))
    if launch is None:
        words = tuple(Argument(word, Source("Dockerfile", word)) for word in ("sh", "start.sh"))
        launch = Launch(words, Fact("TERM", "default"), Fact(10.0, "default"))
    if not runs:
        return ImageTrace(looks, launch, "unknown", launch.why if isinstance(launch, Unknown) else "")
    default = next((run for run in runs if run.default), runs[0])
    return ImageTrace(looks, launch, default.verdict, default.reason, runs, assumes=assumes)


def lost_run(**changes: Any) -> Run:
    """sh start.sh in front of ./my_demo_svr."""
    docker, shell = Source("Dockerfile", DOCKERFILE), Source("start.sh", SCRIPT)
    entrypoint, app = DOCKERFILE.index("ENTRYPOINT"), SCRIPT.index("./my_demo_svr")
    values: dict[str, Any] = {
        "default": True,
        "conditions": (),
        "verdict": "lost",
        "reason": "",
        "processes": (
            TracedProcess(
                1, 0, ("sh", "start.sh"), docker.span(entrypoint, entrypoint + 10), "launch", "shell",
                receives=("TERM",), does="drops SIGTERM: a shell without a trap", fate="stays",
            ),
            TracedProcess(
                7, 1, ("./my_demo_svr",), shell.span(app, app + 13), "fork", "application",
                does="never signalled; SIGKILL after 10 s", fate="killed",
            ),
        ),
    }  # fmt: skip
    return Run(**(values | changes))
