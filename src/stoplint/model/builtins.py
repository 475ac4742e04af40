"""The shells' builtin commands, as far as they matter for processes, signals and what is known.

Each takes (machine, world, shell, node, fields, early, tail, cond); `fields[0]` is the name. Behaviour that
differs between shells is asked of the kernel in tests/kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.model import conditions, shells
from stoplint.model.fact import Unknown
from stoplint.model.interpreter import exit_shell, run_text, skip_to
from stoplint.model.rootfs import Absent, File
from stoplint.model.signalling import kill
from stoplint.model.values import EMPTY, NONE, Value, joined, unknown
from stoplint.model.world import OK, Block, Shell, Status, Trap

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.machine import Machine
    from stoplint.model.world import World
    from stoplint.syntax.shell_nodes import Simple

FAILED = Status(1)


def _done(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = OK


def _false(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = Status(1, text="false", place=node.span)


def _echo(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = fields[1:]
    if fields[0].text == "printf":
        words = words[1:] if len(words) > 1 and words[0].text in ("%s", "%s\\n", "%d", "%d\\n") else words
    while words and words[0].text in ("-n", "-e", "-E", "-ne"):
        words = words[1:]
    text = joined([v for i, f in enumerate(words) for v in ([Value(" "), f] if i else [f])]) if words else EMPTY
    target = _written_file(m, sh, node)
    if target is not None:
        w.files[target[0]] = text if not target[1] else unknown(f"$(cat {target[0]})")
    elif sh.started == "substitution" and sh.captured.known and not any(">" in r.op for r in node.redirects):
        # nobody reads what the others say: it must not make the rounds of a loop differ
        sh.captured = joined([sh.captured, text]) if sh.captured.text else text
    sh.status = OK


def _written_file(m: Machine, sh: Shell, node: Simple) -> tuple[str, bool] | None:
    """The file that the command's output goes to, and whether it is appended."""
    from stoplint.model.expansion import Expansion

    for redirect in node.redirects:
        if redirect.op in (">", ">|", ">>", "1>", "1>>") and redirect.target is not None and redirect.fd in (None, 1):
            name = Expansion(sh, {}).single(redirect.target)
            if name.known and name.text:
                path = name.text if name.text.startswith("/") else f"{(sh.cwd or '').rstrip('/')}/{name.text}"
                return path, ">>" in redirect.op
            return "", True
    return None


def _cd(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = [f for f in fields[1:] if f.text not in ("-P", "-L", "--")]
    sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
    if not words or not words[0].known or words[0].text == "-":
        sh.cwd = None if words and not words[0].known else "/root"
        return
    target = words[0].text
    path = target if target.startswith("/") else f"{(sh.cwd or '/').rstrip('/')}/{target}"
    out: list[str] = []
    for piece in path.split("/"):
        if piece == "..":
            out = out[:-1]
        elif piece not in ("", "."):
            out.append(piece)
    sh.cwd = "/" + "/".join(out) if sh.cwd is not None or target.startswith("/") else None


def _export(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    exporting = fields[0].text == "export" or any(f.text.startswith("-") and "x" in f.text for f in fields[1:])
    for field in fields[1:]:
        if field.text.startswith("-"):
            continue
        name, equals, text = field.text.partition("=")
        if name.endswith("+"):
            name = name[:-1]
            text = sh.variables.get(name, EMPTY).text + text
        if not name.replace("_", "a").isalnum():
            continue
        if f"readonly {name}" in sh.options and equals:
            _refuse_write(m, w, sh, node)
            return
        if fields[0].text == "readonly":
            sh.options |= {f"readonly {name}"}
        if equals:
            source = None
            sh.variables[name] = Value(text, field.known, field.taint, field.filled and bool(text), source)
        if exporting:
            sh.exported |= {name}
    sh.status = OK


def _refuse_write(m: Machine, w: World, sh: Shell, node: Simple) -> None:
    """Assigning a readonly variable ends a POSIX shell; bash goes on."""
    sh.status = Status(1 if sh.dialect == "bash" else 2, text=node.span.text, place=node.span)
    if sh.dialect != "bash" or sh.posix:
        exit_shell(m, w, sh, sh.status)


def _local(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *rest: Any) -> None:
    names = [field.text.partition("=")[0] for field in fields[1:] if not field.text.startswith("-")]
    stack = sh.stack
    frames = []
    while stack is not None and stack[0][0] != "return":
        frames.append(stack[0])
        stack = stack[1]
    if stack is not None:
        operation, arguments, saved, *where = stack[0]
        saved = (*saved, *((name, sh.variables.get(name)) for name in names))
        rebuilt: Any = ((operation, arguments, saved, *where), stack[1])
        for frame in reversed(frames):
            rebuilt = (frame, rebuilt)
        sh.stack = rebuilt
    for name, field in zip(names, (f for f in fields[1:] if not f.text.startswith("-")), strict=False):
        if "=" not in field.text:
            sh.variables[name] = EMPTY
    _export(m, w, sh, node, fields, *rest)


def _unset(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    for field in fields[1:]:
        if field.text == "-f":
            continue
        sh.variables.pop(field.text, None)
        if any(f.text == "-f" for f in fields[1:]):
            sh.functions.pop(field.text, None)
    sh.status = OK


_LETTERS = {"errexit": "e", "monitor": "m", "nounset": "u", "allexport": "a", "pipefail": "pipefail", "xtrace": "x",
            "noexec": "n", "noglob": "f"}  # fmt: skip


def _set(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = OK
    words = fields[1:]
    i = 0
    while i < len(words):
        word = words[i]
        if not word.known or word.text[:1] not in ("-", "+") or len(word.text) < 2:
            break
        i += 1
        if word.text == "--":
            sh.arguments = tuple(words[i:])
            return
        names = []
        for c in word.text[1:]:
            if c == "o":
                if i < len(words):
                    name = words[i].text
                    i += 1
                    if name == "pipefail" and sh.dialect == "dash":
                        exit_shell(m, w, sh, Status(2, place=node.span, text="set: Illegal option -o pipefail"))
                        return
                    names.append(_LETTERS.get(name, name))
            else:
                names.append(c)
        sh.options = sh.options | set(names) if word.text[0] == "-" else sh.options - set(names)
    if i < len(words):
        sh.arguments = tuple(words[i:])


def _shift(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    count = int(fields[1].text) if len(fields) > 1 and fields[1].known and fields[1].text.isdigit() else 1
    if count > len(sh.arguments):
        sh.status = FAILED
        if sh.dialect == "dash":
            exit_shell(m, w, sh, Status(2, place=node.span))
        return
    if sh.arguments and not sh.arguments[0].known and sh.arguments[0].splits:
        sh.status = OK
        return
    sh.arguments = sh.arguments[count:]
    sh.status = OK


def _eval(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *rest: Any) -> None:
    text = joined([v for i, f in enumerate(fields[1:]) for v in ([Value(" "), f] if i else [f])]) if len(fields) > 1 else EMPTY
    if not text.known:
        if text.text.startswith("exec ") or text.text.startswith('"exec'):
            run_text(m, sh, Value(text.text), "never")
            return
        from stoplint.model.simple import external

        external(m, w, sh, node, [unknown(text.text)], {}, "never")
        return
    sh.status = OK
    run_text(m, sh, text, "never", cond=_ignored(rest))


def _ignored(rest: tuple[Any, ...]) -> bool:
    """True where `set -e` does not count: in a condition (the last argument of every builtin)."""
    return bool(rest and rest[-1])


def _source(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *rest: Any) -> Any:
    if len(fields) < 2:
        sh.status = Status(2)
        return None
    name = fields[1]
    if not name.known:
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        w.note("sourced-unknown", (name.text, node.span))
        return None
    path = name.text if name.text.startswith("/") else f"{(sh.cwd or '/').rstrip('/')}/{name.text}"
    found = m.lookup(path)
    if "/" not in name.text and not isinstance(found, File):
        found = m.which(name.text, _path(sh), sh.cwd or "/")
    if isinstance(found, Absent):
        status = Status(2 if sh.dialect == "dash" else 1, place=node.span, text=node.span.text)
        sh.status = status
        if sh.dialect != "bash" or sh.posix:
            exit_shell(m, w, sh, status)  # a special builtin's error ends a POSIX shell
        return None
    if isinstance(found, Unknown) or found.source is None:
        # settings of the image or of a volume: taken to set variables only
        w.note("sourced-unknown", (name.text, node.span))
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        return None
    depth = 0
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        depth += frame[0] == "return"
    if depth > 60:
        w.doubts = (*w.doubts, f"{node.span}: files include each other without end")
        sh.lost = "recursion"
        return None
    script = m.parse_source(found.source)
    sh.push(("return", sh.arguments, (), "source", path))
    if len(fields) > 2 and sh.dialect != "dash":
        sh.arguments = tuple(fields[2:])
    sh.push(("sequence", script.script.items, 0, "never", _ignored(rest)))
    sh.status = OK
    return None


def _path(sh: Shell) -> str:
    path = sh.variables.get("PATH")
    return path.text if path is not None and path.known else "/usr/local/bin:/usr/bin:/bin"


def _exit(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    status = sh.status
    if len(fields) > 1:
        status = Status(int(fields[1].text) & 255, place=node.span) if fields[1].known and fields[1].text.isdigit() else Status(None, place=node.span)
    exit_shell(m, w, sh, status._replace(place=node.span))


def _return(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    if len(fields) > 1:
        known = fields[1].known and fields[1].text.isdigit()
        sh.status = Status(int(fields[1].text) & 255, text=node.span.text, place=node.span) if known else Status(None, text=node.span.text, place=node.span)
    if sh.handling and not _inside(sh, "return", "trap-done"):
        frame = skip_to(sh, ("trap-done",))
        if frame is not None:
            sh.push(frame)
        return
    frame = skip_to(sh, ("return",))
    if frame is not None:
        sh.push(frame)
    elif sh.dialect != "bash" or sh.posix:
        exit_shell(m, w, sh, sh.status)


def _inside(sh: Shell, first: str, second: str) -> bool:
    """True if a `first` frame stands above the next `second` frame."""
    stack = sh.stack
    while stack is not None:
        frame, stack = stack
        if frame[0] == first:
            return True
        if frame[0] == second:
            return False
    return False


_LOOPS = ("while-test", "for-next")


def _break(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    count = int(fields[1].text) if len(fields) > 1 and fields[1].text.isdigit() else 1
    skip_to(sh, _LOOPS, count)
    sh.status = OK


def _continue(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    count = int(fields[1].text) if len(fields) > 1 and fields[1].text.isdigit() else 1
    frame = skip_to(sh, _LOOPS, count)
    if frame is not None:
        sh.push(frame)
    sh.status = OK


# ---------------------------------------------------------------- signals and jobs
def _trap(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], early: set[str], *_: Any) -> None:
    words = fields[1:]
    if words and words[0].text == "--":
        words = words[1:]
    sh.status = OK
    if not words or words[0].text in ("-p", "-l"):
        sh.mortal = True  # bash: even listing the traps installs its handlers
        if words and sh.dialect != "bash":
            exit_shell(m, w, sh, Status(2, place=node.span, text=node.span.text))
        return
    body, names = words[0], words[1:]
    place = node.span
    if not names:
        # `trap TERM`: reset
        names, body = [body], Value("-")
        known = shells.trap_name(sh.dialect, names[0].text)
        if sh.dialect == "bash" and sh.posix and not names[0].text.isdigit():
            exit_shell(m, w, sh, Status(2, place=node.span, text=node.span.text))
            return
        if known is None:
            sh.status = Status(1, text=node.span.text, place=node.span)
            return
    for word in names:
        name = shells.trap_name(sh.dialect, word.text) if word.known else None
        if name is None:
            w.note("trap-refused", (sh.dialect, word.text, place, sh.pid))
            sh.status = FAILED
            if sh.dialect == "dash":
                return  # "bad trap": the names behind it are not set either
            continue
        if name in ("KILL", "STOP"):
            w.note("trap-uncatchable", (name, place))
            continue
        if body.text == "-" and body.known:
            if sh.traps.pop(name, None) is not None:
                sh.forgotten |= {name}
            if name not in sh.deaf:
                sh.ignored -= {name}
            continue
        if name in sh.deaf:
            continue  # ignored when the shell was started: cannot be trapped
        sh.ignored -= {name}
        if body.known and body.text == "":
            sh.traps[name] = Trap(None, place)
            continue
        if not body.known:
            w.note("trap-unknown", (body.text, place))
        if body.known and not body.text.strip():
            sh.traps[name] = Trap(Value(":"), place)
        else:
            sh.traps[name] = Trap(body, place, frozenset(early))
        sh.trapped = True
        sh.mortal = sh.mortal or name == "EXIT"


def _wait(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = [field for field in fields[1:] if field.text != "--"]
    any_one = False
    while words and words[0].text.startswith("-") and words[0].known:
        if sh.dialect == "dash" or (words[0].text != "-n" and sh.dialect != "bash"):
            sh.status = Status(2, text=node.span.text, place=node.span)
            return
        any_one = any_one or words[0].text == "-n"
        words = words[2:] if words[0].text == "-p" else words[1:]
    kept = sh.disowned if sh.dialect == "bash" else ()
    if not words:
        pids = tuple(pid for pid in sh.jobs if _alive(w, pid) and pid not in kept)
        if not pids:
            sh.status = OK if not any_one or sh.dialect == "ash" else Status(127)
            sh.jobs = ()
            return
        sh.block = Block("wait", pids, node.span, any_one)
        return
    chosen: list[int] = []
    sh.status = OK
    for word in words:
        if not word.known:
            chosen.extend(pid for pid in sh.jobs if _alive(w, pid))
            continue
        pid = job_pid(w, sh, word.text)
        if pid is None:
            sh.status = Status(2 if sh.dialect != "bash" else 1, text=node.span.text, place=node.span)
            return
        if pid in kept or pid not in sh.jobs and pid not in sh.statuses:
            sh.status = Status(127 if pid not in kept else 0, text=node.span.text, place=node.span)
            continue
        if not _alive(w, pid):
            remembered = pid in sh.jobs or (sh.dialect == "bash" and not sh.posix)
            sh.status = sh.statuses.get(pid, Status(127)) if remembered else Status(127)
        # a pipeline's last member stands for the whole job
        members = [p.pid for p in w.processes.values() if p.alive and p.job == pid and p.ppid == sh.pid]
        chosen.extend(members or ([pid] if _alive(w, pid) else []))
        if not members:
            sh.jobs = tuple(p for p in sh.jobs if p != pid or _alive(w, pid))
    if chosen:
        last = chosen[-1]
        chosen.sort(key=lambda p: p == last)
        sh.block = Block("wait", tuple(chosen), node.span, any_one and sh.dialect != "ash")


def _alive(w: World, pid: int) -> bool:
    return pid in w.processes and w.processes[pid].alive


def job_pid(w: World, sh: Shell, text: str) -> int | None:
    """The process that a pid or `%job` means; None if the text is neither."""
    if text.isdigit():
        return int(text)
    if text in ("%%", "%+", "%"):
        return sh.last_background
    if text.startswith("%") and text[1:].isdigit():
        leaders = sorted({w.processes[pid].job or pid for pid in sh.jobs if pid in w.processes})
        number = int(text[1:])
        return leaders[number - 1] if 0 < number <= len(leaders) else None
    return None


def _kill(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = kill(w, sh, fields[1:], node.span)


def _fg(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    if "m" not in sh.options or sh.dialect != "bash":
        sh.status = Status(2 if sh.dialect != "bash" else 1, text=node.span.text, place=node.span)
        return
    target = job_pid(w, sh, fields[1].text) if len(fields) > 1 else sh.last_background
    if target is None or not _alive(w, target):
        sh.status = Status(1, text=node.span.text, place=node.span)
        return
    m.wait_for(sh, (target,), node.span)


def _disown(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = OK
    if any(field.text == "-h" for field in fields):
        return
    named = [job_pid(w, sh, field.text) for field in fields[1:] if not field.text.startswith("-")]
    pids = [pid for pid in named if pid is not None] or ([sh.last_background] if sh.last_background else [])
    if any(field.text in ("-a", "-r", "-ar") for field in fields):
        pids = list(sh.jobs)
    sh.disowned = (*sh.disowned, *pids)


def _read(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    names = [f.text for f in fields[1:] if not f.text.startswith("-") and f.text.replace("_", "a").isalnum()]
    for name in names:
        sh.variables[name] = unknown(f"${name}")
    redirected = any(r.op.startswith("<") for r in node.redirects)
    piped = sh.started in ("pipe", "substitution") or _redirected_input(sh)
    if redirected and any(r.op == "<" for r in node.redirects):
        sh.status = Status(None, text=node.span.text, place=node.span)
        w.note("reads", (node.span,))
    elif redirected or piped:
        sh.status = Status(None, text=node.span.text, place=node.span)
    else:
        sh.status = Status(1, text=node.span.text, place=node.span)  # a container without -i has no input


def _redirected_input(sh: Shell) -> bool:
    return any(name == "(input)" for name in sh.variables)


# ---------------------------------------------------------------- the rest
def _test(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    words = fields[1:]
    if fields[0].text == "[":
        if not words or words[-1].text != "]":
            sh.status = Status(2, text=node.span.text, place=node.span)
            return
        words = words[:-1]
    sh.status = conditions.test(m, w, sh, words, node.span)


def _command(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], early: set[str], tail: shells.Tail, cond: bool) -> Any:
    from stoplint.model.substitution import exists

    words = fields[1:]
    if words and words[0].text in ("-v", "-V"):
        if len(words) > 1 and words[1].known:
            there = exists(m, sh, words[1].text)
            # presumed, not known: what a base image installs is not in the files
            sh.status = Status(0 if there else 1, NONE, None, node.span.text, node.span)
        else:
            sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)
        return None
    while words and words[0].text in ("-p", "--"):
        words = words[1:]
    if not words:
        sh.status = OK
        return None
    from stoplint.model.simple import execute, external

    if words[0].known and words[0].text == "exec":
        return execute(m, w, sh, node, words[1:], {})
    builtin = BUILTINS.get(words[0].text) if words[0].known else None
    if builtin is not None:
        return builtin(m, w, sh, node, words, early, tail, cond)
    return external(m, w, sh, node, words, {}, tail)


def _type(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    from stoplint.model.substitution import exists

    names = [f for f in fields[1:] if not f.text.startswith("-")]
    if names and all(f.known for f in names):
        sh.status = Status(0 if all(exists(m, sh, f.text) for f in names) else 1, text=node.span.text, place=node.span)
    else:
        sh.status = Status(None, presumed=0, text=node.span.text, place=node.span)


def _getopts(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    sh.status = Status(None, text=node.span.text, place=node.span)
    if len(fields) > 2:
        sh.variables[fields[2].text] = unknown(f"${fields[2].text}", filled=True)
    if not sh.arguments:
        sh.status = Status(1, text=node.span.text, place=node.span)


def _shopt(m: Machine, w: World, sh: Shell, node: Simple, fields: list[Value], *_: Any) -> None:
    names = {field.text for field in fields[1:] if not field.text.startswith("-")}
    if any(field.text == "-s" for field in fields):
        sh.options |= names
    elif any(field.text == "-u" for field in fields):
        sh.options -= names
    sh.status = OK


SPECIAL = frozenset({":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
                     "times", "trap", "unset"})  # fmt: skip
BUILTINS: dict[str, Callable[..., Any]] = {
    ":": _done, "true": _done, "false": _false, "echo": _echo, "printf": _echo, "cd": _cd, "export": _export,
    "readonly": _export, "local": _local, "declare": _local, "typeset": _local, "unset": _unset, "set": _set,
    "shift": _shift, "eval": _eval, ".": _source, "source": _source, "exit": _exit, "return": _return,
    "break": _break, "continue": _continue, "trap": _trap, "wait": _wait, "kill": _kill, "fg": _fg, "bg": _done,
    "disown": _disown, "read": _read, "test": _test, "[": _test, "command": _command, "builtin": _command,
    "type": _type, "hash": _done, "getopts": _getopts, "umask": _done, "ulimit": _done, "times": _done,
    "alias": _done, "unalias": _done, "let": _done, "shopt": _shopt, "pushd": _cd, "popd": _done, "pwd": _done,
    "jobs": _done, "enable": _done, "mapfile": _done, "readarray": _done,
}  # fmt: skip
QUICK_BUILTINS = frozenset(BUILTINS) - {"eval", ".", "source", "exit", "wait", "fg", "command", "builtin", "trap", "kill", "set",
                                        "read", "exec", "return", "break", "continue"}  # fmt: skip
