"""`kill`, `pkill` and `killall`: who gets the signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.processes.events import JobUnknown, UnknownSignalSent
from stoplint.model.processes.kernel import deliver
from stoplint.model.processes.kinds import Shell
from stoplint.model.processes.status import OK, Status
from stoplint.model.shell import dialects
from stoplint.model.shell.jobs import job_pid
from stoplint.paths import base_name
from stoplint.signals import canonical
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.values import Value
    from stoplint.model.processes.world import World
    from stoplint.text import Span


def kill(w: World, sh: Shell, words: Sequence[Value], place: Span, *, builtin: bool = True) -> Status:
    """The `kill` builtin (or /bin/kill): sends, and gives its status. tests/kernel asks each form of each shell."""
    words = list(words)
    signal = "TERM"
    bad = Status(2 if sh.dialect == "dash" else 1)
    dashes = True  # `--` is understood here
    if words and words[0].known and words[0].text in (("-l", "-L") if sh.dialect == "bash" or not builtin else ("-l",)):
        return OK
    if words and not words[0].known and words[0].text.startswith("-"):
        w.doubt(f"{place}: the signal {words[0].text} is not known")
        return Status(None, presumed=0)
    if words and words[0].known and words[0].text.startswith("-") and words[0].text != "--":
        option = words[0].text
        if option == "-s" or (option == "-n" and sh.dialect == "bash" and builtin):
            if len(words) < 2:
                return bad
            name, words = _name(sh, words[1].text, builtin=builtin), words[2:]
        elif option.startswith("-s") and len(option) > 2 and not (sh.dialect == "ash" and builtin):
            name, words = _name(sh, option[2:], builtin=builtin), words[1:]
        else:
            name, words = _name(sh, option[1:], builtin=builtin), words[1:]
            dashes = not (sh.dialect == "dash" and builtin)
        if name is None:
            w.note(UnknownSignalSent(option, place))
            return bad
        signal = name
        if (
            option == "-s"
            and sh.dialect == "dash"
            and builtin
            and words[0:1]
            and words[0].text.startswith("-")
            and words[0].text != "--"
        ):
            return bad  # dash takes it for another option
    status = OK
    if words and words[0].known and words[0].text == "--":
        if not dashes:
            w.note(UnknownSignalSent("--", place))
            return bad
        words = words[1:]
        if sh.dialect == "ash" and builtin:
            status = bad  # it complains of "--" and goes on
    if not words:
        return Status(2) if sh.dialect == "bash" and builtin else bad
    results = [status]
    for word in words:
        result = _one(w, sh, word, signal, place, builtin=builtin)
        if result is None:
            return Status(2)
        results.append(result)
    if sh.dialect == "bash" and any(result.code == 0 for result in results[1:]):
        return OK
    return next((result for result in reversed(results) if result.code != 0), OK)


def _name(sh: Shell, text: str, *, builtin: bool) -> str | None:
    if sh.dialect == "ash" and text.upper().removeprefix("SIG").startswith("RT"):
        return None  # BusyBox's own, as a builtin and as a program
    if not builtin:
        return "0" if text == "0" else canonical(text)
    return dialects.kill_name(sh.dialect, text, posix=sh.posix)


def _one(w: World, sh: Shell, word: Value, signal: str, place: Span, *, builtin: bool) -> Status | None:
    """Signal one operand of `kill`; None if this shell gives up at it: dash at what is no number, BusyBox at a job."""
    failed = Status(1)
    if not word.known:
        w.doubt(f"{place}: which process {word.text} is can't be known")
        return Status(None, presumed=0, text=place.text, place=place)
    targets = _targets(w, sh, word.text) if builtin or not word.text.startswith("%") else None
    if targets is None:
        if builtin and (sh.dialect == "dash" or (sh.dialect == "ash" and word.text.startswith("%"))):
            return None
        return OK if word.text == "" and sh.dialect == "ash" else failed
    alive = [pid for pid in targets if pid in w.processes and w.processes[pid].alive]
    if not alive:
        return failed
    if signal != "0":
        for pid in sorted(alive, key=lambda p: p == sh.pid):
            deliver(w, pid, signal)
    return OK


def _targets(w: World, sh: Shell, text: str) -> list[int] | None:
    """The processes that an operand means; None for what is neither a number nor a job."""
    if text.startswith("%"):
        if sh.dialect == "dash":
            w.note(JobUnknown(sh.pid, text))
            return None
        pid = job_pid(w, sh, text)
        if pid is None:
            return None
        return [p.pid for p in w.living() if p.job == w.processes[pid].job and p.ppid == sh.pid] or [pid]
    text = text.strip()
    if not is_number(text.lstrip("-")) or text.count("-") > 1:
        return None
    number = int(text)
    if number > 0:
        return [number]
    if number == 0:
        return [p.pid for p in w.living() if p.pgid == sh.pgid]
    if number == -1:
        # kill(2): everything but PID 1 and the caller; in PID 1 `kill -- -$$` comes out as this
        return [p.pid for p in w.living() if p.pid not in (1, sh.pid)]
    return [p.pid for p in w.living() if p.pgid == -number]


class Selection(NamedTuple):
    """What the options of `pkill`, `pgrep`, `killall` and `pidof` select; `processes` None: it can't be known."""

    signal: str
    processes: list[Process] | None
    usage: bool = True  # False: the options are refused


def kill_by_name(w: World, sh: Shell, words: Sequence[Value], place: Span) -> Status:
    """`pkill` and `killall` (procps, psmisc, BusyBox agree on this much)."""
    signal, found, usage = selected(w, sh, words)
    if not usage:
        return Status(2)
    if found is None:
        w.doubt(f"{place}: which processes it means can't be known")
        return Status(None, presumed=0)
    targets = [process for process in found if process.alive]
    if not targets:
        return Status(1)
    for process in targets:
        deliver(w, process.pid, signal)
    return OK


def found_by_name(w: World, sh: Shell, words: Sequence[Value]) -> Status | None:
    """The status of `pgrep` and `pidof`; None where nothing of that name ever ran: it may be called otherwise."""
    found = selected(w, sh, words).processes
    return Status(0 if any(process.alive for process in found) else 1) if found else None


def selected(w: World, sh: Shell, words: Sequence[Value]) -> Selection:
    """The processes that are meant, among them those that have ended."""
    signal = "TERM"
    full = False
    parent: str | None = None
    names: list[Value] = []
    i = 0
    words = list(words)
    exact = words[0].text not in ("pkill", "pgrep")
    i = 1
    while i < len(words):
        text = words[i].text
        i += 1
        if text == "-s" and words[0].text == "pidof":
            continue  # one of them only
        if text == "-s" and i < len(words):
            # procps: a session, no signal
            if not is_number(words[i].text):
                return Selection(signal, [], usage=False)
            i += 1
        elif text == "--signal" and i < len(words):
            signal = canonical(words[i].text) or signal
            i += 1
        elif text == "-P" and i < len(words):
            parent = words[i].text
            i += 1
        elif text in ("-f", "--full"):
            full = True
        elif text in ("-x", "--exact"):
            exact = True
        elif text in ("-u", "-g", "-t", "-U", "-G") and i < len(words):
            i += 1
        elif text.startswith("-") and len(text) > 1:
            known = canonical(text[1:])
            if known is not None:
                signal = known
            elif "f" in text:
                full = True
        else:
            names.append(words[i - 1])
    if not all(name.known for name in names) or not (names or parent) or not is_number(parent or "0"):
        return Selection(signal, None)
    texts = [base_name(name.text) if words[0].text == "pidof" else name.text for name in names]
    found = [process for text in texts for process in processes_named(w, text, full=full, exact=exact)]
    if not names:
        found = list(w.processes.values())
    if parent is not None:
        found = [process for process in found if process.ppid == int(parent)]
    return Selection(signal, [process for process in found if process.pid != sh.pid or not full])


def processes_named(w: World, name: str, *, full: bool = False, exact: bool = True) -> list[Process]:
    """Processes that `pidof`, `pgrep` or `pkill` would find by this name, or would have found while they lived."""
    from stoplint.model.shell.evaluation.regexp import searched  # noqa: PLC0415 - few scripts look for names

    found = []
    for process in w.processes.values():
        words = process.argv
        if (
            isinstance(process, Shell)
            and process.script is not None
            and process.started in ("fork", "background", "pipe", "substitution")
            and process.main != process.pid
        ):
            continue
        command = " ".join(words)
        base = base_name(words[0]) if words else ""
        # an extended regular expression to pkill and pgrep; one that is not read is taken as it stands
        text = command if full else base[:15]
        found_in = searched(name, text) if full or not exact else None
        hit = found_in if found_in is not None else name in text if full else base == name
        if hit:
            found.append(process)
    return found
