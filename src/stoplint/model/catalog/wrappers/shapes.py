"""Command lines of wrappers that do not fit the common form: su, env, timeout and their like."""
# ruff: noqa: S604 (`shell` is a column of the table: nothing is run here)

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.argv import operands, skip, takes_next, value_of
from stoplint.model.catalog.durations import seconds
from stoplint.model.catalog.wrappers import package_shapes, plain, signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.catalog.wrappers import Line, Wrapped


def _own(line: Line, with_value: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """The words up to the command: the wrapper's own options among them."""
    return line.argv[: skip(line.argv, line.start, line.row.with_value if with_value is None else with_value)]


def has(line: Line, *names: str) -> bool:
    """True if one of the wrapper's own options is given; a letter also within a cluster ("-gv")."""
    for word in _own(line)[line.start :]:
        letters = word[1:] if word[:1] == "-" and word[:2] != "--" else ""
        if word in names or any(len(name) == 2 and name[1] in letters for name in names):
            return True
    return False


def su(line: Line) -> Wrapped | None:
    """Options stand anywhere before "--", the user is the first operand. Its manual page, util-linux 2.38."""
    argv, row = line.argv, line.row
    words = list(operands(argv, line.start, row.with_value))
    if words and argv[words[0]] == "-":
        words = words[1:]
    arguments = tuple(words[1:])
    end = argv.index("--") if "--" in argv else len(argv)
    own = argv[:end]
    text = value_of(own, ("-c", "--command", "--session-command"), line.start)
    shell = value_of(own, ("-s", "--shell"), line.start)
    found = replace(line.found, arguments=arguments, shell=shell[1] if shell else "user")
    is_root = not words or argv[words[0]] == row.as_user
    same_session = text is None or is_root or value_of(own, ("--session-command",), line.start) is not None
    if row.forwards and (not same_session or has(line, "-P", "--pty")):
        # in a session of its own the command is told of these too, always by SIGTERM: su-common.c, parent_setup_signals
        found = replace(
            found, row=replace(row, forwards=(*row.forwards, "INT", "QUIT"), other_group=True), sends="TERM"
        )
    if text is None and arguments and argv[arguments[0]] == "-c" and len(arguments) > 1:
        text, found = (arguments[1], argv[arguments[1]]), replace(found, arguments=arguments[2:])
    if text is not None:
        return replace(found, texts=(text[0],), offset=len(argv[text[0]]) - len(text[1]))
    found = replace(found, arguments=())
    if shell is not None and argv[shell[0]] == shell[1]:
        return replace(found, command=(shell[0], *arguments))
    return replace(found, prepend=(shell[1] if shell else "sh",), command=arguments)


def runuser(line: Line) -> Wrapped | None:
    """A command of its own with -u, without a shell; else as su. See the manual page, util-linux 2.38."""
    if value_of(_own(line), ("-u", "--user"), line.start) is None:
        return su(line)
    return plain(replace(line, row=replace(line.row, shell_option=())))


def sudo(line: Line) -> Wrapped | None:
    """The words are run by the user's shell with -s and -i; -b goes to the background: sudo, 1.9.13."""
    found = plain(line)
    if found is None and has(line, "-s", "--shell", "-i", "--login"):
        return replace(line.found, prepend=("sh",))
    if found is None:
        return None
    if has(line, "-b", "--background"):
        found = replace(found, kind="exit")
    if has(line, "-s", "--shell", "-i", "--login"):
        found = replace(found, joined=True, shell="user")
    return found


def env(line: Line) -> Wrapped | None:
    """Options, then K=V, then the command; -S holds words of it. Its manual page, coreutils 9.1."""
    argv, row, at = line.argv, line.row, line.start
    removes: list[str] = []
    empties = False
    split: tuple[int, int] | None = None
    while at < len(argv):
        word = argv[at]
        if word == "--":
            at += 1
            break
        if word[:1] != "-":
            break
        long = word.startswith("--split-string=")
        letter = word[:2] != "--" and "S" in word and not word.startswith(("-u", "-C"))
        if long or letter:
            offset = len("--split-string=") if long else word.index("S") + 1
            split = (at, offset) if len(word) > offset else (at + 1, 0)
            at += 1 if len(word) > offset else 2
            break
        letters, is_unset, name = word.partition("--unset") if word[:2] == "--" else word[1:].partition("u")
        empties |= word in ("-", "--ignore-environment") or (word[:2] != "--" and "i" in letters)
        if is_unset and not letters.endswith("C"):
            removes.append(name.removeprefix("=") or "".join(argv[at + 1 : at + 2]))
        at += 2 if takes_next(word, row.with_value) else 1
    found_line = replace(line.found, removes=tuple(removes), empties=empties)
    taken = []
    while at < len(argv) and "=" in argv[at]:
        taken.append(at)
        at += 1
    if split is not None and split[0] < len(argv):
        return replace(found_line, split=split[0], offset=split[1], command=line.command(at), assignments=tuple(taken))
    return replace(found_line, command=line.command(at), assignments=tuple(taken)) if at < len(argv) else None


def timeout(line: Line) -> Wrapped | None:
    """A duration, then the command; BusyBox before 1.30 has the duration behind -t."""
    own = _own(line)
    old = value_of(own, ("-t",), line.start) is not None
    found = plain(replace(line, row=replace(line.row, positionals=0)) if old else line)
    if found is None:
        return None
    limit = value_of(own, ("-k", "--kill-after"), line.start)
    if limit is not None and found.kind == "forward":
        found = replace(found, kind="forward-kill", kill_after=seconds(limit[1]))
    return replace(found, to="child") if has(line, "--foreground") else found


def setsid(line: Line) -> Wrapped | None:
    """Where it leads no group it forks with -f only; -w waits if it has forked. Its manual page, util-linux 2.38."""
    found = plain(line)
    if found is not None and has(line, "-w", "--wait"):
        found = replace(found, kind="block")
    if found is not None and has(line, "-f", "--fork"):
        found = replace(found, row=replace(line.row, member_kind=""))
    return found


def tini(line: Line) -> Wrapped | None:
    """-g (or TINI_KILL_PROCESS_GROUP) signals the child's group. krallin/tini README.md."""
    found = plain(line)
    group = has(line, "-g") or "TINI_KILL_PROCESS_GROUP" in line.env
    return replace(found, to="group") if found is not None and group else found


def dumb_init(line: Line) -> Wrapped | None:
    """-c (or DUMB_INIT_SETSID=0) signals the child alone; -r A:B rewrites signals. dumb-init(1) 1.2.5."""
    found = plain(line)
    if found is None:
        return None
    own, pairs, at = _own(line), [], line.start
    while at < len(own):
        given = value_of(own[at : at + 2], ("-r", "--rewrite"), 0)
        pair = signals(given[1]) if given is not None and own[at] != given[1] else None
        if pair is not None:
            pairs.append(pair)
        at += 1
    alone = has(line, "-c", "--single-child") or line.env.get("DUMB_INIT_SETSID") == "0"
    return replace(found, to="child" if alone else found.to, rewrites=tuple(dict.fromkeys(pairs)))


def start_stop_daemon(line: Line) -> Wrapped | None:
    """--start with --exec or --startas; what follows "--" are its arguments. start-stop-daemon(8)."""
    argv = line.argv
    end = argv.index("--") if "--" in argv else len(argv)
    own = argv[:end]
    program = value_of(own, ("-a", "--startas"), 1) or value_of(own, ("-x", "--exec"), 1)
    if program is None or not any(word in ("-S", "--start") or (word[:2] != "--" and "S" in word) for word in own[1:]):
        return None
    rest = line.command(end + 1)
    found = replace(
        line.found, kind="exit" if any(word in ("-b", "--background", "-Sb", "-bS") for word in own) else "exec"
    )
    if argv[program[0]] == program[1]:
        return replace(found, command=(program[0], *rest))
    return replace(found, prepend=(program[1],), command=rest)


def find(line: Line) -> Wrapped | None:
    """The command behind -exec, up to the ";" or "+". Its manual page, findutils 4.9."""
    argv = line.argv
    starts = [at for at, word in enumerate(argv) if word in ("-exec", "-execdir", "-ok", "-okdir")]
    ends = [at for at, word in enumerate(argv) if starts and at > starts[0] + 1 and word in (";", "+")]
    return replace(line.found, command=tuple(range(starts[0] + 1, ends[0]))) if ends else None


def texts(line: Line) -> Wrapped | None:
    """Each operand is a command string of its own (concurrently)."""
    words = tuple(operands(line.argv, line.start, line.row.with_value))
    return replace(line.found, texts=words) if words else None


def parallel(line: Line) -> Wrapped | None:
    """`parallel [options] command ::: arguments`: the words before ":::", run by the shell for each."""
    found = plain(line)
    if found is None:
        return None
    stops = [at for at in found.command if line.argv[at].startswith((":::", "::::"))]
    command = tuple(at for at in found.command if not stops or at < stops[0])
    return replace(found, command=command, joined=True) if command else None


def last(line: Line) -> Wrapped | None:
    """The last word is the command string (`sops exec-env file text`)."""
    words = list(operands(line.argv, line.start, line.row.with_value))
    return replace(line.found, texts=(words[-1],)) if len(words) > 1 else None


def all_words(line: Line) -> Wrapped | None:
    """All its words are the program's that it always starts (mysqld_safe)."""
    return replace(line.found, command=line.command(line.start))


def xargs(line: Line) -> Wrapped | None:
    """-I, -i and --replace put the words into the command, and not behind it. Its manual page, findutils 4.9.0."""
    found = plain(line)
    puts = has(line, "-I", "-i") or any(word.startswith("--replace") for word in _own(line)[line.start :])
    return replace(found, row=replace(line.row, appends=False)) if found is not None and puts else found


def dtach(line: Line) -> Wrapped | None:
    """The socket comes first, then options, then the command. Its manual page, dtach 0.9."""
    found = plain(line)
    if found is None or not found.command:
        return found
    return replace(found, command=line.command(skip(line.argv, found.command[0], ("-e", "-r"))))


def one_or_words(line: Line) -> Wrapped | None:
    """A single word with blanks is split at these, as Kernel#exec of Ruby does where it has nothing for a shell in it."""
    found = plain(line)
    if found is None or len(found.command) != 1:
        return found
    word = line.argv[found.command[0]]
    if " " not in word or any(sign in word for sign in "*?{}[]<>()~&|\\$;'`\"\n#=%"):
        return found
    return replace(found, split=found.command[0], command=())


def tmux(line: Line) -> Wrapped | None:
    """One word is a command string for the user's shell, several are a command. Its manual page, "COMMAND PARSING AND EXECUTION"."""
    found = plain(line)
    if found is None:
        return None
    found = replace(found, kind="exit" if has(line, "-d") else found.kind)
    return replace(found, texts=found.command, command=(), shell="user") if len(found.command) == 1 else found


def screen(line: Line) -> Wrapped | None:
    """A session with a command of its own: without -m, -d and -D are about one that is there already. Its manual page."""
    found = plain(line)
    asks = ("-X", "-Q", "-r", "-R", "-x", "-ls", "-list", "-wipe", "-v")
    if found is None or any(word.startswith(asks) for word in _own(line)[line.start :]):
        return None
    if has(line, "-m") and has(line, "-d"):
        return replace(found, kind="exit")
    if not has(line, "-D"):
        return found
    return replace(found, row=replace(line.row, forwards=("TERM",)), kind="forward-kill", sends="HUP", kill_after=0.0)


SHAPES: dict[str, Callable[[Line], Wrapped | None]] = {
    **package_shapes.SHAPES,
    "su": su, "runuser": runuser, "sudo": sudo, "env": env, "timeout": timeout, "setsid": setsid, "tini": tini,
    "dumb-init": dumb_init, "start-stop-daemon": start_stop_daemon, "find": find, "texts": texts, "parallel": parallel,
    "last": last, "all": all_words, "tmux": tmux, "screen": screen, "dtach": dtach, "xargs": xargs,
    "one-or-words": one_or_words,
}  # fmt: skip
