"""Generated contexts fixed, and what the kernel says about them before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kernel.agreement import ABSENT, DRAINS, GRACE, ROOT, STANDINS, base, missing
from kernel.container import Case, Outcome, calmly, stop_many
from kernel.scripts import Generated
from listing import Listing
from stoplint.edits import fix_of
from stoplint.faults.stages import stages
from stoplint.finding import Finding
from stoplint.fixing import FixResult, Judged, fix_all
from stoplint.fixing.applying import Overlaid
from stoplint.model.fact import Fact
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.syntax.dockerfile import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.fixing.applying import Changes
    from stoplint.model.stop.answer import ImageTrace


def judge_of(generated: Generated, workload: Workload | None = None):
    """What the model says of the context with changed files in it: one finding for each cause, with its fix."""
    texts = {name: text.replace("FROM scratch", "FROM tests") for name, text in generated.files}
    folder = Listing(texts, tuple(name for name in texts if name.endswith(".sh")))
    workload = workload or Workload(sh=generated.sh, grace=Fact(GRACE, "the tests"), drains=DRAINS)  # type: ignore[arg-type]

    def judge(changes: Changes) -> Judged:
        context = Overlaid(folder, changes)
        source = context.read("Dockerfile")
        assert source is not None
        dockerfile = read(source)
        traces = tuple(
            trace(image, workload) for image in images(dockerfile, context, lambda _: base(generated.sh, ABSENT, ROOT))
        )
        found = {}
        for one in traces:
            for run, _ in stages(one):
                cause = run.cause
                if cause is None or cause.span is None:
                    continue
                span = cause.span.located
                kind = type(cause).__name__
                finding = Finding(
                    kind, kind, "error", "high", f"{kind} {cause.subject}", span.path, span,
                    verdict=run.verdict, fix=fix_of(dockerfile, one, run, cause),
                )  # fmt: skip
                known = found.setdefault((span.path, span.start, span.end, kind), finding)
                if known.fix is None and finding.fix is not None:
                    found[span.path, span.start, span.end, kind] = finding
        findings = tuple(found.values())
        return Judged(findings, (findings,), (traces,), ("Dockerfile",))

    return judge


def verdict_of(generated: Generated, result: FixResult | None = None) -> ImageTrace:
    """The model's answer, for the files as they are or as they were fixed."""
    from stoplint.fixing.applying import Changes

    return judge_of(generated)(result.changes if result else Changes()).traces[0][0]


def fixed(generated: Generated, *, unsafe: bool = False) -> tuple[Generated, FixResult]:
    """The context with its fixes made."""
    result = fix_all(judge_of(generated), unsafe=unsafe)
    texts = {key: text.replace("FROM tests", "FROM scratch") for key, text in result.changes.texts.items()}
    files = tuple((name, texts.get(name, text)) for name, text in generated.files)
    return replace(generated, files=files), result


@dataclass(frozen=True)
class FixedContext:
    """A context before and after its fixes, and what the kernel did with both."""

    before: Generated
    after: Generated
    result: FixResult
    was: Outcome
    now: Outcome

    @property
    def is_graceful(self) -> bool:
        return self.now.verdict == "graceful"

    @property
    def left(self) -> tuple[str, ...]:
        """What is still found, by the model."""
        return tuple(each.code for each in self.result.left if each.verdict)

    @property
    def is_misjudged(self) -> bool:
        """The model was wrong about the context as it stood, and the fix changed nothing about what happens."""
        return self.was.verdict == self.now.verdict != verdict_of(self.before).verdict

    @property
    def faults(self) -> list[str]:
        """What is wrong about the fixes, as sentences."""
        from stoplint.fixing.proving import is_worse

        found = []
        if is_worse(self.was.verdict, self.now.verdict):
            found.append(f"the kernel says {self.now.verdict} after the fix, {self.was.verdict} before")
        expected = verdict_of(self.before, self.result).verdict
        if expected == "graceful" and not self.is_graceful and not self.is_misjudged:
            found.append(f"the model says graceful, the kernel {self.now.verdict}")
        if expected != "graceful" and not self.left:
            found.append(f"the model says {expected} and finds nothing")
        if self.was.verdict not in ("fails-to-start", "exits-early"):
            one, other = applications(self.was), applications(self.now)
            if one != other:
                found.append(f"the applications were {one}, and are {other}")
        again, second = fixed(self.after)
        if second.changes.changed or again.files != self.after.files:
            found.append("fixing again changes something")
        return found

    def describe(self) -> str:
        refused = [f"not fixed: {each.finding.code}: {each.why}" for each in self.result.refused]
        made = [f"fixed: {each.code}: {each.fix.title}" for each in self.result.made if each.fix]
        return "\n".join(
            [
                f"seed {self.before.seed}",
                self.before.describe(),
                *made,
                *refused,
                self.after.describe(),
                self.was.describe(),
                self.now.describe(),
            ]
        )


def applications(outcome: Outcome) -> list[tuple[object, ...]]:
    """Command line, user and environment of each application that was there at the stop, as the stub records them."""
    starts = {event.pid: event.fields for event in outcome.events if event.kind == "start" and event.fields[0] == "app"}
    return sorted(
        (one.argv, one.uid, *starts[one.pid][4:6]) for one in outcome.tree if one.pid in starts and one.state != "Z"
    )


def fix_and_stop(batch: Sequence[Generated], workers: int = 16, *, unsafe: bool = False) -> list[FixedContext]:
    """The contexts of the batch that a fix was made in, started and stopped before and after."""
    pairs = []
    for generated in batch:
        after, result = fixed(generated, unsafe=unsafe)
        if result.made:
            pairs.append((generated, after, result))
    cases = [_case(each) for pair in pairs for each in pair[:2]]
    outcomes = stop_many(cases, workers)
    found = [
        FixedContext(before, after, result, outcomes[2 * at], outcomes[2 * at + 1])
        for at, (before, after, result) in enumerate(pairs)
    ]
    # where something is wrong, ask again with time: a machine under load starts things late
    again = [at for at, one in enumerate(found) if one.faults]
    calm = calmly([case for at in again for case in cases[2 * at : 2 * at + 2]])
    for number, at in enumerate(again):
        found[at] = replace(found[at], was=calm[2 * number], now=calm[2 * number + 1])
    return found


def _case(generated: Generated) -> Case:
    return Case(
        dict(generated.files), sh=generated.sh, grace=GRACE, modes={name: 0o755 for name, _ in generated.files}, stubs=STANDINS, missing=missing,  # type: ignore[arg-type]
    )  # fmt: skip
