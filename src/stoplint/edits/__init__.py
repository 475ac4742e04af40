"""The edits that rules share: each builds a `Fix` from nodes and causes, or None where it is not sure.

`fix_of` is the one door for causes; the modules behind it have the rest (`stop_signal`, `fixed_array` …).
Nothing here looks at a file or proves anything: that is the business of `stoplint.fixing`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint import signals
from stoplint.finding import Edit
from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Unknown
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Launch
from stoplint.text import NOWHERE

if TYPE_CHECKING:
    from stoplint.finding import Fix
    from stoplint.model.image.image import CommandLine
    from stoplint.model.stop.answer import ImageTrace, Run, TracedProcess
    from stoplint.model.stop.causes import Cause
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Source, Span

# A command that a variable holds, and nobody knows which: it may be a builtin or a function as well.
_HELD = re.compile(r"[./\w-]*\$[A-Za-z_({]")


def fix_of(dockerfile: Dockerfile, trace: ImageTrace, run: Run, cause: Cause) -> Fix | None:
    """The fix for a cause of a run; None where there is none, or none that is sure."""
    fix = _fix_of(dockerfile, trace, run, cause)
    if fix is not None and any(isinstance(edit, Edit) and edit.span.source.path in NOWHERE for edit in fix.edits):
        return None  # a text that a script put together stands in no file
    return fix


def _fix_of(dockerfile: Dockerfile, trace: ImageTrace, run: Run, cause: Cause) -> Fix | None:
    signal = _signal(trace)
    if isinstance(cause, causes.AtShell) and cause.got:
        signal = cause.got
    if signal is None:
        return None
    if isinstance(cause, causes.CannotStart):
        return _startable(dockerfile, trace, cause)
    span = cause.span
    if span is None:
        return None
    match cause:
        case causes.NoTrap(keeps=name) if name:
            return None  # what stands in the foreground would hold a trap back
        case (
            causes.ShellInFront() | causes.ShellBehindInit() | causes.ShellBehindWrapper() | causes.NoTrap()
            | causes.ExecInChild() | causes.ByLuck()
        ):  # fmt: skip
            return _handover(dockerfile, trace, run, cause, span, signal)
        case causes.WrapperBlocks(call=call) if call:
            return None  # in a script that is none of a shell nothing is edited
        case causes.WrapperBlocks() | causes.WrapperKills() | causes.WrapperCuts():
            from stoplint.edits.privileges import dropped  # noqa: PLC0415 - only what a finding needs

            return dropped(trace.image, span)
        case causes.KeepAlive():
            return _instead_of_keeping(run, span, signal, trapped=cause.trap)
        case causes.BackgroundEnd():
            from stoplint.edits.handover import in_foreground  # noqa: PLC0415 - only what a finding needs

            return in_foreground(span, signal)
        case _:
            return _trap(cause, span, signal)


def fixed_array(dockerfile: Dockerfile, line: CommandLine) -> Fix | None:
    """A CMD or ENTRYPOINT that was meant as a JSON array, as one; None where it is not clear what it means."""
    from stoplint.edits import jsonform  # noqa: PLC0415 - only what a finding needs

    for each in dockerfile.instructions:
        if line.span is not None and each.span.source is line.span.source and each.span.start == line.span.start:
            return jsonform.fixed_array(each)
    return None


def _signal(trace: ImageTrace) -> str | None:
    return signals.canonical(trace.launch.stop_signal.value) if isinstance(trace.launch, Launch) else None


def _handover(dockerfile: Dockerfile, trace: ImageTrace, run: Run, cause: Cause, span: Span, signal: str) -> Fix | None:
    from stoplint.edits import handover, jsonform  # noqa: PLC0415 - only what a finding needs

    line = _line_at(trace, span)
    if line is not None and line.form == "shell":
        if isinstance(cause, causes.AtShell) and cause.bare:
            given = jsonform.given_to_shell(dockerfile, trace.image, span)
            return given or jsonform.exec_form(dockerfile, trace.image, span, signal)
        return jsonform.exec_form(dockerfile, trace.image, span, signal)
    if line is not None:
        plain = jsonform.without_shell(dockerfile, trace.image, span)
        if isinstance(cause, causes.ByLuck):  # its place is the instruction
            last = jsonform.last_command(line.words[-1].source) if line.words else None
            return plain or (handover.exec_before(last, signal) if last is not None else None)
        return plain or handover.exec_before(span, signal)
    child = next((one for one in run.processes if one.span == span and one.parent), None)
    if isinstance(cause, causes.ShellInFront) and cause.how == "background":
        return None  # no trap runs while fg waits
    start = _background_start(run, cause, child)
    if start is not None or (child is not None and child.started == "background"):
        from stoplint.edits.forwarding import forwarding_trap  # noqa: PLC0415 - only what a finding needs

        return forwarding_trap(start, signal) if start is not None else None
    if _is_piped(span):
        from stoplint.edits.pipes import beside_a_reader  # noqa: PLC0415 - only what a finding needs

        is_bash = isinstance(cause, causes.AtShell) and cause.dialect == "bash"  # whatever the script's first line says
        return beside_a_reader(span, signal) if is_bash else None
    fix = handover.exec_before(span, signal, _sourced_by(run, child, span))
    if fix is not None and child is not None and child.argv and _HELD.match(child.argv[0]):
        return replace(fix, safe=False)
    return fix


def _background_start(run: Run, cause: Cause, child: TracedProcess | None) -> Span | None:
    """Where a script started what the cause is about in the background; None if it did not."""
    told = isinstance(cause, causes.AtShell) and (isinstance(cause, causes.NoTrap) or cause.how == "background")
    for one in [child] if child is not None and child.started == "background" else run.processes if told else ():
        shell = next((other for other in run.processes if other.id == one.parent), None)
        if one.started == "background" and one.span is not None and shell is not None:
            place = one.span.located  # `sh -c app &` is the application itself in bash: its place is in the string
            if shell.script is place.source:
                return place
    return None


def _instead_of_keeping(run: Run, place: Span, signal: str, *, trapped: bool) -> Fix | None:
    from stoplint.edits.forwarding import forwarding_trap  # noqa: PLC0415 - only what a finding needs

    for one in run.applications:
        if one.started == "background" and one.span is not None and one.span.source is place.source:
            return forwarding_trap(one.span, signal, place, trapped=trapped)
    return None


def _is_piped(span: Span) -> bool:
    from stoplint.edits import places  # noqa: PLC0415 - only what a finding needs
    from stoplint.syntax import shell, shell_nodes  # noqa: PLC0415 - only what a finding needs

    place = places.place_of(shell.read(span.source), span)
    return place is not None and any(isinstance(node, shell_nodes.Pipeline) for node in place.around)


def _line_at(trace: ImageTrace, span: Span) -> CommandLine | None:
    """The image's own CMD or ENTRYPOINT that the place is in."""
    place = span.located
    for fact in (trace.image.cmd, trace.image.entrypoint):
        line = None if isinstance(fact, Unknown) else fact.value
        own = line.span if line is not None else None
        if own is not None and own.source is place.source and own.start <= place.start and place.end <= own.end:
            return line
    return None


def _sourced_by(run: Run, child: TracedProcess | None, span: Span) -> tuple[Source, ...]:
    """The script that a shell was started with, when the launch stands in another one."""
    shell = next((one for one in run.processes if child is not None and one.id == child.parent), None)
    own = shell.script if shell is not None else None
    if own is None or own is span.source or (own.text == span.source.text and own.path == span.source.path):
        return ()
    return (own,)


def _trap(cause: Cause, span: Span, signal: str) -> Fix | None:
    from stoplint.edits import traps  # noqa: PLC0415 - only what a finding needs

    match cause:
        case causes.TrapRefused() | causes.KillRefused():
            return traps.plain_names(span)
        case causes.TrapMisses():
            return traps.also_on(span, signal)
        case causes.TrapLate():
            return traps.set_earlier(span)
        case causes.TrapEarly():
            return traps.expanded_late(span)
        case causes.TrapLeaves():
            return traps.waiting(span)
        case causes.HandlerRecursion():
            return traps.deaf_while_running(span, signal)
        case _:
            return None


def _startable(dockerfile: Dockerfile, trace: ImageTrace, cause: causes.CannotStart) -> Fix | None:
    from stoplint.edits import dockerfile_lines  # noqa: PLC0415 - only what a finding needs
    from stoplint.model.image.rootfs import File  # noqa: PLC0415 - only what a finding needs

    failure = cause.failure
    if failure is None:
        return None
    if failure.fault in ("path", "variable"):
        from stoplint.edits import program_words  # noqa: PLC0415 - only what a finding needs

        if cause.span is None:
            return None
        if failure.fault == "path":
            return program_words.by_path(dockerfile, trace.image, cause.span, failure.path, failure.wanted)
        return program_words.expanded_by_shell(dockerfile, trace.image, cause.span, failure.path)
    if failure.fault == "mode":
        return dockerfile_lines.executable(dockerfile, trace.image, failure.path)
    file = trace.image.rootfs.lookup(trace.image.rootfs.resolve(failure.path, trace.image.workdir.value))
    if failure.fault == "crlf" and isinstance(file, File) and file.source is not None and file.from_context:
        return dockerfile_lines.unix_line_ends(file.source)
    return None
