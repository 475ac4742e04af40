"""The model's verdict beside the kernel's, for one context or many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kernel.container import Case, Outcome, calmly, command_words, stop_many
from kernel.stub import named
from listing import Listing
from stoplint.model.catalog.rows import Base, Program
from stoplint.model.fact import Fact
from stoplint.model.image.stages import images
from stoplint.model.processes.world import IS_SET
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.signals import name_of
from stoplint.syntax.dockerfile import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kernel.image import Image
    from kernel.rows import Row
    from kernel.scripts import Generated
    from kernel.stub import Stub
    from stoplint.model.catalog.rows import Action, Kind
    from stoplint.model.stop.answer import ImageTrace

GRACE = 3.0
# two applications that took the same time would race for who is last
DRAINS = {"server": 0.6, "worker": 0.9}
SLOWER = "app:0.9"
ROOT = "/bin/bash"  # the login shell of root, as `machine.PASSWD` has it
# What stands in a container beside the tools: applications, and a program of which nothing is known
STANDINS = {
    "server": "app", "worker": SLOWER, "/usr/local/bin/server": "app", "/usr/local/bin/worker": SLOWER, "deregister": "tool",
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One context: what the model said, and what the kernel did."""

    generated: Generated
    model: ImageTrace
    outcome: Outcome

    @property
    def agrees(self) -> bool:
        kernel = self.outcome.verdict
        if self.model.verdict == "exits-early" and kernel == "fails-to-start":
            # PID 1 was faster than the application that it had started: something was cut off on its way
            return any(pid != 1 and status & 0x7F for pid, _, status, _ in self.outcome.exits)
        return self.model.verdict == kernel

    @property
    def is_unknown(self) -> bool:
        return self.model.verdict == "unknown"

    @property
    def is_false_graceful(self) -> bool:
        return self.model.verdict == "graceful" and self.outcome.verdict != "graceful"


def base(sh: str, lacks: tuple[str, ...] = (), root: str = "") -> Base:
    """The base image of the tests: nothing but a shell and the tools; `root`: the login shell of root, if that is told."""
    accounts = (("someone", "/bin/sh"), *((("root", root),) if root else ()))
    return Base("scratch", "the tests' own root folder", sh=sh, lacks=lacks, login_shells=accounts)  # type: ignore[arg-type]


def model_of(generated: Generated) -> ImageTrace:
    """The model's answer for a generated context."""
    context = Listing(
        {name: text.replace("FROM scratch", "FROM tests") for name, text in generated.files},
        tuple(name for name, _ in generated.files if name.endswith(".sh")),
    )
    source = context.read("Dockerfile")
    assert source is not None
    image = images(read(source), context, lambda _: base(generated.sh, ABSENT, ROOT))[0]
    return trace(image, Workload(sh=generated.sh, grace=Fact(GRACE, "the tests"), drains=DRAINS))  # type: ignore[arg-type]


# Commands of the tables that no image has, so that what calls them fails.
ABSENT = (
    "absent", "shx", "dashx", "bashx", "TERM", "coproc",
    # words that were not split, and what dash makes of arithmetic: a command in two subshells
    "server,--x", "server:--x", "server|--x", "server --x", "serverx80", "server --port 80", "server\n--x", "n--", "code", "stopping++", "++stopping",
)  # fmt: skip


def program(name: str, what: str | Stub) -> Program:
    """A row for a stand-in: what it does with each signal."""
    stub = named(what)
    actions: dict[str, Action] = {}
    for number in range(1, 65):
        signal = name_of(number)
        if signal is not None:
            actions[signal] = (
                "graceful" if number in stub.graceful else "fast" if number in stub.fast
                else "ignored" if number in stub.ignore else "default"
            )  # fmt: skip
    kind: Kind = "tool" if stub.kind == "tool" else "helper" if stub.kind == "helper" else "server"
    return Program((name,), kind, tuple(actions.items()), "tests/kernel/stub.c", daemonizes=stub.daemon)


def model_of_row(row: Row, shell: str) -> ImageTrace:
    """The model's answer for a row of the tables."""
    case = row.case(shell)
    files: Mapping[str, str] = case.context  # type: ignore[assignment]
    context = Listing(
        {name: text.replace("FROM base", "FROM tests") for name, text in files.items()},
        tuple(name for name in files if row.modes.get(name, 0o755) & 0o111),
    )
    source = context.read("Dockerfile")
    assert source is not None
    image = images(read(source), context, lambda _: base(case.sh, ABSENT))[0]
    workload = Workload(
        sh=case.sh, grace=Fact(GRACE, "the tests"), stop_signal=row.signal,
        drains={name: named(what).drain for name, what in row.stubs.items()},
        programs=tuple(program(name, what) for name, what in row.stubs.items()),
    )  # fmt: skip
    return trace(image, workload)


def given(model: ImageTrace) -> dict[str, str]:
    """What the default run is taken to be given: a script that ends without a variable is told of with it."""
    conditions = [condition for run in model.runs if run.default for condition in run.conditions]
    return {each.subject.removeprefix("$"): "x" for each in conditions if each.answer == IS_SET}


def missing(image: Image) -> list[str]:
    """Commands of the image that get a stand-in."""
    return [name for name in command_words(image) if name not in ABSENT]


def compare(batch: Sequence[Generated], workers: int = 16) -> list[Compared]:
    """Both answers for each context."""
    models = [model_of(g) for g in batch]
    cases = [
        Case(
            dict(g.files),
            sh=g.sh,
            env=given(model),
            grace=GRACE,
            modes={name: 0o755 for name, _ in g.files},
            stubs=STANDINS,
            missing=missing,
            # longer than the pauses that a script makes, and where it is asked again longer than any drain
            window=0.4,
        )  # type: ignore[arg-type]
        for g, model in zip(batch, models, strict=True)
    ]
    outcomes = stop_many(cases, workers)
    compared = [Compared(g, model, outcome) for g, model, outcome in zip(batch, models, outcomes, strict=True)]
    # where they differ, ask again, alone and with time: a machine under load starts things late
    again = [i for i, one in enumerate(compared) if not one.agrees and not one.is_unknown]
    calm = calmly([cases[i] for i in again])
    for i, outcome in zip(again, calm, strict=True):
        compared[i] = replace(compared[i], outcome=outcome)
    return compared
