"""The picture of one stop for people: launch, process tree, where the signal goes, and the verdict, run by run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.stop.answer import Launch
from stoplint.outcomes.assumptions import condition
from stoplint.outcomes.silence import PASSING
from stoplint.report import painted, signal_name, visible

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from stoplint.model.stop.answer import Assumption, ImageTrace, Run, TracedProcess
    from stoplint.model.workload.service import Hook
    from stoplint.report import View

GOOD = frozenset({"graceful"})
# Columns of the command and of the place, at most; a longer one pushes the rest of its line to the right.
COMMAND, PLACE = 44, 28


def render(traces: Sequence[ImageTrace], view: View) -> str:
    """All images, an empty line between them."""
    return "\n".join(_image(trace, view) for trace in traces)


def _image(trace: ImageTrace, view: View) -> str:
    image = trace.image
    name = visible(view.shown(image.dockerfile.path))
    stage = "" if image.is_target else f", stage {visible(image.stage)}"
    service = trace.workload.service
    if service is not None:
        of = f" ({name}{stage})" if image.dockerfile.host is None else f" (image {visible(image.base or '')})"
        name, stage = f"{visible(view.shown(service.span.path))}: {visible(service.name)}{of}", ""
    lines = [f"{name}{stage} → {_verdict(trace.verdict, view, trace.assumes)}"]
    if trace.context_said_by:
        lines.append(f"  build context {visible(trace.context)} ({visible(trace.context_said_by)})")
    if isinstance(trace.launch, Launch):
        signal, grace = trace.launch.stop_signal, trace.launch.grace
        unsaid = [each.subject or "the base image" for each in trace.assumes if each.kind == "stop-signal"]
        said_by = f"{signal.said_by}, if {unsaid[0]} sets none" if unsaid else signal.said_by
        lines.append(
            f"  stop signal {visible(signal_name(signal.value))} ({visible(said_by)}), "
            f"grace period {seconds(grace.value)} ({visible(grace.said_by)})"
        )
    if service is not None:
        lines += [f"  before it: {_hook(hook, view)}" for hook in service.hooks]
    if not trace.runs and trace.reason:
        lines.append(f"  {visible(trace.reason)}")
    several = len(trace.runs) > 1
    for run in trace.runs:
        if several:
            assumes = run.assumes if run.verdict in GOOD else ()
            lines.append(f"  {_heading(run)} → {_verdict(run.verdict, view, assumes)}")
        indent = "    " if several else "  "
        lines += [indent + line for line in _tree(run, view)]
        if run.reason:
            lines.append(f"{indent}{painted('so: ', 'faint', view)}{visible(run.reason)}")
        if run.passing is not None:
            lines.append(f"{indent}{painted('no finding: ', 'faint', view)}{PASSING[run.passing]}")
    return "\n".join(lines) + "\n"


def _hook(hook: Hook, view: View) -> str:
    what = command(tuple(word.value for word in hook.argv)) if hook.kind == "exec" else hook.kind
    time = f" {seconds(hook.seconds)}" if hook.seconds is not None else ""
    return f"{visible(what)}{time} ({visible(view.shown(hook.span.path))}:{hook.span.line})"


def _heading(run: Run) -> str:
    conditions = " and ".join(visible(str(each)) for each in run.conditions)
    if run.default:
        return f"default run ({conditions})" if conditions else "default run"
    return f"run if {conditions}" if conditions else "another run"


def _tree(run: Run, view: View) -> list[str]:
    """One line a process: its number's place in the tree, command, where it was started, what the signal does."""
    assumed = {each.process for each in run.assumes}
    rows = [
        (branch + visible(command(process.argv)), _place(process, view), _fate(process, assumed, view))
        for branch, process in _branches(run.processes)
    ]
    wide = min(max((len(command) for command, _, _ in rows), default=0), COMMAND)
    far = min(max((len(place) for _, place, _ in rows), default=0), PLACE)
    return [f"{command.ljust(wide)}  {place.ljust(far)}  {fate}".rstrip() for command, place, fate in rows]


def _branches(processes: Sequence[TracedProcess]) -> list[tuple[str, TracedProcess]]:
    """Each process with the lines that lead to it, parents first; one whose parent is gone hangs below PID 1."""
    known = {process.id for process in processes}
    children: dict[int, list[TracedProcess]] = {}
    for process in processes:
        parent = process.parent if process.parent in known and process.parent != process.id else 0
        if parent == 0 and process.id != 1 and 1 in known:
            parent = 1
        children.setdefault(parent, []).append(process)
    result: list[tuple[str, TracedProcess]] = []
    stack = [("", "", "", process) for process in reversed(children.get(0, []))]
    done: set[int] = set()
    while stack:
        lead, branch, below, process = stack.pop()
        if process.id in done:
            continue
        done.add(process.id)
        number = f"PID {process.id}" if not branch else ""
        result.append((f"{number}  " if number else f"{lead}{branch}    ", process))
        inner = [child for child in children.get(process.id, []) if child.id not in done]
        for child in reversed(inner):
            is_last = child is inner[-1]
            stack.append((below, "└─ " if is_last else "├─ ", below + ("   " if is_last else "│  "), child))
    return result


def _place(process: TracedProcess, view: View) -> str:
    return visible(f"{view.shown(process.span.path)}:{process.span.line}") if process.span else ""


def _fate(process: TracedProcess, assumed: Collection[int], view: View) -> str:
    """✓ where a process heeds the signal and comes to its end, → where it passes it on, ✗ where its way stops.

    ? where it is only taken to heed it.
    """
    does = visible(process.does)
    if not process.receives:
        return f"  {does}" if does else ""
    match process.fate:
        case "finished" if process.id in assumed:
            mark = painted("?", "unsure", view)
        case "finished":
            mark = painted("✓", "good", view)
        case "exited":
            mark = "→"
        case _:
            mark = painted("✗", "bad", view)
    return f"{mark} {does}"


def command(argv: Sequence[str]) -> str:
    """The words as one line; one that is empty or holds white space stands in quotes."""
    return " ".join(
        word if word and not any(char.isspace() for char in word) else f'"{word}"' if "'" in word else f"'{word}'"
        for word in argv
    )


def _verdict(verdict: str, view: View, assumes: Sequence[Assumption] = ()) -> str:
    style = "good" if verdict in GOOD else "unsure" if verdict == "unknown" else "bad"
    rests_on = condition(assumes)
    return painted(verdict, style, view) + (f", if {visible(rests_on)}" if rests_on else "")


def seconds(value: float) -> str:
    """`10 s`, `0.5 s`."""
    return f"{value:g} s"
