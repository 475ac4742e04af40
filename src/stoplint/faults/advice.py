"""What to do, in words that rules share: by what the program is, what else runs beside it, and what stands between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults.stages import worse_by_default
from stoplint.faults.wording import set_stop_signal
from stoplint.model.stop import causes
from stoplint.paths import base_name
from stoplint.signals import HARMLESS, number_of
from stoplint.syntax import pipelines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.faults import Fault
    from stoplint.model.stop.answer import ImageTrace, TracedProcess
    from stoplint.model.stop.causes import Cause
    from stoplint.model.stop.reaction import InFront, Reaction

_SHOWN = 3
# What has started others by itself, or as the script whose place it has taken: `worker & exec tail -f log`.
_STARTS = ("shell", "keep-alive")
# What `exec` is the advice for.
BECOMES = (causes.ShellInFront, causes.ExecInChild, causes.ShellBehindInit, causes.ShellBehindWrapper)


def behind_init(got: str, trace: ImageTrace | None = None) -> str:
    """What to do with a program without a handler: behind an init a signal does what it does by default.

    That ends nothing for some (`signals.HARMLESS`): `got` is the name, without SIG, of the one that is sent today.
    """
    term = set_stop_signal(trace, "SIGTERM") if trace is not None else "STOPSIGNAL SIGTERM"
    first = f"set {term}, and " if got in HARMLESS else ""
    service = trace.workload.service if trace is not None else None
    if service is None:
        return f"{first}run it behind an init (docker run --init, init: true in Compose, or tini)"
    return (
        f"{first}run it behind an init ({'init: true' if service.orchestrator == 'compose' else 'tini in the image'})"
    )


def handled(reaction: Reaction) -> str:
    """What to do about a program that takes no notice: others wrote it, or the user did."""
    if reaction.foreign:
        return "stop it in its own way, in the trap of a script that starts it and waits for it"
    return "let it handle the signal"


def keeps_runner(fault: Fault[Cause]) -> bool:
    """Whether the advice for a package runner leaves it where it is: the application becomes no PID 1."""
    cause = fault.cause
    if not isinstance(cause, causes.PackageRunner) or cause.end.several or cause.end.without:
        return False
    steps = cause.steps or cause.end.steps
    return steps and bool(cause.end.command) and cause.end.direct and cause.waits and cause.script is not None


def unread_then(fault: Fault[Cause], *, told: bool = False) -> str:
    """What to know where a program would become PID 1, and nobody read what it does with the signal; "" if nothing is open.

    `told`: by the advice a script passes the signal on to it, so that it becomes no PID 1.
    """
    runtime, signal = fault.run.on_its_program, fault.signal
    script = fault.run.on_its_script
    if script:
        script = fault.app if base_name(fault.app) == script else script
        if told:
            return f"{script} was not read: if its program is a child of it, it has to pass {signal} on"
        return (
            f"{script} was not read: if it starts its program as a child, it has to become it, or to pass {signal} on"
        )
    if told:
        return ""
    each = fault.run.then if isinstance(fault.cause, causes.PackageRunner) else None
    while not runtime and each is not None and isinstance(each.cause, causes.PackageRunner):
        runtime, each = each.on_its_program, each.then  # the advice passes over all runners
    if not runtime:
        return _behind_its_runner(fault)
    return f"as PID 1 {runtime} ends on {signal} only if its program handles it: if it does not, {behind_init(signal, fault.trace)}"


def unknown_then(fault: Fault[Cause], *, told: bool = False) -> str:
    """What to know where a program of which nothing is known would become PID 1 by exec; "" elsewhere. `told`: as above."""
    runs = isinstance(fault.cause, causes.PackageRunner)
    becomes = runs or (isinstance(fault.cause, BECOMES) and fault.cause.how != "background")
    name, each = fault.run.on_unknown, fault.run.then if runs else None
    while not name and each is not None and isinstance(each.cause, causes.PackageRunner):
        name, each = each.on_unknown, each.then  # the advice passes over all runners
    if told or not name or not becomes:
        return ""
    service = fault.trace.workload.service
    how = (
        "docker run --init"
        if service is None
        else "init: true"
        if service.orchestrator == "compose"
        else "tini in the image"
    )
    return f"if {name} does not handle {fault.signal}, run it behind an init ({how})"


def runner_then(fault: Fault[Cause]) -> str:
    """What to start where a runner of packages would take the shell's place, and not tell the application either; "" elsewhere."""
    then = fault.run.then.cause if fault.run.then is not None else None
    cause = fault.cause
    if not isinstance(then, causes.PackageRunner) or not isinstance(cause, BECOMES) or cause.how == "background":
        return ""
    end = then.end
    if end.several or end.without or end.steps or then.steps or not end.command or then.subject != cause.subject:
        return ""
    command = end.command if fault.line is not None else f"exec {end.command}"
    return f"better without {then.wrapper}, which would not let {fault.app} finish: {command}"


def _behind_its_runner(fault: Fault[Cause]) -> str:
    """What to know of a script of a package.json that nobody read, behind the runner of packages that would become PID 1."""
    by_id = {each.id: each for each in fault.run.processes}
    victim = by_id.get(fault.run.victim)
    runner = by_id.get(victim.parent) if victim is not None else None
    if victim is None or runner is None or isinstance(fault.cause, causes.PackageRunner):
        return ""
    if not victim.name.endswith(" of package.json"):
        return ""
    return (
        f"{runner.name} starts it through a shell, which may end on {fault.signal} without telling it: better start the "
        "program of package.json itself"
    )


def deaf_then(fault: Fault[Cause], *, told: bool = False) -> str:
    """What else to do where the application, put in the place of who holds the signal up, would take no notice; "" if it would.

    `told`: as above; then a signal does what it does by default.
    """
    cause = fault.run.then.cause if fault.run.then is not None else None
    if not isinstance(cause, causes.ApplicationIgnores) or cause.subject != fault.cause.subject:
        return ""
    reaction = cause.reaction
    if reaction.action == "ignored":
        return f"but {fault.app} ignores {fault.signal}: {reaction.note or handled(reaction)}"
    if not reaction.first or reaction.action != "default":
        return ""
    if reaction.got in HARMLESS:
        how = behind_init(reaction.got, fault.trace)
        if worse_by_default(fault, "SIGTERM"):
            how = f"stop this one with another signal (docker run --stop-signal SIGTERM), and {behind_init('', fault.trace)}"
        return f"and {how}: {fault.app} has no handler for {fault.signal}, which ends nothing by itself"
    if told:
        return ""
    return f"and {behind_init(reaction.got, fault.trace)}: as PID 1 {fault.app} ignores {fault.signal}"


def on_signal(fault: Fault[causes.ShellCause]) -> str:
    """What the shell does on the stop signal that it is told of, to follow its name."""
    return f"stays on {fault.signal}" if fault.cause.stays else f"ends at once on {fault.signal}"


def foreground(fault: Fault[causes.ShellCause] | Fault[causes.Beside]) -> str:
    """The command line with which an application stays in the foreground; "" where it isn't known, or does so anyhow."""
    form = fault.cause.in_front
    return f"{_before(form)}{_in_front(form)}" if form is not None else ""


def _in_front(form: InFront) -> str:
    """Behind its own words, which may be a sub-command: `ipsec start --nofork`, `redis-server FILE --daemonize no`."""
    if form.without:
        return f"{form.program} … without {form.without}"
    return f"{form.program}{'' if form.plain else ' …'} {form.words}"


def _before(form: InFront) -> str:
    return f"{form.first}; " if form.first else ""


def as_last_command(fault: Fault[causes.ShellCause] | Fault[causes.Beside]) -> str:
    """That the application is what the script becomes, in the form that stays in the foreground."""
    if fault.cause.stopped_by:
        return by_its_own_word(fault)
    form = fault.cause.in_front
    command = f"{_before(form)}exec {_in_front(form)}" if form is not None else f"exec {_whole(fault)}"
    told = f"start {fault.app} in the foreground, as the last command: {command}"
    got = fault.signal.removeprefix("SIG")
    return (
        f"{told}, and {behind_init(got, fault.trace)}: as PID 1 it ignores {fault.signal}"
        if form is not None and form.deaf
        else told
    )


def _whole(fault: Fault[causes.ShellCause] | Fault[causes.Beside]) -> str:
    """The application with what it was given besides: `server …`; alone, if it was given nothing.

    What an init script gives to its daemon nobody has seen.
    """
    victim = next((each for each in fault.run.processes if each.id == fault.run.victim), None)
    given = victim.argv if victim is not None else ()
    if victim is not None and given and " " in fault.app and victim.program == fault.app:
        return f"{base_name(given[0])} …"  # the words of its name may stand apart
    plain = 0 < len(given) <= len(fault.app.split()) and not fault.cause.daemon
    return fault.app if plain else f"{fault.app} …"


def by_its_own_word(fault: Fault[causes.ShellCause] | Fault[causes.Beside]) -> str:
    """How what a control script has left behind is stopped: nobody can become it by `exec`."""
    cause = fault.cause
    waits = "something in the background (`sleep infinity & wait $!`)"
    if isinstance(cause, causes.KeepAlive) and cause.shows:
        waits = f"{cause.keeps} in the background (`… & wait $!`)"
    return (
        f"set a trap for {fault.signal} that calls what stops it (`trap '{cause.stopped_by}; exit' "
        f"{fault.signal.removeprefix('SIG')}`), and wait for {waits}: a signal interrupts `wait`"
    )


def by_its_pid(fault: Fault[causes.ShellCause], handler: str) -> str:
    """How a trap stops what is no child of its script; `wait` for that answers 127 at once: POSIX, XCU wait."""
    return (
        f"keep the PID of {fault.app} where it is started (`echo $! > /run/pid`), {handler} "
        "(`p=$(cat /run/pid); kill $p; while kill -0 $p; do sleep 1; done`: `wait` is for the script's own children)"
    )


def ended_by_wait(fault: Fault[causes.TrapSilent]) -> tuple[str, str]:
    """The label and the advice for a `wait` that the signal interrupts: it returns more than 128 (POSIX, XCU wait), and so fails."""
    wait = fault.span.text if fault.span is not None else "wait"
    status = 128 + (number_of(fault.signal.removeprefix("SIG")) or 0)
    return (
        f"returns {status} when the trap has run, and with that `set -e` ends {fault.holder}",
        f"{wait} || true: then what stands behind it is run",
    )


def for_several(fault: Fault[Cause], *, behind: bool = False) -> str:
    """What to do where several applications run, of which `exec` would tell but one of the stop; "" where one runs.

    `behind`: they run in the background, where nobody thinks of `exec`.
    """
    return _for(fault, _started_apart(fault), behind=behind)


def _for(fault: Fault[Cause], started: list[TracedProcess], *, behind: bool = False) -> str:
    launches = [each for each in started if each.argv and not each.argv[0].startswith("$")]
    names = _called(launches)
    if len(names) < 2:
        return ""
    return several(names, fault.signal, [each.stopped_by for each in launches if each.stopped_by], behind=behind)


def several(names: Sequence[str], signal: str, by: Sequence[str] = (), *, behind: bool = False) -> str:
    """What to do where these run, of which some are stopped by commands of their own (`by`)."""
    shown = ", ".join(names[:_SHOWN]) + " …" * (len(names) > _SHOWN)
    called = f" ({', '.join(by[:_SHOWN])}{' …' * (len(by) > _SHOWN)})" if by else ""
    return (
        f"several programs run ({shown}){'' if behind else ', of which exec would tell but one'}: set a trap for {signal} that stops "
        f"each{called} and waits for all (see `stoplint rule SL203`), or let a supervisor keep them"
    )


def exec_tells_one(fault: Fault[Cause]) -> str:
    """`for_several`, where what is wrong is that a shell in the foreground does not become what it starts.

    What another shell in front of this one has started, that one could tell: it is told so. What has no orderly stop loses
    nothing more when it is not told.
    """
    cause = fault.cause
    if not isinstance(cause, BECOMES) or cause.how == "background":
        return ""
    launches = [each for each in _started_apart(fault) if not each.ends_anyhow or each.id == fault.run.victim]
    beside = [each for each in launches if _is_beside(fault, each)]
    return _for(fault, launches) if beside else ""


def _is_beside(fault: Fault[Cause], other: TracedProcess) -> bool:
    """Whether the shell that is to become its child would leave this one behind, which it could tell of the stop."""
    run = fault.today or fault.run
    by_id = {each.id: each for each in run.processes}

    def above(each: TracedProcess | None) -> list[TracedProcess]:
        found: list[TracedProcess] = []
        while each is not None:
            found.append(each)
            each = by_id.get(each.parent)
        return found

    child = next((each for each in run.processes if each.span == fault.span and each.parent in by_id), None)
    then = fault.run.then.cause if fault.run.then is not None else None
    innermost = not isinstance(then, BECOMES)
    if child is None:
        return innermost
    way, shells = above(other), above(child)[1:]
    # what has gone into the background by itself has lost its parents: its place tells who started it
    place = other.span.located.source if other.span is not None else None
    by = [each for each in run.processes if each.script is not None and each.script is place]
    if shells[0] in way:
        return child not in way and all(child not in above(each) for each in by)
    return innermost and all(each not in shells[1:] for each in by)


def _called(launches: list[TracedProcess]) -> list[str]:
    """What was started, by its base name; where several have that, by the first word that tells them apart."""
    found = []
    for each in launches:
        base = each.name if each.stopped_by else base_name(each.argv[0])
        alike = [other.argv for other in launches if other is not each and base_name(other.argv[0]) == base]
        apart = (
            word for at, word in enumerate(each.argv) if at and all(argv[at : at + 1] != (word,) for argv in alike)
        )
        found.append(f"{base} {word}" if alike and (word := next(apart, "")) else base)
    return found


def _started_apart(fault: Fault[Cause]) -> list[TracedProcess]:
    """The applications that shells started, one for each launch: what a supervisor keeps is told by that.

    As it is today: what another finding is about, which this one comes behind, runs as well.
    """
    run = fault.today or fault.run
    by_id = {each.id: each for each in run.processes}

    def kept(each: TracedProcess | None) -> TracedProcess | None:
        while each is not None and not each.keeper:
            each = by_id.get(each.parent)
        return each

    own = kept(by_id.get(fault.run.victim))
    found: dict[int, TracedProcess] = {}
    for each in run.applications:
        if each.started == "substitution" or (own is not None and kept(each) is not own):
            continue
        beside = kept(each)
        if own is None and beside is not None:  # its supervisor's business
            found.setdefault(beside.keeper, by_id.get(beside.keeper, each))
            continue
        top = each
        while (above := by_id.get(top.parent)) is not None and above.role not in _STARTS and above.parent:
            top = above
        found.setdefault(top.job or top.id, each if top.role in ("application", "wrapper") else top)
    return [*found.values()]


def out_of_pipeline(fault: Fault[causes.ShellCause]) -> str:
    """How a program becomes PID 1 that a pipeline starts: with what it writes to, or reads from, beside it.

    bash has >( ) and <( ) for it, dash and ash have not: sh's pipeline is told with a FIFO. Tested: `exec`ed so,
    in bash 5.2 and dash 0.5.12, the program gets the signal as PID 1.
    """
    app, bash = fault.app, fault.cause.dialect == "bash"
    if fault.cause.fed:
        how = "`exec` it with `< <(…)`, with what stands before it in the parentheses"
        if not bash:
            how = "`rm -f /tmp/p; mkfifo /tmp/p; … > /tmp/p &`, with what stands before it, then `exec` it with `< /tmp/p`"
        return f"take {app}, which reads from the pipeline, out of it: {how}"
    reader = pipelines.behind(fault.span) if fault.span is not None else ""
    with_it = "" if reader else ", with what stands behind it in the parentheses"
    how = f"`exec > >({reader or '…'})` on a line before{with_it}, then `exec` the application"
    if not bash:
        with_it = "" if reader else ", with what stands behind it,"
        into = f"{{ {reader}; }}" if "|" in reader else reader or "…"
        how = f"`rm -f /tmp/p; mkfifo /tmp/p; {into} < /tmp/p &`{with_it} before it, then `exec` the application with `> /tmp/p`"
    if fault.cause.is_string:
        how = "put `exec` in front of it; what it says is in docker logs"
        return f"take {app} out of the pipeline, and {how}"
    return f"take it out of the pipeline: {how}"


def in_its_place(fault: Fault[Cause]) -> str:
    """What to start in the application's place, where that could not be stopped in an orderly way by itself; "" if it could."""
    then = fault.run.then.cause if fault.run.then is not None else None
    if not isinstance(then, (causes.ApplicationIgnores, causes.ApplicationCut)):
        return ""
    return then.reaction.instead if then.subject == fault.cause.subject else ""


def uncut(fault: Fault[Cause]) -> str:
    """What else to do where something between the shell and the application kills that soon after the signal; "" if nothing does."""
    cause = fault.cause
    if not isinstance(cause, causes.AtShell) or not cause.cutter or for_several(fault):
        return ""  # with several, there is enough to do first
    how = cause.instead or f"start {fault.app} without it"
    return f"and {cause.cutter} kills {fault.app} {cause.after:g} s after {fault.signal}: {how}"
