"""Start scripts in Python: what they become by `os.exec…`, and what they run and wait for, as PID 1 without a handler.

Where a script can't be read so, it stays what it is taken for: the application itself.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, cast

from stoplint.lazy_dataclass import replace
from stoplint.model.catalog.argv import skip
from stoplint.model.catalog.builtins import is_no_program
from stoplint.model.catalog.rows import Wrapper
from stoplint.model.catalog.wrappers import Wrapped
from stoplint.model.container.left_behind import GOES_ON, stays_behind
from stoplint.model.container.programs import known_program, run_program
from stoplint.model.container.runtimes import program_file, sets_handler
from stoplint.model.image.rootfs import Absent, File
from stoplint.model.processes.kernel import end
from stoplint.model.processes.kinds import Choosing, StartCall, Way, Wrapping
from stoplint.model.processes.status import OK
from stoplint.model.processes.values import Value
from stoplint.paths import absolute, base_name, folder_of
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.application.start_script import End
    from stoplint.model.application.values import Spawn
    from stoplint.model.container.container import Container
    from stoplint.model.processes.kinds import Started
    from stoplint.model.processes.start import Start
    from stoplint.model.processes.world import World

_MOST_WAYS = 6
_PLAIN = re.compile(r"[\w./:,@%+=-]+")  # a word that is the same for a shell
# Without one of these words no script starts anything: nothing is parsed then.
_STARTS = ("exec", "subprocess", "system")
# What a program keeps of a signal over exec, and what a child is started with: nobody follows that here.
_MASKS = ("SIG_IGN", "pthread_sigmask")
# KeyboardInterrupt: run(), call() and check_call() give the child a quarter of a second and kill it, Popen.wait() gives it
# as much and leaves it alone; the exception goes on. os.system ignores INT while it waits (system(3)). Other signals have
# their default action: none in PID 1. tests/model/worlds/python-scripts.txt
_KILLS = ("subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.Popen")
# By what a script does something yet when it is interrupted.
_CATCHES = re.compile(
    r"KeyboardInterrupt|BaseException|except\s*:|\bfinally\b|\batexit\b|__exit__|excepthook|contextmanager|ExitStack"
)
_SOURCE = "docs.python.org/3/library/signal.html#general-rules; CPython 3.11 Lib/subprocess.py, run(); system(3)"
_ROWS = {
    True: Wrapper(("python",), "block", _SOURCE, dies=("INT",)),
    False: Wrapper(("python",), "block", _SOURCE, swallows=("INT", "QUIT")),
}


def start_script(c: Container, w: World, s: Start, argv: tuple[Value, ...]) -> bool:
    """Follow a start script in Python; False, with nothing done, where it is taken for the application itself."""
    if not all(value.known or value.splits for value in argv):
        return False
    known = known_program(c, w, s, argv)
    if known is None or known.kind != "runtime" or known.row.language != "python" or known.at:
        return False
    texts = tuple(value.text for value in argv)
    found = program_file(c, s, known.row, texts)
    if found is None or found.source is None or c.left(w, found.path) != found:
        return False
    text = found.source.text
    if not any(word in text for word in _STARTS) or any(word in text for word in _MASKS):
        return False
    at = skip(texts, 1, known.row.with_value)
    script = base_name(found.path)
    catches = _CATCHES.search(text) is not None
    ends = _ends(c, s, found.source, (Value(found.path), *argv[at + 1 :]), Value(argv[0].text))
    if any(stays_behind(c, w, _start(s, step), step.argv) for each in ends for step in each.steps):
        run_program(c, w, s, argv)
        w.processes[s.pid].unread = f"what a step of {script} leaves running is not known"
        return True
    if not ends or not all(_is_followed(c, w, s, each) for each in ends):
        return False
    if any(each.how == "run" for each in ends) and sets_handler(c, s, known.row, found, texts, stays=True) != "no":
        return False
    if len(ends) == 1 and not ends[0].conditions:
        _go(c, s, argv, script, ends[0], catches, w)
        return True
    ways = tuple(
        Way(partial(_go, c, s, argv, script, each, catches), each.conditions, departs=not each.default) for each in ends
    )
    w.processes[s.pid] = Choosing(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=texts, place=s.place, started=s.started, ignored=s.ignored,
        job=s.job, forked=s.forked, output=s.output, ways=ways,
    )  # fmt: skip
    return True


def _ends(c: Container, s: Start, source: Source, arguments: tuple[Value, ...], interpreter: Value) -> Sequence[End]:
    """The ends that count; a script that shells start over and over is gone through once."""
    variables = frozenset((name, value._replace(source=None)) for name, value in s.environment.items())
    key = (id(source), tuple(each._replace(source=None) for each in arguments), interpreter, variables, s.cwd)
    known = c.scripts.ends.get(key)
    if known is None:
        from stoplint.model.application.start_script import ends_of, modules_of  # noqa: PLC0415 - ast is big, and few runs need it
        from stoplint.syntax.source.python import python_script  # noqa: PLC0415 - as above

        script, folder = python_script(source), folder_of(arguments[0].text)
        found: Sequence[End] = ()
        if script is not None and not any(_goes_on(c, folder, path) for path in modules_of(script)):
            found = _launches(ends_of(script, arguments, interpreter, s.environment, s.cwd))
        known = c.scripts.ends[key] = (source, found)  # the text is kept because its id() is the key
    return cast("Sequence[End]", known[1])


def _goes_on(c: Container, folder: str, path: str) -> bool:
    """Whether a module that stands beside the script may start something that goes on."""
    module = c.lookup(absolute(path, folder))
    return isinstance(module, File) and module.source is not None and GOES_ON.search(module.source.text) is not None


def _launches(ends: Sequence[End]) -> list[End]:
    """The ends that start something, each once; [] where nobody knows what the image as it stands ends in."""
    default = [each for each in ends if each.default and each.how != "leaves"]
    if not default:
        default = [each._replace(default=True) for each in ends if each.how != "leaves"]
        ends = default
    if any(each.how == "open" for each in default):
        return []
    hows = {each.how for each in default}
    if len(hows) != 1:
        return []
    out: dict[object, End] = {}
    for each in ends:
        if each.how in hows and each.command is not None:
            key = tuple(value._replace(taint=frozenset()) for value in each.command.argv)
            if key not in out:
                out[key] = each
            elif each.default or not out[key].default:
                out[key] = out[key]._replace(conditions=(), default=out[key].default or each.default)
    found = list(out.values())
    if len(found) == 1:
        found = [found[0]._replace(conditions=())]
    return found if len(found) <= _MOST_WAYS else []


def _is_followed(c: Container, w: World, s: Start, each: End) -> bool:
    """Whether all is known that counts: the program, which is in the image, and that no server runs beside it."""
    if each.command is None:
        return False
    for command in (each.command, *each.beside):
        name = command.argv[0].text
        start = _start(s, command)
        if not command.argv[0].known or not name or ("/" in name and name[0] != "/" and command.cwd is None):
            return False
        if (
            isinstance(c.program(w, start, name), Absent)
            or c.beside_path(name, start.environment, start.cwd) is not None
        ):
            return False
    return True


def _start(s: Start, command: Spawn) -> Start:
    return replace(
        s, environment=command.environment, cwd=command.cwd or "/", by=None, fallback=False, depth=s.depth + 1
    )


def _go(c: Container, s: Start, argv: tuple[Value, ...], script: str, chosen: End, catches: bool, w: World) -> None:
    """The script goes this way; where the program can't be started, it is what it was taken for."""
    command = chosen.command
    if command is None:
        run_program(c, w, s, argv)
        return
    probe = w.copy()
    beside = chosen.beside
    if chosen.how == "exec":
        start = replace(_start(s, command), place=command.place)
        if c.start(probe, start, command.argv) is not None:
            run_program(c, w, s, argv)
            return
        for each in beside:
            _child(c, w, s, each, "background")
        c.start(w, start, command.argv)
        return
    wrapper = Wrapping(
        pid=s.pid, ppid=s.ppid, pgid=s.pgid, sid=s.sid, argv=tuple(v.text for v in argv), place=s.place, started=s.started,
        ignored=s.ignored, job=s.job, forked=s.forked, output=s.output, role="wrapper", script=script,
        call=StartCall(command.call, _program(command), command.place, catches and command.call == "subprocess.Popen"), wrapped=_wrapped(command),
    )  # fmt: skip
    probe.processes[s.pid] = wrapper.copy()
    started = _child(c, probe, s, command, "fork")
    if started == 0 or getattr(probe.processes[started], "role", "") == "helper":
        run_program(c, w, s, argv)  # a tool: what the script is for nobody knows
        return
    w.processes[s.pid] = wrapper
    for each in beside:
        _child(c, w, s, each, "background")
    child = wrapper.child = _child(c, w, s, command, "fork")
    if not w.processes[child].alive:
        end(w, wrapper, OK, "exited")


def _child(c: Container, w: World, s: Start, command: Spawn, started: Started) -> int:
    """The pid of a command that the script starts; 0 where that fails."""
    pid = w.new_pid()
    start = replace(
        _start(s, command), pid=pid, ppid=s.pid, pgid=pid if command.session else s.pgid,
        sid=pid if command.session else s.sid, started=started, job=pid, place=command.place,
    )  # fmt: skip
    return pid if c.start(w, start, _placed(command)) is None else 0


def _placed(command: Spawn) -> tuple[Value, ...]:
    """The words, with the text for a shell as one that stands at the call; nothing is edited in it there."""
    place = command.place
    return tuple(
        word._replace(source=Source(place.path, word.text, place)) if at and command.argv[at - 1].text == "-c" else word
        for at, word in enumerate(command.argv)
    )


def _program(command: Spawn) -> str:
    """The program that the command starts; of a text for a shell, the one that it begins with."""
    words = command.argv
    if [word.text for word in words[:2]] != ["/bin/sh", "-c"]:
        return words[0].text
    text = words[2].text.split()
    return text[0] if all(map(_PLAIN.fullmatch, text)) and not is_no_program(text[0]) else "sh"


def _wrapped(command: Spawn) -> Wrapped:
    row = _ROWS[command.call in _KILLS]
    return Wrapped(row, row.kind, row.to)
