"""A container, started and stopped: the doors of this harness."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Literal

from kernel import machine
from kernel import verdict as verdicts
from kernel.image import Base, Image, context_files, read, user_files
from kernel.records import Record, decoded, encoded, step
from kernel.runtime import DOCKER_INIT, Before, Runtime
from kernel.stub import Stub, named
from kernel.words import BUILTINS, ERRANDS, commands
from stoplint import signals

Shell = Literal["dash", "ash", "bash"]
Context = Path | Mapping[str, bytes | str]
SHELLS = {"sh", "dash", "bash", "ash", "busybox"}
IDLE = {"sleep", "tail", "pause", "cat"}


class HarnessError(Exception):
    """The harness itself failed; the text says where. Never a verdict."""


@dataclass(frozen=True)
class Case:
    """What is to be started, and how it is stopped.

    `context` is a folder, or names and texts. `sh` is what the base image's `/bin/sh` is. `signal` (a name or
    number) stands in place of STOPSIGNAL, `arguments` in place of CMD, `entrypoint` in place of ENTRYPOINT. `grace`
    is in seconds. `stubs` maps names or paths to variants (`stub.VARIANTS`, or a Stub): they are put there in any
    case. `missing` names further commands that get a stub of the variant `usual` where the image lacks them; it is
    handed the image and returns names and paths; by default all that look like commands in the launch and in the
    scripts. `users` are added to /etc/passwd (those that the texts name are found). `early` ends the wait for the
    grace period as soon as nothing can happen any more. `runtime` is who starts and stops it: by default a plain
    `docker run` and `docker stop`.
    """

    context: Context
    dockerfile: str = "Dockerfile"
    sh: Shell = "dash"
    signal: str | int | None = None
    arguments: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    grace: float = 3.0
    stubs: Mapping[str, str | Stub] = field(default_factory=dict)
    usual: str | Stub = "app"
    missing: Callable[[Image], Iterable[str]] | None = None
    users: tuple[str, ...] = ()
    base: Base = field(default_factory=Base)
    target: str | None = None
    build_args: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    window: float = 0.15
    patience: float = 2.5
    early: bool = True
    runtime: Runtime = field(default_factory=Runtime)


@dataclass(frozen=True)
class Seen:
    """A process as it was seen from outside: numbers of its namespace; `ignores` and `catches` are signal numbers."""

    pid: int
    parent: int
    state: str
    comm: str
    argv: tuple[str, ...]
    uid: int
    ignores: frozenset[int]
    catches: frozenset[int]


@dataclass(frozen=True)
class Event:
    """A line of a stub's log: `at` is in seconds since the start, `kind` start, signal, cut or finish."""

    at: float
    pid: int
    kind: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What happened.

    `tree` are the processes at the steady state, `end` those that SIGKILL had to end. `exits` are (pid, parent,
    status as of wait(2), name), in the order in which the kernel accounted for them: PID 1 comes before what its end
    took along. `status` is PID 1's, as of wait(2); `seconds` from the signal to its end. `steady` is False where
    the processes did not come to rest. `builds` are the RUN steps' (status, output). Of a container in a pod's
    namespace PID 1 is nothing of its own: its first process is meant then. `before` are the ends of what was asked for
    before the signal, from which on `seconds` counts; `sent`: the signal was sent.
    """

    facts: verdicts.Facts
    tree: tuple[Seen, ...] = ()
    end: tuple[Seen, ...] = ()
    events: tuple[Event, ...] = ()
    exits: tuple[tuple[int, int, int, str], ...] = ()
    status: int = 0
    seconds: float = 0.0
    signal: str = "TERM"
    steady: bool = True
    error: str = ""
    output: str = ""
    builds: tuple[tuple[int, str], ...] = ()
    argv: tuple[str, ...] = ()
    before: tuple[Before, ...] = ()
    sent: bool = True

    @cached_property
    def verdict(self) -> verdicts.Verdict:
        return verdicts.verdict(self.facts)

    def describe(self) -> str:
        """All of it for people, as a failing test prints it."""
        lines = [
            f"{self.verdict}: {' '.join(self.argv)!r}, SIG{self.signal}, status {self.status:#x}, {self.seconds:.2f} s"
        ]
        lines += [f"  {self.error}"] if self.error else []
        lines += [f"  before the signal: {one}" for one in self.before]
        lines += [] if self.sent else ["  no signal was sent"]
        lines += [f"  {one.pid:>3} {one.parent:>3} {one.state} {' '.join(one.argv) or one.comm}" for one in self.tree]
        lines += [f"  {one.at:6.3f} {one.pid:>3} {one.kind} {' '.join(one.fields)}" for one in self.events[:30]]
        lines += [f"  exit {pid} (child of {parent}) {status:#x} {name}" for pid, parent, status, name in self.exits]
        lines += [f"  | {line}" for line in self.output.splitlines()[-12:]]
        return "\n".join(lines)


def stop(context: Context, dockerfile: str = "Dockerfile", **settings: object) -> Outcome:
    """Starts the context's image, stops it, and tells what happened; settings are those of `Case`."""
    return run(Case(context, dockerfile, **settings))  # type: ignore[arg-type]


def stop_many(cases: Iterable[Case], workers: int = 24) -> list[Outcome]:
    """The outcomes, in order; `workers` containers side by side (they mostly sleep)."""
    cases = list(cases)
    for sh in {case.sh for case in cases}:
        machine.layer(sh)
    prepare()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(run, cases))


# What was started a second time (see `calmly`), for the summary of a run.
AGAIN: list[str] = []


def calmly(cases: Iterable[Case], workers: int = 3, *, slow: bool = False) -> list[Outcome]:
    """The outcomes with more time and less company: a machine under load starts things late, and what it did is no answer.

    A run tells how many were asked twice: there are few, or something is wrong. `slow`: the seconds of a grace period are
    those of a machine that has nothing else to do, so one with work for several has them for each; what depends on
    seconds of its own (a supervisor's limit) has to agree without it.
    """
    busy = min(4.0, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))) if slow else 1.0
    calm = [
        replace(
            case, window=max(0.4, 3 * case.window) * busy, patience=4.0 * busy, grace=case.grace * busy, early=False
        )
        for case in cases
    ]
    outcomes = stop_many(calm, workers)
    AGAIN.extend(" ".join(outcome.argv) for outcome in outcomes)
    return outcomes


@cache
def unavailable() -> str:
    """Why this machine can't run this, found out by really starting a container; "" if it can."""
    reason = machine.unavailable()
    if reason:
        return reason
    try:
        outcome = run(Case({"Dockerfile": 'FROM base\nCMD ["app"]\n'}, stubs={"app": "app:0"}))
    except (HarnessError, machine.Missing, ImportError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if outcome.verdict == "graceful" else f"a container did not stop: {outcome.describe()}"


def prepare() -> None:
    """Makes what all containers share; by itself called at the first one."""
    machine.base()
    machine.compiled("contain")
    machine.stub_program()


def run(case: Case) -> Outcome:
    """One case's outcome; HarnessError if there is none."""
    prepare()
    files = context_files(case.context, case.modes)
    image = read(
        files, case.dockerfile, case.base, target=case.target, build_args=case.build_args,
        arguments=case.arguments, entrypoint=case.entrypoint, env=case.env,
    )  # fmt: skip
    name = str(case.signal) if case.signal is not None else image.stop_signal or "TERM"
    number = signals.number_of(name)
    if number is None:
        raise HarnessError(f"no such signal: {name}")
    if not image.argv:
        return Outcome(verdicts.Facts(failed=True), error="no command specified", signal=name)
    steps = [*_layers(case.sh), *image.steps, *_stubs(case, image), *_launch(case, image, number)]
    done = subprocess.run([machine.compiled("contain")], input=encoded(steps), capture_output=True, check=False)
    try:
        report = list(decoded(done.stdout))
    except ValueError as error:
        raise HarnessError(f"{error} (status {done.returncode}): {done.stderr!r}") from error
    broken = [one.text(0) for one in report if one.letter == "M"]
    if broken or done.returncode:
        raise HarnessError(f"{broken or done.stderr!r} (status {done.returncode})")
    return _outcome(report, image, signals.name_of(number) or name, number, first=case.runtime.first)


# ---------------------------------------------------------------- there


def _layers(sh: str) -> list[Record]:
    lower = f"{machine.layer(sh)}:{machine.base()}"
    return [
        step("P", "top", str(machine.folder() / "top")),
        step("O", lower),
        *[step("L", path, path) for path in machine.libraries()],
    ]


def _launch(case: Case, image: Image, number: int) -> list[Record]:
    settings = {
        "signal": number, "grace": round(case.grace * 1000), "window": round(case.window * 1000),
        "patience": round(case.patience * 1000), "upper": 5000, "early": int(case.early), "limit": round(case.grace + 90),
        **case.runtime.settings(),
    }  # fmt: skip
    return [
        *([step("S", DOCKER_INIT, "/usr/bin/tini")] if case.runtime.init else []),
        *[step("P", name, value) for name, value in settings.items()],
        *[step("A", word) for word in case.runtime.launch(image.argv)],
        *case.runtime.steps(),
        *[step("E", f"{name}={value}") for name, value in image.env.items()],
        step("U", image.user),
        step("W", image.workdir),
    ]


def _stubs(case: Case, image: Image) -> list[Record]:
    program = machine.stub_program()

    def place(name: str, letter: str, what: str | Stub) -> Record:
        path = name if name.startswith("/") else f"{image.workdir}/{name}" if "/" in name else f"/usr/bin/{name}"
        return step(letter, path.replace("//", "/").replace("/./", "/"), "755", program + named(what).config())

    records = [place(name, "F", what) for name, what in case.stubs.items()]
    shadowed = {name for path in image.copied for name in (path, path.rsplit("/", 1)[-1])}
    for name in dict.fromkeys((case.missing or command_words)(image)):
        if name in case.stubs or name in BUILTINS or name in shadowed:
            continue
        if "/" not in name and name in machine.TOOLS:
            continue
        last = name.rsplit("/", 1)[-1]
        if name.startswith(("/proc/", "/sys/", "/dev/")):
            continue
        if name.startswith("/") and last in machine.TOOLS and name.startswith(("/bin/", "/usr/", "/sbin/")):
            continue
        records.append(place(name, "N", "tool" if last in ERRANDS else case.usual))
    return [*(user_files(dict.fromkeys(case.users)) if case.users else []), *records]


def command_words(image: Image) -> list[str]:
    """What looks like a command in the launch and in the image's scripts; the launch's own first word in any case."""
    texts = any(" " in word or "\n" in word for word in image.argv[1:])
    found = [image.argv[0]] if texts else [image.argv[0], *commands(" ".join(image.argv))]
    # What a start script is handed is often what it executes
    found += [
        word
        for before, word in zip(image.argv, image.argv[1:], strict=False)
        if str(PurePosixPath(image.workdir, before)) in image.copied and not word.startswith("-") and " " not in word
    ]
    # A script that a RUN step writes, in quotes or in a heredoc
    for one in image.steps:
        if one.letter == "R":
            found += commands(re.sub(r"\\n|['\"]", "\n", one.text(len(one.fields) - 1)))
    for word in image.argv[1:]:
        found += commands(word) if " " in word or "\n" in word else [word] if word.startswith(("/", "./")) else []
    for path, (data, _) in image.copied.items():
        if (
            data.startswith(b"#!")
            or path.endswith((".sh", ".bash", "/run", ".conf"))
            or (b"\0" not in data[:512] and path in image.argv)
        ):
            found += commands(data[:100_000].decode("utf-8", "replace"))
    return [word for word in found if word not in image.copied and not word.endswith("/") and "$" not in word]


# ---------------------------------------------------------------- and back


def _mask(text: str) -> frozenset[int]:
    bits = int(text or "0", 16)
    return frozenset(number for number in range(1, 65) if bits >> (number - 1) & 1)


def _seen(one: Record) -> Seen:
    argv = tuple(part.decode("utf-8", "replace") for part in one.fields[5].rstrip(b"\0").split(b"\0") if one.fields[5])
    return Seen(
        one.number(1),
        one.number(2),
        one.text(3),
        one.text(4),
        argv,
        one.number(6),
        _mask(one.text(7)),
        _mask(one.text(8)),
    )


def _events(log: str, started: int) -> list[Event]:
    events = []
    for line in log.splitlines():
        at, pid, kind, *fields = line.split("\t")
        events.append(Event((int(at) - started) / 1e9, int(pid), kind, tuple(fields)))
    return events


def _outcome(report: list[Record], image: Image, name: str, number: int, first: int) -> Outcome:
    builds = tuple((one.number(0), one.text(1)) for one in report if one.letter == "R")
    for one in report:
        if one.letter == "X":
            import os

            return Outcome(
                verdicts.Facts(failed=True),
                error=os.strerror(one.number(0)),
                signal=name,
                builds=builds,
                argv=image.argv,
            )
    result = next(one for one in report if one.letter == "Z")
    ended, status, stayed, _, steady = (result.number(index) for index in range(5))
    started, signalled, over = (result.number(index) for index in range(5, 8))
    # what has a lower number is the pod's, and not the container's
    trees = {when: tuple(seen for seen in _seen_at(report, when) if seen.pid >= first) for when in ("steady", "end")}
    tree = trees["steady"]
    events = _events(next(one.text(0) for one in report if one.letter == "G"), started)
    exits: dict[int, tuple[int, int, int, str]] = {}
    for one in report:
        if one.letter == "Q":
            exits.setdefault(one.number(0), (one.number(0), one.number(1), one.number(2), one.text(3)))
    since = (signalled - started) / 1e9
    facts = verdicts.Facts(
        ended=bool(ended),
        started=_started(events, exits.values(), first),
        status=status,
        stayed=bool(stayed),
        sent=bool(result.number(9)),
        idle=_idle(tree),
        applications=()
        if ended
        else _applications(tree, events, {pid: one[2] for pid, one in exits.items()}, since, number),
    )
    return Outcome(
        facts,
        tree=tree,
        end=trees["end"],
        events=tuple(events),
        exits=tuple(exits.values()),
        status=status,
        seconds=(over - signalled) / 1e9,
        signal=name,
        steady=bool(steady),
        output=next(one.text(0) for one in report if one.letter == "C"),
        builds=builds,
        argv=image.argv,
        before=tuple(Before(bool(one.number(0)), one.number(1)) for one in report if one.letter == "B"),
        sent=bool(result.number(9)),
    )


def _seen_at(report: list[Record], when: str) -> list[Seen]:
    return [_seen(one) for one in report if one.letter == "T" and one.text(0) == when]


def _started(events: list[Event], exits: Iterable[tuple[int, int, int, str]], first: int) -> bool:
    """Whether an application had begun before PID 1 ended, or was about to: forked, but not yet executed."""
    if any(event.kind == "start" and event.fields[0] in {"app", "starter"} for event in events):
        return True
    return any(
        pid > first and status == 9 and (name not in machine.TOOLS or name in SHELLS) for pid, _, status, name in exits
    )


def _idle(tree: tuple[Seen, ...]) -> bool:
    alive = [one for one in tree if one.state != "Z"]
    return len(alive) == 1 and (alive[0].comm in IDLE or alive[0].argv[:2] == ("busybox", "sleep"))


def _applications(
    tree: tuple[Seen, ...], events: list[Event], statuses: Mapping[int, int], since: float, number: int
) -> tuple[verdicts.Application, ...]:
    found = []
    for one in tree:
        start = next((event for event in events if event.pid == one.pid and event.kind == "start"), None)
        if start is None or start.fields[0] != "app" or one.state == "Z":
            continue
        # A process may have become the stub by exec from another stub: the last start line counts for what follows.
        later = [event for event in events if event.pid == one.pid and event.at >= since]
        took = [event for event in later if event.kind == "signal"]
        found.append(
            verdicts.Application(
                pid=one.pid,
                parent=one.parent,
                name=" ".join(one.argv),
                took=tuple(int(event.fields[0]) for event in took),
                noted=tuple(int(event.fields[0]) for event in took if event.fields[2] == "ignore"),
                finished=any(event.kind == "finish" for event in later),
                by=next(
                    (int(event.fields[0]) for event in later if event.kind == "cut"), statuses.get(one.pid, 0) & 0x7F
                ),
                handles=number in one.catches,
            )
        )
    return tuple(found)
