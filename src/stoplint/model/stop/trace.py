"""An image's answer: its launch, the runs of its start scripts, and what the stop does in each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint import signals
from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.catalog.shells import POSSIBLE_SH
from stoplint.model.container.container import Machine
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.launch import argv as composed
from stoplint.model.processes.values import Value, of_argument, unknown
from stoplint.model.processes.world import Running, Shell, World, Wrapping
from stoplint.model.stop.answer import ImageTrace, Launch, Process, Run
from stoplint.model.stop.steady_states import steady_worlds
from stoplint.model.stop.stop import stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stoplint.model.catalog.rows import Program, Wrapper
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.image import Argument, Image
    from stoplint.model.stop.answer import Verdict
    from stoplint.model.stop.stop import Stopped

DEFAULT_GRACE = 10.0  # seconds; docker stop, docs/reference/commandline/container_stop.md


@dataclass(frozen=True)
class Settings:
    """What is said from outside, as `docker run` would take it.

    `environment`: `-e KEY=VALUE`; `sh`: what /bin/sh is, over what the base says; `arguments`: instead of CMD;
    `grace`: seconds, with who says so; `drains`: seconds that a program takes to shut down, by its name;
    `programs` and `wrappers`: rows that go before those of the tables.
    """

    init: bool = False
    stop_signal: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    sh: Dialect | None = None
    arguments: tuple[str, ...] | None = None
    grace: Fact[float] | None = None
    drains: Mapping[str, float] = field(default_factory=dict)
    programs: tuple[Program, ...] = ()
    wrappers: tuple[Wrapper, ...] = ()


def trace(image: Image, settings: Settings | None = None) -> ImageTrace:
    """What happens when a container of this image is stopped."""
    settings = settings or Settings()
    if image.platform == "windows":
        why = "a Windows image: there are no stop signals to follow"
        return ImageTrace(image, Unknown(why, image.from_span), "unknown", why)
    words = composed(image, settings.arguments)
    if isinstance(words, Unknown):
        return ImageTrace(image, words, "unknown", words.why)
    if words is None:
        why = "neither the Dockerfile nor the base image names a CMD or ENTRYPOINT: there is nothing to start"
        return ImageTrace(image, Unknown(why, image.from_span), "unknown", why)
    said = Fact(settings.stop_signal, "--stop-signal") if settings.stop_signal else image.stop_signal
    if isinstance(said, Unknown):
        said = Fact("SIGTERM", "default")
    grace = settings.grace or Fact(DEFAULT_GRACE, "default")
    launch = Launch(words, said, grace, settings.init)
    signal = signals.canonical(said.value)
    if signal is None:
        why = f"the runtime refuses the stop signal {said.value}: there is no such signal"
        return ImageTrace(image, launch, "unknown", why)
    runs = _runs(image, words, signal, grace.value, settings)
    verdict, reason = verdict_of(runs)
    return ImageTrace(image, launch, verdict, reason, runs)


def _runs(image: Image, words: tuple[Argument, ...], signal: str, grace: float, settings: Settings) -> tuple[Run, ...]:
    if settings.sh is not None or not isinstance(image.sh, Unknown):
        return _runs_with(image, words, signal, grace, settings, settings.sh or image.sh.value)  # type: ignore[union-attr]
    # what /bin/sh is cannot be known: it matters only where the shells differ
    answers = [_runs_with(image, words, signal, grace, settings, sh) for sh in POSSIBLE_SH]
    verdicts = [verdict_of(runs)[0] for runs in answers]
    if len(set(verdicts)) == 1:
        return answers[0]
    named = ", ".join(f"{sh}: {verdict}" for sh, verdict in zip(POSSIBLE_SH, verdicts, strict=True))
    why = f"it depends on what /bin/sh is, and {image.sh.why} ({named})"
    return tuple(replace(run, verdict="unknown", reason=why, cause=None) if run.default else run for run in answers[0])


def machine_of(image: Image, settings: Settings, sh: Dialect | None) -> Machine:
    """The simulation's fixed part for an image."""
    environment: dict[str, Value] = {}
    for name, fact in image.env.items():
        value = fact.value
        environment[name] = unknown(f"${name}") if isinstance(value, Unknown) else Value(value, taint=frozenset({name}))
    for name, text in settings.environment.items():
        environment[name] = Value(text)
    root = image.rootfs
    return Machine(
        lookup=root.lookup, which=root.which, sh=sh, environment=environment,
        workdir=image.workdir.value, user=image.user.value, children=root.known_children, is_folder=root.is_folder,
        drains=settings.drains, missing=_missing(image), programs=settings.programs, wrappers=settings.wrappers,
    )  # fmt: skip


def _missing(image: Image) -> frozenset[str]:
    """Programs that are certainly not in the image: plain Alpine and BusyBox have no bash until something adds it."""
    name = (image.base or "").split("@")[0].removeprefix("docker.io/").removeprefix("library/").split(":")[0]
    text = image.dockerfile.text
    # a package may bring it along, and a copied folder may hold it
    if name not in ("alpine", "busybox") or "apk" in text or "--from" in text or "rootfs" in text:
        return frozenset()
    runs = [
        line
        for line in text.splitlines()
        if line.lstrip().upper().startswith(("RUN", "COPY", "ADD")) and "bash" in line
    ]
    return frozenset() if runs else frozenset({"bash"})


def _runs_with(
    image: Image, words: tuple[Argument, ...], signal: str, grace: float, settings: Settings, sh: Dialect | None
) -> tuple[Run, ...]:
    machine = machine_of(image, settings, sh)
    world = World()
    argv = tuple(of_argument(word) for word in words)
    if settings.init:
        argv = (Value("/sbin/docker-init"), Value("--"), *argv)
    machine.initial(argv, world)
    found: dict[tuple[object, ...], Run] = {}
    for steady in steady_worlds(machine, world):
        run = _run(steady, stop(machine, steady, signal, grace), signal, grace)
        key = (run.default, run.verdict, tuple((p.argv, p.span) for p in run.processes))
        found.setdefault(key, run)
    return tuple(sorted(found.values(), key=lambda run: (not run.default, len(run.conditions))))


def _run(steady: World, ends: list[Stopped], signal: str, grace: float) -> Run:
    from stoplint.model.stop.diagnosis import cause_of
    from stoplint.model.stop.remarks import remarks_of

    verdicts = {end.verdict for end in ends}
    chosen = ends[0]
    verdict: Verdict = chosen.verdict
    reason = chosen.reason
    if len(verdicts) > 1:
        verdict = "unknown"
        extra = [c for end in ends for c in end.end.conditions if c not in steady.conditions]
        reason = f"it depends on whether {extra[0]}" if extra else "it can go more than one way"
    processes = tuple(_processes(steady, chosen.end))
    cause = cause_of(chosen, signal) if verdict not in ("graceful", "unknown") else None
    if not reason:
        from stoplint.model.stop.diagnosis import explain

        reason = explain(chosen, signal)
    return Run(steady.default, steady.conditions, verdict, reason, processes, cause, remarks_of(chosen, signal, grace))


def _processes(steady: World, end: World) -> Iterable[Process]:
    living = (
        steady.living()
        if not (steady.ended or steady.failed)
        else [p for p in steady.processes.values() if p.pid == 1 or p.fate == "killed"]
    )
    for process in living:
        last = end.processes.get(process.pid, process)
        role = process.role if isinstance(process, (Running, Wrapping, Shell)) else "application"
        program = process.program if isinstance(process, Running) else None
        fate = last.fate or ("stays" if last.alive else "exited")
        does = last.does or ("" if last.receives else _unsignalled(role, fate))
        yield Process(
            process.pid, process.ppid, process.argv, process.place, process.started, role, program,
            tuple(f"SIG{name}" for name in last.receives), does, fate,
            process.script if isinstance(process, Shell) else None,
            process.environment if isinstance(process, Running) else (),
        )  # fmt: skip


def _unsignalled(role: str, fate: str) -> str:
    if fate == "killed":
        return "never signalled; killed by the kernel when PID 1 ends"
    if fate == "stays":
        return (
            "never signalled; SIGKILL at the end of the grace period"
            if role == "application"
            else "stays until SIGKILL"
        )
    return ""


_NEVER_RUN = ("fails-to-start", "exits-early")


def verdict_of(runs: tuple[Run, ...]) -> tuple[Verdict, str]:
    """The image's verdict: that of its default run; unknown where several are possible and disagree."""
    default = [run for run in runs if run.default]
    # a check that nothing here decides, and that ends the script: what is shipped is taken to pass it
    default = [run for run in default if run.verdict not in _NEVER_RUN or not run.conditions] or default
    if not default:
        return "unknown", "no way through the start script was found"
    verdicts = {run.verdict for run in default}
    if len(verdicts) == 1:
        return default[0].verdict, default[0].reason
    seen = [run for run in default if run.conditions]
    depends = seen[0].conditions[-1] if seen else "a command in the foreground ends by itself"
    return "unknown", f"it depends on whether {depends}"
