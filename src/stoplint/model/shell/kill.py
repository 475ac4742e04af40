"""`kill`, `pkill` and `killall`: who gets the signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.model.processes.events import JobUnknown, Sent, UnknownSignalSent
from stoplint.model.processes.frames import Block
from stoplint.model.processes.kernel import deliver
from stoplint.model.processes.kinds import Running, Shell
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import NONE, Value
from stoplint.model.shell import dialects
from stoplint.model.shell.jobs import job_pid, monitored, parts_of
from stoplint.paths import base_name
from stoplint.signals import canonical
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.text import Span


class Asked(NamedTuple):
    """What a `kill` command line asks for. `signal`: None where it can't be known, or there is no such signal.

    `refused`: the word that it does not take. `status`: what it ends with, at once where there are no `operands`, else if all went well.
    """

    signal: str | None
    operands: tuple[Value, ...] = ()
    status: Status = OK
    refused: str = ""


def asked(words: Sequence[Value], dialect: Dialect, *, posix: bool = False, builtin: bool = True) -> Asked:
    """How a shell's `kill`, or /bin/kill, reads the words behind its name. tests/kernel asks each form of each shell."""
    bad = Status(2 if dialect == "dash" else 1)
    first = words[0] if words else None
    signal: str | None = "TERM"
    dashes = True  # `--` is understood here
    if (
        first is not None
        and first.known
        and first.text in (("-l", "-L") if dialect == "bash" or not builtin else ("-l",))
    ):
        return Asked(None)
    if first is not None and not first.known and first.text.startswith("-"):
        return Asked(None, status=Status(None, presumed=0))
    if first is not None and first.known and first.text.startswith("-") and first.text != "--":
        option = first.text
        if option == "-s" or (option == "-n" and dialect == "bash" and builtin):
            if len(words) < 2:
                return Asked(None, status=bad)
            signal, words = _name(words[1].text, dialect, posix=posix, builtin=builtin), words[2:]
        elif option.startswith("-s") and len(option) > 2 and not (dialect == "ash" and builtin):
            signal, words = _name(option[2:], dialect, posix=posix, builtin=builtin), words[1:]
        else:
            signal, words = _name(option[1:], dialect, posix=posix, builtin=builtin), words[1:]
            dashes = not (dialect == "dash" and builtin)
        if signal is None:
            return Asked(None, status=bad, refused=option)
        is_option = words[0:1] and words[0].text.startswith("-") and words[0].text != "--"
        if option == "-s" and dialect == "dash" and builtin and is_option:
            return Asked(None, status=bad)  # dash takes it for another option
    status = OK
    if words and words[0].known and words[0].text == "--":
        if not dashes:
            return Asked(None, status=bad, refused="--")
        words = words[1:]
        if dialect == "ash" and builtin:
            status = bad  # it complains of "--" and goes on
    if not words:
        return Asked(None, status=Status(2) if dialect == "bash" and builtin else bad)
    return Asked(signal, tuple(words), status)


def kill(w: World, sh: Shell, words: Sequence[Value], place: Span, *, builtin: bool = True) -> Status:
    """The `kill` builtin (or /bin/kill): sends, and gives its status."""
    signal, operands, status, refused = asked(words, sh.dialect, posix=sh.posix, builtin=builtin)
    if refused:
        w.note(UnknownSignalSent(refused, place))
    if signal is None:
        if status.code is None:
            w.doubt(f"{place}: the signal {words[0].text} is not known")
        return status
    results = [status]
    for word in operands:
        result = _one(w, sh, word, signal, place, builtin=builtin)
        if result is None:
            return Status(2)
        results.append(result)
    if sh.dialect == "bash" and any(result.code == 0 for result in results[1:]):
        return OK
    return next((result for result in reversed(results) if result.code != 0), OK)


def _name(text: str, dialect: Dialect, *, posix: bool, builtin: bool) -> str | None:
    if dialect == "ash" and text.upper().removeprefix("SIG").startswith("RT"):
        return None  # BusyBox's own, as a builtin and as a program
    if not builtin:
        return _signal(text)
    return dialects.kill_name(dialect, text, posix=posix)


def _one(w: World, sh: Shell, word: Value, signal: str, place: Span, *, builtin: bool) -> Status | None:
    """Signal one operand of `kill`; None if this shell gives up at it: dash at what is no number, BusyBox at a job."""
    failed = Status(1)
    if not word.known:
        if signal == "KILL" or not _is_of_stop(w, place):
            w.doubt(f"{place}: which process {word.text} is can't be known")
        return Status(None, presumed=0, text=place.text, place=place)
    if builtin and word.text.startswith("%"):
        return _job(w, sh, word.text, signal)
    if builtin and sh.dialect == "ash" and " " in word.text.strip():
        # what BusyBox makes of a %job, and takes from anybody
        said = [_one(w, sh, Value(each), signal, place, builtin=builtin) or failed for each in word.text.split()]
        return next((each for each in said if each.code != 0), OK)
    targets = _targets(w, sh, word.text)
    if targets is None:
        if builtin and sh.dialect == "dash":
            return None
        return OK if word.text == "" and sh.dialect == "ash" else failed
    alive = [pid for pid in targets if pid in w.processes and w.processes[pid].alive]
    if not alive:
        return failed
    if signal != "0":
        for pid in sorted(alive, key=lambda p: p == sh.pid):
            if w.stopping:
                w.note(Sent(sh.pid, pid, signal, place))
            deliver(w, pid, signal)
    return OK


def _job(w: World, sh: Shell, text: str, signal: str) -> Status | None:
    """`kill %job`: which processes of it are told, and what the shell says of that. tests/kernel asks each shell.

    dash means a process group, which a job has for itself after setsid only. The others tell its processes one by one: bash
    until it comes to one that has ended (5.2 nojobs.c and jobs.c, kill_pid: it goes round there, unless that is the first one).
    """
    pid = job_pid(w, sh, text)
    if pid is None or pid not in w.processes:
        if sh.dialect == "dash":
            w.note(JobUnknown(sh.pid, text))
        return None if sh.dialect in ("dash", "ash") else Status(1)
    parts = parts_of(w, sh, pid)
    alive = [part for part in parts if part.alive]
    told = alive
    if sh.dialect == "dash" or monitored(sh):
        group = parts[0].pid if sh.dialect == "dash" else parts[0].pgid
        told = [each for each in w.living() if each.pgid == group]
    elif sh.dialect == "bash" and len(alive) < len(parts):
        told = []
        if parts[0].alive and signal != "0":
            w.doubt(f"bash runs in a circle at {text}, of which a part has ended")
    for each in told:
        if signal != "0":
            deliver(w, each.pid, signal)
    if told:
        return OK
    if sh.dialect == "dash":
        w.note(JobUnknown(sh.pid, text))
    # a job is there until it is waited for, and BusyBox's until its number is taken again
    there = sh.dialect == "ash" or (sh.dialect == "bash" and pid in sh.jobs and pid not in sh.disowned)
    if sh.dialect == "bash" and all(part.fate == "cut" for part in parts):
        there = False  # of a signal: it says so, and the job is gone
    return OK if there and not monitored(sh) else Status(1)


def _is_of_stop(w: World, place: Span) -> bool:
    """Whether it is the stop that this command stands in: it may be how the application is told."""
    if w.stopping:
        w.asked_to_stop = (*w.asked_to_stop, " ".join(place.text.split()))
    return w.stopping


def _targets(w: World, sh: Shell, text: str) -> list[int] | None:
    """The processes that a number means; None for what is none."""
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
    letters: frozenset[str] = NONE  # the options that are given
    unseen: bool = False  # none is found, and a program of which nothing is known may have started one


class _Tool(NamedTuple):
    """Options of a tool: the letters that take a value, those by which it means others, and the long forms."""

    valued: str
    others: str
    long: dict[str, str]


# procps-ng 4.0.2 pgrep(1); psmisc 23.6 killall(1); sysvinit 3.06 pidof(8). BusyBox 1.35 has fewer, and the same.
_PGREP = _Tool(
    "dPgGstuUFrOS",
    "FrOv",
    {
        "full": "f", "exact": "x", "newest": "n", "oldest": "o", "parent": "P", "pgroup": "g", "group": "G", "session": "s",
        "terminal": "t", "euid": "u", "uid": "U", "pidfile": "F", "runstates": "r", "older": "O", "inverse": "v",
        "ignore-case": "i", "count": "c", "list-name": "l", "list-full": "a", "delimiter": "d", "signal": "S",
    },
)  # fmt: skip
_KILLALL = _Tool(
    "soyuZn",
    "royI",
    {"signal": "s", "older-than": "o", "younger-than": "y", "user": "u", "context": "Z", "ns": "n", "regexp": "r",
     "ignore-case": "I", "exact": "e", "wait": "w", "quiet": "q", "verbose": "v", "process-group": "g"},
)  # fmt: skip
_PIDOF = _Tool("oS", "", {})


def kill_by_name(w: World, sh: Shell, words: Sequence[Value], place: Span) -> Status:
    """`pkill` and `killall` (procps, psmisc, BusyBox agree on this much)."""
    signal, found, usage, _, unseen = selected(w, sh, words)
    if not usage:
        return Status(2 if words[0].text == "pkill" else 1)
    if found is None:
        w.doubt(f"{place}: which processes it means can't be known")
        return Status(None, presumed=0)
    targets = [process for process in found if process.alive]
    if not targets and unseen:
        _is_of_stop(w, place)
        return Status(None, presumed=0)
    if not targets:
        return Status(1)
    if signal == "0":
        return OK
    for process in targets:
        deliver(w, process.pid, signal)
    if named(words).waits:
        sh.block = Block("foreground", tuple(process.pid for process in targets), place, all_jobs=True)
    return OK


def found_by_name(w: World, sh: Shell, words: Sequence[Value]) -> Status | None:
    """The status of `pgrep` and `pidof`; None where nothing of that name ever ran: it may be called otherwise."""
    found = selected(w, sh, words).processes
    return Status(0 if any(process.alive for process in found) else 1) if found else None


class Named(NamedTuple):
    """What the words of `pkill`, `pgrep`, `killall` or `pidof` say. `signal` None: there is no such one."""

    tool: _Tool
    options: dict[str, str]
    names: list[Value]
    signal: str | None

    @property
    def waits(self) -> bool:
        """Whether it comes back when all that it signals are gone: killall(1), psmisc 23.6; pkill(1) has no such option."""
        return self.tool is _KILLALL and "w" in self.options

    @property
    def means_others(self) -> bool:
        """Whether it means others than those that have the names."""
        return not self.options.keys().isdisjoint(
            (*self.tool.others, *(("P", "s", "g") if self.tool is _PGREP else ""))
        )

    @property
    def is_exact(self) -> bool:
        """Whether a name is the whole name of a process: to pkill and pgrep it is a pattern."""
        return self.tool is not _PGREP or "x" in self.options

    @property
    def is_pattern(self) -> bool:
        """Whether a name is looked for in the whole command line."""
        return self.tool is _PGREP and "f" in self.options


def named(words: Sequence[Value]) -> Named:
    """How such a tool reads its words."""
    name = words[0].text
    tool = _PGREP if name in ("pkill", "pgrep") else _PIDOF if name == "pidof" else _KILLALL
    options, names = _options(tool, words)
    said = options.get("S" if tool is _PGREP else "s", "") if tool is not _PIDOF else ""
    return Named(tool, options, names, _signal(said) if said else options.get("", "TERM"))


def _signal(text: str) -> str | None:
    """A signal's name; "0" is none, by which a tool only asks whether there is such a process (kill(2))."""
    return "0" if text == "0" else canonical(text)


def selected(w: World, sh: Shell, words: Sequence[Value]) -> Selection:
    """The processes that are meant, among them those that have ended."""
    tool, options, names, signal = named(words)
    letters = frozenset(options)
    numbers = {letter: options[letter] for letter in "Psg" if letter in options} if tool is _PGREP else {}
    refused = tool is _PGREP and (len(names) > 1 or "w" in letters)
    if signal is None or not is_number(numbers.get("s", "0")) or refused:
        return Selection("TERM", [], usage=False)  # `pkill -s TERM` names a session, no signal; one name is the most
    if (
        not all(name.known for name in names)
        or not (names or numbers.get("P"))
        or not all(is_number(text or "0") for text in numbers.values())
        or letters & set(tool.others)
    ):
        return Selection(signal, None, letters=letters)
    full = tool is _PGREP and "f" in letters
    exact = tool is not _PGREP or "x" in letters
    texts = [base_name(name.text) if tool is _PIDOF else name.text for name in names]
    found = [process for text in texts for process in processes_named(w, text, full=full, exact=exact)]
    if not names:
        found = list(w.processes.values())
    for letter, text in numbers.items():
        # 0: the session or the group of pkill itself
        number = int(text or 0) or {"s": sh.sid, "g": sh.pgid}.get(letter, 0)
        found = [p for p in found if {"P": p.ppid, "s": p.sid, "g": p.pgid}[letter] == number]
    found = [process for process in found if process.pid != sh.pid or not full]
    alive = sorted((process for process in found if process.alive), key=lambda process: process.pid)
    if tool is _PGREP and letters & {"n", "o"} and alive:
        found = [alive[-1 if "n" in letters else 0]]
    return Selection(signal, found, letters=letters, unseen=not alive and has_unseen(w, numbers.get("P", "")))


def has_unseen(w: World, parent: str = "") -> bool:
    """Whether a program is alive of which nobody knows what it started (`parent`: it is this one)."""
    return any(
        process.unread or (isinstance(process, Running) and process.role == "application" and process.is_unknown)
        for process in w.living()
        if parent in ("", str(process.pid))
    )


def _options(tool: _Tool, words: Sequence[Value]) -> tuple[dict[str, str], list[Value]]:
    """The options by their letters, with what they are given ("": the signal of `-TERM`), and the words besides."""
    found: dict[str, str] = {}
    rest = list(words[1:])
    names: list[Value] = []
    while rest:
        word = rest.pop(0)
        text = word.text
        if text == "--":
            names += rest
            break
        if not word.known or text[:1] != "-" or len(text) < 2:
            names.append(word)
            continue
        known = _signal(text[1:])
        if known is not None and tool is not _PIDOF:
            found[""] = known
            continue
        if text.startswith("--"):
            long, equals, value = text[2:].partition("=")
            letter = tool.long.get(long, "")
            found[letter or long] = value if equals or letter not in tool.valued or not rest else rest.pop(0).text
            continue
        for at, letter in enumerate(text[1:], 2):
            if letter in tool.valued:
                found[letter] = text[at:] or (rest.pop(0).text if rest else "")
                break
            found[letter] = ""
    return found, names


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
