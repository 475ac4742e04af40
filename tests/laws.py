"""Laws that tie what is told to what was traced: no finding contradicts the run that it is about.

`broken` gives each offence as (law, what): over causes, which a rule's sentence is made of, and over the sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stoplint.faults.places import is_own
from stoplint.faults.stages import stages
from stoplint.model.fact import Unknown
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Launch
from stoplint.model.stop.naming import NAMELESS
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.finding import Finding
    from stoplint.model.stop.answer import ImageTrace, Run, TracedProcess

# what `exec` can't start: builtins and keywords of every shell
NO_PROGRAMS = {
    "eval", ".", "source", "set", "cd", "export", "trap", "wait", "if", "for", "while", "until", "case", "exit", "return",
    "local", "read", "shift", "unset", "[[", "{", "!", "time", "then", "else", "fi", "do", "done", "esac", "exec", "fg", "bg",
}  # fmt: skip
UNTOLD = (
    causes.ShellInFront, causes.ExecInChild, causes.NoTrap, causes.TrapRefused, causes.TrapMisses, causes.TrapUncatchable,
    causes.TrapLate, causes.TrapDeferred, causes.TrapEarly, causes.TrapSilent, causes.KillRefused, causes.IgnoredByShell,
)  # fmt: skip
AT_LAUNCH = (causes.ShellInFront, causes.ExecInChild, causes.NoTrap, causes.ShellBehindInit, causes.ShellBehindWrapper)
TRAPS = (
    causes.TrapRefused, causes.TrapMisses, causes.TrapUncatchable, causes.TrapLate, causes.TrapDeferred, causes.TrapEarly,
    causes.TrapSilent, causes.HandlerRecursion, causes.IgnoredByShell, causes.TrapLeaves,
)  # fmt: skip


def broken(traces: Iterable[ImageTrace], findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Each offence: the law, and what offends it."""
    traces = tuple(traces)
    for trace in traces:
        for run, _ in stages(trace):
            if run.cause is not None and run.passing is None and is_own(trace.image, run.cause.span):
                for law in _of_cause(trace, run, run.cause):
                    yield (
                        law,
                        f"{type(run.cause).__name__} {run.cause.span} {run.cause.subject} / {run.cause.holder}: {_drawn(run)}",
                    )
    for finding in findings:
        for law in _of_text(finding):
            yield law, f"{finding.code} {finding.span}: {finding.message} | {finding.help}"


def _drawn(run: Run) -> str:
    return "; ".join(
        f"{p.id}<{p.parent} {p.started} {' '.join(p.argv)[:40]} {'+'.join(p.receives)} {p.fate}" for p in run.processes
    )


def _of_cause(trace: ImageTrace, run: Run, cause: Any) -> Iterator[str]:  # noqa: C901, PLR0912, PLR0915 - a list of laws
    stop = f"SIG{_signal(trace)}"
    by_id = {process.id: process for process in run.processes}
    apps = [each for each in run.processes if _is_called(each, cause.subject)]
    before = {at for app in apps for at in _ancestors(by_id, app)}
    apps = [each for each in apps if each.id not in before]  # `flock /lock server` starts server
    apps = [by_id[run.victim]] if run.victim else apps
    holders = [each for each in run.processes if _is_called(each, cause.holder)]
    if run.verdict in ("exits-early", "fails-to-start"):
        if isinstance(cause, causes.BackgroundEnd) and not cause.wrapper:
            if not any(each.started in ("background", "pipe") for each in apps):
                yield "what is put into the background was started there"
            if not any(each.fate == "killed" for each in apps):
                yield "what the end of PID 1 kills is killed"
        return
    if isinstance(cause, causes.Uncatchable):
        return
    if cause.subject and not apps:
        yield "the subject is one of the run's processes"
        return
    if isinstance(cause, (causes.AtShell, causes.WrapperBlocks, causes.WrapperKills, causes.Beside)) and not holders:
        yield "the holder is one of the run's processes"
        return
    if isinstance(cause, UNTOLD) and all(stop in each.receives for each in apps):
        yield "what never gets the signal does not get it"
    if isinstance(cause, UNTOLD) and not any(
        each.receives or each.id in _ancestors(by_id, app) for app in apps for each in holders
    ):
        yield "the holder is on the way to the application, or got the signal"
    if isinstance(cause, (causes.WrapperBlocks, causes.WrapperKills)):
        if not any(each.receives for each in holders):
            yield "who does not pass a signal on has got one"
        if not any(each.id in _ancestors(by_id, app) for app in apps for each in holders):
            yield "a wrapper that does not pass a signal on stands before the application"
    if isinstance(cause, causes.WrapperBlocks) and not cause.heard and apps and all(each.receives for each in apps):
        yield "what a wrapper keeps the signal from does not get it"
    if isinstance(cause, (causes.NoTrap,)) and not any(
        by_id[at].started in ("background", "pipe", "substitution")
        or by_id[at].parent not in (each.id for each in holders)
        for app in apps
        for at in (app.id, *_ancestors(by_id, app))
        if at != 1
    ):
        yield "what is started in the background is started there"
    if isinstance(cause, causes.TrapLeaves) and not any(each.receives and each.fate == "killed" for each in apps):
        yield "what is killed while it shuts down was told, and is killed"
    idle = isinstance(cause, causes.ApplicationIgnores) and cause.reaction.role == "keep-alive"  # nobody speaks of it
    if isinstance(cause, causes.ApplicationIgnores) and not idle and not any(each.receives for each in apps):
        yield "what ignores a signal gets it"
    if isinstance(cause, causes.ApplicationCut) and not any(
        each.receives and each.fate in ("cut", "killed", "exited", "stays") for each in apps
    ):
        yield "what stops at once gets a signal"
    if run.verdict == "killed" and cause.heard and not any(each.receives for each in apps):
        yield "what is killed while it shuts down has heard"
    if run.verdict in ("lost", "killed", "partial") and all(each.fate == "finished" for each in apps):
        yield "what is killed has not finished"
    if isinstance(cause, TRAPS) and cause.span is not None and not _is_set_by(run, holders, cause.span):
        yield "a trap that is spoken of is the holder's own"
    text = cause.span.text if cause.span is not None else ""
    if isinstance(cause, TRAPS) and _says(cause) not in text:
        yield "what is said of a trap stands at one, or at the line by which it misses"
    if isinstance(cause, AT_LAUNCH) and cause.span is not None and not cause.unseen:
        places = [process.span for process in run.processes]
        places += [span for span, _ in cause.related]
        places += [each.script.whole for each in holders if each.script is not None]
        if not any(span is not None and _touch(span, cause.span) for span in places):
            yield "the place is a launch"


def _says(cause: causes.Cause) -> str:
    """What stands at the place of a cause that is about a trap."""
    if getattr(cause, "behind_wait", ""):
        return "wait"
    return "$!" if getattr(cause, "foreign", "") else "trap"


def _is_set_by(run: Run, holders: Iterable[TracedProcess], span: Any) -> bool:
    """Whether a trap may be one of these shells': in its script, or in a file that it reads and nothing else runs."""
    where = {process.script.path for process in run.processes if process.script is not None}
    return span.path not in where or any(each.script is not None and each.script.path == span.path for each in holders)


def _touch(one: Any, other: Any) -> bool:
    a, b = one.located, other.located
    return a.source.path == b.source.path and a.start <= b.end and b.start <= a.end


def _signal(trace: ImageTrace) -> str:
    from stoplint.signals import canonical

    launch = trace.launch
    assert isinstance(launch, Launch)
    assert not isinstance(launch, Unknown)
    return canonical(launch.stop_signal.value) or launch.stop_signal.value


def _is_called(process: TracedProcess, name: str) -> bool:
    """Whether people may call the process so: the name's last word is in its command line (or its script's name)."""
    if name == NAMELESS:
        return True
    last = base_name(name.rsplit(maxsplit=1)[-1].rstrip("/")) if name.split() else ""
    words = [base_name(part.rstrip("/")).strip("'\"()") for word in process.argv for part in (*word.split(), word)]
    known = any(last in (word, word.removesuffix(".service")) for word in words)
    array = re.fullmatch(r"\$\{(\w+)\[@\]\}", process.argv[0]) if process.argv else None
    if array is not None and process.span is not None:  # what its script puts first into it
        put = re.findall(rf"\b{array[1]}=\(\s*([^\s()]+)", process.span.source.text)
        known = known or [base_name(word.strip("'\"")) for word in put] == [last]
    return known or (process.script is not None and base_name(process.script.path) == last)


def _ancestors(by_id: dict[int, TracedProcess], process: TracedProcess) -> set[int]:
    found: set[int] = set()
    at = process.parent
    while at in by_id and at not in found:
        found.add(at)
        at = by_id[at].parent
    return found


# ---------------------------------------------------------------- the sentences
def _of_text(finding: Finding) -> Iterator[str]:
    for name in ("message", "label", "consequence", "help"):
        text = getattr(finding, name)
        if re.search(r"\\(?:\s|$)", text) and finding.code != "SL113":
            yield f"no stray backslash in {name}"
        if len(text) > 300:
            yield f"{name} is short"
        if text.count("`") % 2 and "$(" not in text:
            yield f"backquotes are closed in {name}"
        plain = re.sub(r"\\.|(?<=\w)'(?=\w)", "", text)
        if "…" in text or name == "consequence":
            continue  # cut, or what a script asks
        if plain.count('"') % 2 or re.sub(r'"[^"]*"', "", plain).count("'") % 2:
            yield f"quotes are closed in {name}"
    match = re.search(r"(?::|, and) exec (\S+)", finding.help)
    if match and match[1].strip("`,;") in NO_PROGRAMS:
        yield "`exec` starts programs only"
    if finding.fix is not None and finding.fix.safe and "start the container with an init" in finding.help:
        yield "a safe fix is not the one that the help warns of"
