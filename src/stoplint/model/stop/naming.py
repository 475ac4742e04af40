"""Names and places of a stop's processes: how people call them, where they were started, who was hit."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stoplint.model.catalog.development import is_for_development
from stoplint.model.catalog.init_scripts import is_init_script, stop_of
from stoplint.model.catalog.rows import HEEDS
from stoplint.model.catalog.short_lived import is_job_script
from stoplint.model.image.globs import is_glob
from stoplint.model.processes.events import TrapRan, of_kind
from stoplint.model.processes.kinds import Mended, Running, Shell, Supervising, Wrapping
from stoplint.model.stop.answer import VERDICTS
from stoplint.model.stop.reaction import InFront
from stoplint.paths import base_name
from stoplint.signals import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.catalog.rows import Program
    from stoplint.model.processes.kinds import Process
    from stoplint.model.processes.world import World
    from stoplint.model.stop.stop import Stopped
    from stoplint.text import Span


_OUTPUT = re.compile(r"\$\([^()]*\)")  # with blanks that divide no words: `bin/$(uname -m)/app`
_VARIABLE = re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})")
_ARRAY = re.compile(r"\$\{(\w+)\[@\]\}")
_NOUNSET = re.compile(
    r"^#!.*\s-\w*u|(?:^|[;&|])[ \t]*set(?:[ \t]+(?!--)[^\s;&|#]+)*?[ \t]+(?:-[a-z]*u[a-z]*|nounset)\b", re.MULTILINE
)
NAMELESS = "the application"  # how a process is called of which nobody knows what it runs


def victim_of(stopped: Stopped) -> Process | None:
    """The application that the verdict is about: the main one of those that it goes worst for.

    That is the one that its shell has in the foreground; else the first that is no companion of others (cron, an X server).
    """
    worst = min((VERDICTS.index(fate) for _, fate in stopped.fates), default=None)
    fates = [pid for pid, fate in stopped.fates if VERDICTS.index(fate) == worst]
    chains = [chain_to(stopped.steady, pid) for pid in fates]
    chains.sort(
        key=lambda chain: (
            chain[-1].pid in stopped.untold, not _is_in_foreground(chain), is_companion(chain[-1])
        )
    )  # fmt: skip
    return chains[0][-1] if chains else None


def is_companion(process: Process) -> bool:
    facts = process.facts if isinstance(process, Running) else None
    return facts is not None and facts.row.companion


def ends_anyhow(process: Process, signal: str) -> bool:
    """Whether a program is known to have no orderly stop by this signal: told or not, it ends at once, with the same loss.

    No handler is set: the row says so, or the source. What daemonises is another program than the row's,
    and so is what stands behind a control script (`instead`).
    """
    if not isinstance(process, Running) or isinstance(process, Supervising) or process.facts is None:
        return False
    row = process.facts.row
    if process.role != "application" or process.unread or process.puzzles or row.instead:
        return False
    if row.daemonizes and process.facts.daemonizes is not False:
        return False
    if row.transient:
        return True
    if process.facts.kind == "runtime" and not process.handles_none:
        return False
    heeds = any(action in HEEDS for action in (*process.actions.values(), process.others))
    return process.reaction(signal) == "default" and signal not in HARMLESS and not heeds


def is_volatile(process: Process) -> bool:
    """Whether a program holds nothing that would outlive its orderly end, as far as its row says."""
    facts = process.facts if isinstance(process, Running) else None
    return facts is not None and facts.row.volatile


def develops(world: World, process: Process) -> bool:
    """Whether a program, or what it was given to, is one that only somebody runs who develops.

    An image that says `NODE_ENV=production` is meant for others, whatever it runs: nodemon to start a server anew.
    """
    if not isinstance(process, Running) or process.role != "application":
        return False
    if ("NODE_ENV", "production") in process.environment:
        return False
    keepers = (
        one
        for one, following in pairwise(chain_to(world, process.pid))
        if isinstance(one, Wrapping) and one.child == following.pid
    )
    return is_job_script(process.argv) or any(is_for_development(each.argv) for each in (process, *keepers))


def _is_in_foreground(chain: list[Process]) -> bool:
    """True if each shell on the way waits for what comes behind it."""
    return all(
        shell.block is not None and shell.block.kind == "foreground" and following.pid in shell.block.pids
        for shell, following in pairwise(chain)
        if isinstance(shell, Shell)
    )


def chain_to(world: World, pid: int) -> list[Process]:
    """The processes from PID 1 down to `pid`."""
    chain: list[Process] = []
    seen: set[int] = set()
    while pid in world.processes and pid not in seen:
        seen.add(pid)
        process = world.processes[pid]
        chain.append(process)
        pid = process.ppid
    return chain[::-1]


def name_of(process: Process) -> str:
    """How a process is called in messages: the command's first words, without the path of the program."""
    words = [word for word in process.argv if word]
    if not words:
        return NAMELESS
    if isinstance(process, Wrapping) and process.script:
        return process.script
    if isinstance(process, Wrapping) and 0 < process.wrapped.at < len(words):
        words = words[process.wrapped.at :]  # pm2-runtime of `node …/bin/pm2-runtime`
    if (
        isinstance(process, Shell)
        and not process.is_string
        and process.name.known
        and (process.script is not None or process.unread)
    ):
        words = [process.name.text, *words[1:]]
    if isinstance(process, Running) and process.described:
        return words[0]
    if words[0].startswith(("$(", "`")):
        return NAMELESS
    if array := _ARRAY.fullmatch(words[0]):
        return _first_of(array[1], process) or words[0]
    if "$" not in words[0] and is_glob(words[0]):
        return f"one of {words[0]}"  # which file a pattern matches is not known
    facts = process.facts if isinstance(process, Running) else None
    at = facts.at if facts is not None and facts.at < len(words) else 0  # gunicorn of `python3 -m gunicorn`
    first = _OUTPUT.sub("$(…)", words[at]).split()[:1] or [words[at]]  # a name may be white space alone
    base = base_name(first[0].rstrip("/"))
    if facts is None:
        # which program that is nobody knows
        return f"the program in {base}" if _VARIABLE.fullmatch(base) else base
    if facts.row.named_whole:
        return facts.name
    if facts.row.left and process.is_daemon:
        return facts.row.left.format(base)
    if at and not words[at - 1].startswith("-") and base_name(words[at - 1]) != "busybox":
        base = f"{base_name(words[0])} {base}"  # php artisan
    if facts.row.named_with_script and facts.kind == "runtime":
        return _completed(" ".join([base, *facts.row.what_runs(words[at + 1 :])]), process)
    if 0 < facts.row.named_by < len(words) and base in facts.row.names:
        return words[facts.row.named_by].removesuffix(".service")
    return base


def _completed(name: str, process: Process) -> str:
    """A name that ends in front of a variable which is not set, with that: `python3 /app/run-$DAEMON`."""
    if process.place is None or not name.endswith(("-", "_", "/")):
        return name
    written = process.place.located.text
    cut = re.search(rf"{re.escape(name.rsplit(maxsplit=1)[-1])}(\$\{{?\w+[^\s\"']*)", written)
    return name + cut[1] if cut is not None else name


def _first_of(array: str, process: Process) -> str:
    """The program that a script puts first into an array, of which not all is known; "" if it puts several there, or none."""
    if process.place is None:
        return ""
    text = process.place.located.source.text
    if re.search(
        rf"\b{array}\[[^\]]*\]\+?=|\b(?:mapfile|readarray|read|unset|declare|local)\b[^\n;]*\b{array}\b", text
    ):
        return ""
    put = re.findall(rf"(?<![\w+]){array}=\(\s*([^\s()]*)", text)
    found = {base_name(word.strip("\"'")) for word in put}
    return next(iter(found)) if len(found) == 1 and not any("$" in word or "`" in word for word in put) else ""


def stopped_by(process: Process) -> str:
    """The command that stops what a control script has left behind, by its own word for it: `stop-dfs.sh`, `neo4j stop`.

    An init script's too (`service ipsec stop`), unless it is known how its program stays in the foreground.
    """
    if not isinstance(process, Running):
        return ""
    if process.stop and in_front(process, "") is None:
        return " ".join(process.stop)
    facts = process.facts
    if facts is None or not facts.row.controls or not process.is_daemon or not process.argv:
        return ""
    path, base = process.argv[0], base_name(process.argv[0])
    if base.startswith("start-"):
        return f"{path.removesuffix(base)}stop-{base.removeprefix('start-')}"
    return " ".join([path, *stop_of(process.argv[1:])])


def names_of(holder: Process, subject: Process) -> tuple[str, str]:
    """How two processes are called in one message: with their paths, where two files have the same name."""
    names = name_of(holder), name_of(subject)
    if names[0] != names[1] or names[0] == NAMELESS:
        return names
    paths = _path_of(holder), _path_of(subject)
    return paths if paths[0] != paths[1] and all(base_name(path) == names[0] for path in paths) else names


def _path_of(process: Process) -> str:
    if isinstance(process, Shell) and process.name.known:
        return process.name.text
    return process.argv[0]


def places_of(chain: Iterable[Process], end: World | None = None) -> tuple[tuple[Span, str], ...]:
    """Where the processes were started, each with what it is and, when `end` is given, what it did with the signal."""
    return tuple(
        (process.place, _label(process, end))
        for process in chain
        if process.place is not None and not process.place.source.is_nowhere and not isinstance(process, Mended)
    )


def _label(process: Process, end: World | None) -> str:
    who = "runs as PID 1" if process.pid == 1 else "runs"
    last = end.processes.get(process.pid) if end is not None else None
    told = last.does if last is not None else ""
    if heeded := taken_to_heed(process, last):
        told = f"gets SIG{heeded}, and is taken to handle it"
    if isinstance(process, Shell) and isinstance(last, Shell) and end is not None:
        if last.dropped:
            told = f"has no trap for SIG{last.dropped}, drops it"
        elif not last.does:
            ran = any(event.pid == process.pid for event in of_kind(end.events, TrapRan))
            told = f"runs its trap and {'goes on' if last.alive else 'ends'}" if ran else ""
            if last.alive and last.pending:
                told = "has to keep its trap for later"
    return f"{name_of(process)} {who}{', ' if told else ''}{told}"


def taken_to_heed(process: Process, last: Process | None) -> str:
    """The signal by which an application has ended in an orderly way, though nobody knows what it makes of signals; "" for any other."""
    if not isinstance(process, Running) or isinstance(process, Supervising) or process.role != "application":
        return ""
    # neither tables nor configuration say anything of the program, or it is an interpreter's own affair
    unknown = process.facts is None or (process.facts.kind == "runtime" and not process.sets_handler)
    if last is None or last.fate != "finished" or not unknown:
        return ""
    heeded = [each for each in last.receives if process.reaction(each) in HEEDS]
    # one that said in its actions what it does with the signal is known so far
    return heeded[0] if heeded and heeded[0] not in process.actions else ""


def in_front(process: Process, signal: str) -> InFront | None:
    """How a server that went into the background is started so that it doesn't, as far as the catalog knows."""
    facts = process.facts if isinstance(process, Running) else None
    if facts is None or not isinstance(process, Running) or process.pid == 1 or process.sid != process.pid:
        return None
    row = facts.row
    asked = next((word for word in process.argv[1:] if word in row.daemon_flags), "")
    words = "" if asked else stays_by(row)
    if not asked and not words:
        return None
    # not along the PATH, perhaps; sshd(8) asks for a path
    by_path = facts.at == 0 and process.argv[0].startswith("/") and not is_init_script(process.argv[0])
    name = process.argv[0] if by_path else name_of(process)
    if row.named_whole:
        name = base_name(process.argv[facts.at])  # its words may stand apart
    if " " in name and 0 < facts.at < len(process.argv):  # `ruby puma` is no command
        program = process.argv[facts.at]
        is_alone = process.place is not None and process.place.text.split()[:1] == [
            program
        ]  # its #! names the interpreter
        name = program if is_alone else f"{base_name(process.argv[0])} {program}"
    plain = len(process.argv) <= facts.at + 1 and not process.stop  # an init script gives it what is configured
    first = f"set +u; {row.first_runs}" if row.first_lacks_variables and _is_strict(process) else row.first_runs
    return InFront(name, words, asked, first, process.reaction(signal) == "default", plain)


def _is_strict(process: Process) -> bool:
    """Whether the script that starts it ends by variables that are not set: `set -eu`, `set -o nounset`."""
    return process.place is not None and _NOUNSET.search(process.place.source.text) is not None


def stays_by(row: Program) -> str:
    """The words that keep a program in the foreground, for people; "" where the catalog names none."""
    return row.stays_by or (row.foreground[0].strip("*") if row.foreground else "")


def has_services(process: Process) -> bool:
    """Whether it starts and keeps others by a configuration, as systemd and supervisord do."""
    return isinstance(process, Running) and process.facts is not None and process.facts.kind == "supervisor"


def killers_of(stopped: Stopped, app: Process) -> Iterator[tuple[str, float]]:
    """Who above it kills it after a time of its own, and the seconds: from the outermost to the nearest."""
    chain = chain_to(stopped.steady, app.pid)
    # who has ended before it was told does not stand for it any more: what is told to all comes to it
    left = stopped.end.processes[app.pid].ppid != app.ppid
    below = set() if left else {each.pid for each in chain}
    for each in chain:
        if isinstance(each, Wrapping) and each.wrapped.kind == "forward-kill" and each.wrapped.kill_after:
            yield name_of(each), each.wrapped.kill_after
        elif isinstance(each, Supervising):
            kept = [one for turn in each.turns for one in turn]
            # what it is told as a service it has time for: what is told to all comes when that is over
            own = [one for one in kept if one.pid in below] or [one for one in kept if one.to == "all"]
            yield from ((one.by or name_of(each), one.limit) for one in own if one.limit)
