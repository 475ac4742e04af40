"""An image's answer: its launch, the runs of its start scripts, and what the stop does in each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint import signals
from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.markers import says_container
from stoplint.model.catalog.shells import POSSIBLE_SH
from stoplint.model.container.container import Base, Container
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.launch import argv as composed
from stoplint.model.image.launch import handed_over
from stoplint.model.processes.events import StepGaveUp
from stoplint.model.processes.values import NONE, Value, of_argument, unknown
from stoplint.model.processes.world import World
from stoplint.model.stop.alternatives import decisive, shortest
from stoplint.model.stop.answer import VERDICTS, ImageTrace, Launch, Run
from stoplint.model.stop.assumptions import of_image, of_run, unknown_first, unread_first, unread_script
from stoplint.model.stop.causes import ApplicationCut, ApplicationIgnores, AtShell, Beside, Outwaited
from stoplint.model.stop.diagnosis import breach_of
from stoplint.model.stop.explanation import explain
from stoplint.model.stop.orchestrated import before, open_of, with_unknown_hook, without_time
from stoplint.model.stop.remarks import luck_of, remarks_of
from stoplint.model.stop.repair import repaired
from stoplint.model.stop.slow import too_slow
from stoplint.model.stop.standing import NEVER_RUN, usual, with_standing
from stoplint.model.stop.steady_states import steady_worlds
from stoplint.model.stop.stop import Stop, left, stop
from stoplint.model.stop.tree import processes_of
from stoplint.model.stop.usage import only_speaks, with_choice
from stoplint.model.workload import Workload
from stoplint.model.workload.launch import first_of, grace_of, least_of, with_first

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.image import Argument, Image
    from stoplint.model.processes.world import Condition
    from stoplint.model.stop.answer import Verdict
    from stoplint.model.stop.causes import Cause
    from stoplint.model.stop.diagnosis import Breach
    from stoplint.model.stop.stop import Stopped

DEFAULT_SIGNAL = "SIGTERM"
_CAUSES = 4  # of one run, at most
_STEPS = 15_000  # of all stops, some seconds; usual are less than a hundred for each


def trace(image: Image, workload: Workload | None = None) -> ImageTrace:
    """What happens when a container of this image is stopped."""
    workload = workload or Workload()

    def nothing(why: Unknown) -> ImageTrace:
        return ImageTrace(image, why, "unknown", why.why, workload=workload)

    if image.platform == "windows":
        return nothing(Unknown("a Windows image: there are no stop signals to follow", image.from_span))
    if image.refused is not None:
        why = f"docker build refuses {image.refused}"
        return ImageTrace(image, Unknown(why, image.refused), "fails-to-start", why, workload=workload)
    words = composed(image, workload.arguments)
    hands_over = None
    if isinstance(words, Unknown) and words is image.entrypoint:
        hands_over, words = words, handed_over(image, workload.arguments) or words
    if isinstance(words, Unknown):
        return nothing(words)
    if words is None:
        why = "neither the Dockerfile nor the base image names a CMD or ENTRYPOINT: there is nothing to start"
        return nothing(Unknown(why, image.from_span))
    said = Fact(workload.stop_signal, "--stop-signal") if workload.stop_signal else image.stop_signal
    unsaid = said if isinstance(said, Unknown) else None
    if isinstance(said, Unknown):
        said = Fact(DEFAULT_SIGNAL, "default")
    launch = Launch(words, said, grace_of(workload), first_of(workload) is not None, hands_over)
    grace = launch.grace
    signal = signals.canonical(said.value)
    if signal is None:
        why = f"the runtime refuses the stop signal {said.value}: there is no such signal"
        return ImageTrace(image, launch, "unknown", why, workload=workload)
    time = least_of(workload, grace.value)
    how = Stop(signal, time, *before(image, workload))
    runs = _runs(image, words, how, workload)
    if unsaid is not None:
        runs = tuple(_with_unknown_signal(run, unsaid) for run in runs)
    open_ = next((each for effect in how.before for each in open_of(effect)), None)
    if open_ is not None:
        runs = tuple(with_unknown_hook(run, open_) for run in runs)
    if not how.in_grace and any(each.fails for each in how.before):
        runs = tuple(map(_without_signal, runs))
    if time <= 0 and workload.service is not None:
        runs = tuple(map(without_time, runs))
    verdict, reason = verdict_of(runs)
    runs = _with_standing(runs, verdict)
    if verdict in NEVER_RUN and workload.arguments is None:
        runs = (*runs, *_with_words(image, words, how, workload, runs))
    if workload.service is not None and not workload.service.lasts:
        runs = tuple(run if run.verdict in NEVER_RUN else replace(run, passing=run.passing or "job") for run in runs)
    if verdict == "graceful":
        runs = _with_luck(image, words, how, workload, runs)
    assumes = of_image(image, launch, verdict, runs, unsaid=unsaid is not None)
    return ImageTrace(image, launch, verdict, reason, runs, workload, assumes, before=how.before)


def _with_words(
    image: Image, words: tuple[Argument, ...], how: Stop, workload: Workload, runs: tuple[Run, ...]
) -> tuple[Run, ...]:
    """What becomes of a script that ends without an argument, where it is given one that it asks for."""
    from stoplint.model.stop.subcommands import runs_of_words  # noqa: PLC0415 - most containers do without

    def run_with(argv: tuple[Argument, ...]) -> tuple[Run, ...]:
        found = _runs(image, argv, how, workload)
        return _with_standing(found, verdict_of(found)[0])

    sh = workload.sh or (POSSIBLE_SH[0] if isinstance(image.sh, Unknown) else image.sh.value)
    container = container_of(image, workload, sh)
    world = World()
    container.start_first(world, tuple(of_argument(word) for word in words))
    return runs_of_words(image, container, world, runs, run_with)


def _without_signal(run: Run) -> Run:
    """A run that nothing stops: Compose sends no signal when a hook fails.

    docker/compose@f729794:pkg/compose/down.go, stopContainer; hook.go, runHook. Before 5.1.2 it was sent where the command could not be started.
    """
    if run.verdict in NEVER_RUN:
        return run
    why = "the hook before the stop signal fails, and Compose stops nothing then"
    return replace(run, verdict="unknown", reason=why, cause=None, then=None)


def _with_unknown_signal(run: Run, unsaid: Unknown) -> Run:
    """A run whose verdict rests on the stop signal, where the base image may set another one."""
    if not isinstance(run.cause, (ApplicationCut, ApplicationIgnores)) or not run.cause.reaction.wants:
        then = _with_unknown_signal(run.then, unsaid) if run.then is not None else None
        remarks = tuple(each for each in run.remarks if not isinstance(each, Outwaited) or each.reaction.by)
        return replace(run, then=then if then is not None and then.cause is not None else None, remarks=remarks)
    why = f"{unsaid.why}, and it may set a stop signal: {run.reason}"
    return replace(run, verdict="unknown", reason=why, cause=None, then=None)


def _with_standing(runs: tuple[Run, ...], verdict: Verdict) -> tuple[Run, ...]:
    """The runs, each with the reason why it is no ground for a finding; what would still stand is asked the same."""
    runs = with_standing(runs, verdict)
    if all(run.then is None for run in runs):
        return runs
    around = tuple(replace(run, cause=None) for run in runs)

    def standing(at: int, then: Run | None) -> Run | None:
        if then is None:
            return None
        # only those that it goes ill for: the others are the business of the run's other causes
        ill = tuple(each for each in then.processes if each.role != "application" or each.fate != "finished")
        (*_, judged) = with_standing((*around[:at], *around[at + 1 :], replace(then, processes=ill)), verdict)
        if judged.passing is not None:
            return None
        further = standing(at, then.then)
        return further if _is_passed(then, runs[at].cause) else replace(then, then=further)

    return tuple(replace(run, then=standing(at, run.then)) if run.then else run for at, run in enumerate(runs))


def _is_passed(run: Run, first: Cause | None) -> bool:
    """Whether a further cause is about a command of a script that may be done soon: no run stays because of it."""
    cause = run.cause
    if isinstance(cause, Beside):  # what a script in the background is just at
        return any(each.span == cause.span and each.parent != 1 for each in run.processes)
    if not isinstance(cause, AtShell) or first is None:
        return False
    return cause.behind == "commands" and not cause.is_string and cause.subject != first.subject


def with_sh(traced: ImageTrace, sh: Dialect) -> ImageTrace:
    """What the same image would do if its /bin/sh were another shell."""
    if not isinstance(traced.launch, Launch):
        return traced
    known = traced.by_sh.get(sh)
    if known is None:
        known = traced.by_sh[sh] = trace(traced.image, replace(traced.workload, sh=sh))
    return known


def with_stop_signal(traced: ImageTrace, signal: str) -> ImageTrace:
    """What the same image would do if it was stopped with another signal, as SIGTERM."""
    known = traced.by_signal.get(signal)
    if known is None:
        known = traced.by_signal[signal] = trace(traced.image, replace(traced.workload, stop_signal=signal))
    return known


def _runs(image: Image, words: tuple[Argument, ...], how: Stop, workload: Workload) -> tuple[Run, ...]:
    if workload.sh is not None or not isinstance(image.sh, Unknown):
        return _runs_with(image, words, how, workload, workload.sh or image.sh.value)  # type: ignore[union-attr]
    # what /bin/sh is cannot be known: it matters only where the shells differ
    first, *others = POSSIBLE_SH
    answers = [_runs_with(image, words, how, workload, first)]
    if verdict_of(answers[0])[0] == "unknown":
        return answers[0]  # it stays that, whatever the others do
    answers += [_runs_with(image, words, how, workload, sh) for sh in others]
    verdicts = [verdict_of(runs)[0] for runs in answers]
    if len(set(verdicts)) == 1:
        return answers[0]
    named = ", ".join(f"{sh}: {verdict}" for sh, verdict in zip(POSSIBLE_SH, verdicts, strict=True))
    why = f"it depends on what /bin/sh is, and {image.sh.why} ({named})"
    return tuple(
        replace(run, verdict="unknown", reason=why, cause=None, then=None) if run.default else run for run in answers[0]
    )


def _with_luck(
    image: Image, words: tuple[Argument, ...], how: Stop, workload: Workload, runs: tuple[Run, ...]
) -> tuple[Run, ...]:
    """Graceful runs, the default one with the remark that this is its shell's doing, if it is."""

    def dashed() -> tuple[Run, ...]:
        return _runs_with(image, words, how, workload, "dash")

    sh = None if isinstance(image.sh, Unknown) else image.sh.value
    at = next(at for at, run in enumerate(runs) if run.default)
    is_dash = (workload.sh or sh) in (None, POSSIBLE_SH[0])  # where nobody knows, these are dash's runs
    lucky = luck_of(runs[at], tuple(word.value for word in words), sh, None if is_dash else dashed)
    if lucky is None:
        return runs
    return (*runs[:at], replace(runs[at], remarks=(*runs[at].remarks, lucky)), *runs[at + 1 :])


def _inherited(image: Image, workload: Workload) -> str:
    """A stop signal other than the usual one that nobody but the base image chose; "" where somebody did."""
    said = image.stop_signal
    if workload.stop_signal or isinstance(said, Unknown):
        return ""
    if said.span is not None and said.span.located.source is image.dockerfile:
        return ""
    signal = signals.canonical(said.value) or ""
    return signal if signal != "TERM" else ""


def container_of(image: Image, workload: Workload, sh: Dialect | None) -> Container:
    """The simulation's fixed part for an image."""
    environment: dict[str, Value] = {}
    # what the manifest sets is what the container gets: nobody gives it another value from outside
    chosen = workload.service.environment if workload.service is not None else {}
    for name, fact in image.env.items():
        value = fact.value
        if isinstance(value, Unknown):
            environment[name] = unknown(f"${name}")
        else:
            outside = NONE if name in chosen or says_container(name, value) else frozenset({name})
            environment[name] = Value(value, taint=outside)
    for name, text in workload.environment.items():
        environment[name] = Value(text)
    first = first_of(workload)
    return Container(
        rootfs=with_first(image.rootfs, first.text) if first is not None else image.rootfs,
        sh=sh, environment=environment, workdir=image.workdir.value, user=image.user.value,
        base=Base(image.base or "", _inherited(image, workload), image.old_busybox, image.exposes),
        drains=workload.drains, programs=workload.programs, wrappers=workload.wrappers,
    )  # fmt: skip


def _runs_with(
    image: Image, words: tuple[Argument, ...], how: Stop, workload: Workload, sh: Dialect | None
) -> tuple[Run, ...]:
    container = container_of(image, workload, sh)
    world = World()
    argv = tuple(of_argument(word) for word in words)
    if (first := first_of(workload)) is not None:
        argv = (first, Value("--"), *argv)
    container.start_first(world, argv)
    found: dict[tuple[object, ...], Run] = {}
    ways: dict[tuple[object, ...], list[tuple[Condition, ...]]] = {}
    orderly: set[tuple[object, ...]] = set()
    told: dict[int, tuple[Condition, Condition]] = {}
    steady_ones = sorted(steady_worlds(container, world), key=lambda one: not one.default)
    explored = container.spent
    speaks = all(only_speaks(steady) for steady in steady_ones if steady.default)
    for steady in steady_ones:
        if container.spent - explored > _STEPS:
            if not steady.default:
                break
            steady.doubt("there are too many ways through the start script")
        run, stopped, breach = _run(container, steady, stop(container, steady, how), how)
        key = (run.default, run.verdict, tuple((p.argv, p.span) for p in run.processes))
        if key not in found:
            found[key] = _with_then(container, run, stopped, (breach,), how) if breach else run
        if not run.gave_up:
            orderly.add(key)
        ways.setdefault(key, []).extend(_askers_known(way, told) for way in (run.conditions, *steady.ways))
    for alike, run in found.items():
        needed = shortest(ways[alike])
        # a usual run that ends by itself is told apart by what it takes: see `usual`
        kept = run.default and (needed or run.verdict in NEVER_RUN)
        found[alike] = replace(_under(run, run.conditions if kept else needed), gave_up=alike not in orderly)
    runs = with_choice(tuple(found.values())) if speaks else found.values()
    return tuple(sorted(runs, key=lambda run: (not run.default, len(run.conditions))))


def _under(run: Run, conditions: tuple[Condition, ...]) -> Run:
    """The run, and what would still stand in it, under these conditions: each once.

    That a loop ended is told only where nothing else was asked, or where it usually does not.
    """
    then = _under(run.then, conditions) if run.then is not None else None
    told = tuple({(each.subject, each.answer, each.place): each for each in conditions[::-1]}.values())[::-1]
    told = tuple(each for each in told if not each.ends_loop or each.departs) or told
    return replace(run, conditions=told, asked=len(conditions), then=then)


def _with_then(container: Container, run: Run, stopped: Stopped, breaches: tuple[Breach, ...], how: Stop) -> Run:
    """The run, with what the stop would do if these were repaired, of which only the last one, its own, still stands."""
    world = repaired(stopped, breaches[-1], how.signal) if len(breaches) < _CAUSES else None
    if world is None:
        return run
    further, end, found = _run(container, world, stop(container, world, how), how)
    run = replace(
        run,
        on_its_program=unread_first(stopped.steady, world, how.signal),
        on_its_script=unread_script(stopped.steady, world),
        on_unknown=unknown_first(stopped.steady, world, how.signal),
    )
    if found is None:
        return run
    then = _with_then(container, further, end, (*breaches, found), how)
    if any(found.is_like(each) for each in breaches):
        return replace(run, then=then.then)  # one line, which is put right as a whole
    names = (each.name for each in breaches if each.holds_up(world, found))
    cut = [each.cause for each in breaches if isinstance(each.cause, ApplicationCut)]
    given = next((f"SIG{each.reaction.wants}" for each in cut if each.subject == found.cause.subject), "")
    return replace(run, then=replace(then, freed=tuple(dict.fromkeys(names)), given=given))


def _run(container: Container, steady: World, ends: list[Stopped], how: Stop) -> tuple[Run, Stopped, Breach | None]:
    """The run, the one of the ways the stop goes that it tells of, and where the cause lies."""
    verdicts = {end.verdict for end in ends}
    chosen = ends[0]
    verdict: Verdict = chosen.verdict
    reason = chosen.reason
    if len(verdicts) > 1:
        verdict = "unknown"
        known = {c._replace(asker=0) for c in steady.conditions}
        extra = [c for end in ends for c in end.end.conditions if c._replace(asker=0) not in known]
        by = decisive([(end.verdict, end.end.conditions) for end in ends]) or (extra[0] if extra else None)
        reason = f"it depends on whether {by}" if by is not None else "it can go more than one way"
    processes = tuple(processes_of(steady, chosen.end, how.signal))
    breach = breach_of(chosen, how.signal) if verdict not in ("graceful", "unknown") else None
    if verdict not in ("graceful", "unknown", *NEVER_RUN):
        breach = too_slow(container, chosen, breach, how) or breach
    cause = breach.cause if breach is not None else None
    reason = reason or explain(chosen, how.signal, how.grace, cause)
    run = Run(
        steady.default, _askers_known(steady.conditions, {}), verdict, reason, processes, cause,
        remarks=remarks_of(chosen, how.signal, left(how)), assumes=of_run(chosen),
        victim=breach.app if breach is not None else 0,
        gave_up=any(isinstance(event, StepGaveUp) for event in steady.events),
    )  # fmt: skip
    return run, chosen, breach


def _askers_known(
    conditions: tuple[Condition, ...], told: dict[int, tuple[Condition, Condition]]
) -> tuple[Condition, ...]:
    """Whether a step asked, or the script itself: by which process is of no interest any more.

    `told` holds each, by its identity, with what became of it: thousands of ways share them.
    """
    for each in conditions:
        if id(each) not in told:
            told[id(each)] = each, each._replace(asker=0) if each.asker > 0 else each
    return tuple(told[id(each)][1] for each in conditions)


def verdict_of(runs: tuple[Run, ...]) -> tuple[Verdict, str]:
    """The image's verdict: that of its default run; unknown where several are possible and disagree.

    But it goes badly where what nothing decides does, and in none of the others is known to go well; or where nothing ever runs.
    """
    default = usual(runs)
    if not default:
        return "unknown", "no way through the start script was found"
    verdicts = {run.verdict for run in default}
    if len(verdicts) == 1:
        return default[0].verdict, default[0].reason
    sure = [run for run in default if run.verdict not in ("graceful", "unknown") and not run.conditions]
    if verdicts.issubset(NEVER_RUN):  # a check that fails ends it with an error: what is shipped is taken to pass it
        sure = [run for run in default if run.verdict == "exits-early"]
    if sure and "graceful" not in verdicts:
        worst = min(sure, key=lambda run: VERDICTS.index(run.verdict))
        return worst.verdict, worst.reason
    seen = [run for run in default if run.conditions]
    by = decisive([(run.verdict, run.conditions) for run in default]) or (seen[0].conditions[-1] if seen else None)
    return "unknown", f"it depends on whether {by or 'a command in the foreground ends by itself'}"
