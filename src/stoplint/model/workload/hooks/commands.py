"""One command of a hook: whom it tells to stop, and how long it takes."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from stoplint.model.catalog import clients
from stoplint.model.catalog.argv import value_of
from stoplint.model.catalog.builtins import ends
from stoplint.model.catalog.durations import seconds
from stoplint.model.catalog.init_scripts import called
from stoplint.model.catalog.short_lived import is_tool
from stoplint.model.shell.kill import asked, named
from stoplint.model.workload.hooks.effect import HookFault, Tell, Whom
from stoplint.paths import base_name
from stoplint.signals import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.processes.values import Value
    from stoplint.model.workload.hooks.state import State
    from stoplint.text import Span

# Those that come back when the server is gone: pg_ctl(1), PostgreSQL 15 (-w is the default of stop); mysqladmin(1), mariadb-admin(1): "waits
# until the server's process ID file has been removed"; https://redis.io/docs/latest/commands/shutdown/ (the connection is closed
# then); supervisorctl: https://supervisord.org/api.html, stopProcess (wait=True).
_WAITING = frozenset({"pg_ctl", "pg_ctlcluster", "mysqladmin", "mariadb-admin", "redis-cli", "supervisorctl"})
# What asks a server only how it is: `curl -f localhost:8080/healthz`.
_ASKS_HEALTH = re.compile(
    r"(?i)(?:/|\b)(?:health\w*|ready\w*|readiness|live\w*|liveness|ping|status|metrics|version)\b"
)
# Builtins of a shell that neither take time nor tell anybody something.
_OF_SHELL = frozenset({"set", "trap", "exec", "cd", "shift", "umask", "local", "read"})
_SENDS = re.compile(r"-X|-[a-zA-Z]*d|--data.*|--request.*|--post-.*|-T|-F")


def sleep(state: State, argv: Sequence[Value], place: Span) -> None:
    """The sum of its operands: coreutils 9.1, "sleep invocation"."""
    for word in argv[1:]:
        if not word.known:
            state.takes_unknown_time()
        elif word.text in ("inf", "infinity"):
            state.spend(math.inf)
        else:
            state.spend(seconds(word.text) or 0.0)


def usleep(state: State, argv: Sequence[Value], place: Span) -> None:
    """Microseconds: initscripts, BusyBox 1.35."""
    state.spend((seconds(argv[1].text) or 0.0) / 1e6 if len(argv) > 1 else 0.0)


def kill(state: State, argv: Sequence[Value], place: Span) -> None:
    """`kill -QUIT 1`, `kill $(pidof nginx)`."""
    dialect: Dialect = "bash" if state.may_be_any else state.dialect or "bash"
    builtin = state.dialect is not None and argv[0].text == "kill"
    said = asked(argv[1:], dialect, posix=state.posix and not state.may_be_any, builtin=builtin)
    if said.refused:
        state.refused.append(HookFault("signal", said.refused, place))
        state.fails = state.is_sure and not state.may_be_over
    if not said.operands:
        if said.status.code is None:
            state.doubt("which signal is sent is not known", place)
        return
    for operand in said.operands:
        whom = state.words.whom(operand)
        if said.signal is None or (whom is None and said.signal != "0"):
            state.doubt(f"which process {operand.text} is can't be known", place)
        elif said.signal == "0":
            state.asks_alive = True
        elif whom is not None:
            state.tell(Tell(said.signal, whom, place))


def kill_by_name(state: State, argv: Sequence[Value], place: Span) -> None:
    """`pkill -QUIT nginx`, `killall -w app`."""
    said = named(argv)
    names = [name for name in said.names if name.known]
    if said.signal is None:
        return
    if said.signal == "0":
        state.asks_alive = True
        return
    if said.means_others or len(names) < len(said.names) or not names:
        state.doubt("which processes it means can't be known", place)
        return
    for name in names:
        text = base_name(name.text) if not said.is_pattern else name.text
        state.tell(Tell(said.signal, Whom(text, is_pattern=said.is_pattern, is_exact=said.is_exact), place))
    if said.waits:
        state.wait_until_gone()


def ask(state: State, argv: Sequence[Value], place: Span) -> None:
    """`pgrep`, `pidof`, `ps`: somebody asks whether a process is there."""
    state.asks_alive = True


def tail(state: State, argv: Sequence[Value], place: Span) -> None:
    """With --pid it ends when that process does, else it follows a file without end: coreutils 9.1, "tail invocation"."""
    texts = [word.text for word in argv]
    if any(text.startswith("--pid") for text in texts):
        state.wait_until_gone()
        if not state.tells:
            state.doubt("it waits until a process has ended", place)
    elif any(re.fullmatch(r"-\w*[fF]|--follow.*|--retry", text) for text in texts[1:]):
        state.spend(math.inf)


def test(state: State, argv: Sequence[Value], place: Span) -> None:
    """`[ -e /proc/1 ]`, `[ -f app.pid ]`: the same question by files."""
    if any(re.search(r"^/proc/|\.pid$", word.text) for word in argv[1:]):
        state.asks_alive = True


def other(state: State, argv: Sequence[Value], place: Span) -> None:
    """A command of which the catalog may know something."""
    texts = tuple(word.text for word in argv)
    if not argv[0].known:
        state.doubt(f"which command {texts[0]} is can't be known", place)
        return
    client = clients.find(called(texts[0]))
    if client is not None and client.signals:
        found = value_of(texts, (client.option,))
        signal = dict(client.signals).get(found[1]) if found is not None else None
        if signal is not None:
            state.tell(Tell(canonical(signal) or signal, Whom(client.program), place))
        return
    if client is not None and client.servers and clients.asks_to_stop(texts):
        state.tell(Tell("", Whom(client.servers[0]), place))
        if base_name(texts[0]) in _WAITING:
            state.wait_until_gone()
        else:
            state.takes_unknown_time()
        return
    if _is_request(texts):
        state.doubt(f"what {base_name(texts[0])} asks for may stop the application", place)
    elif clients.asks_to_stop(texts) or clients.script_asks_to_stop(texts) or clients.may_stop(texts):
        state.doubt(f"{base_name(texts[0])} may stop the application in a way of its own", place)
    elif not ends(texts[0]) and texts[0] not in _OF_SHELL and not is_tool(texts):
        state.doubt(f"what {base_name(texts[0])} does is not known", place)


def _is_request(argv: Sequence[str]) -> bool:
    """Whether a server is asked for something else than how it is."""
    if base_name(argv[0]) not in ("curl", "wget"):
        return False
    urls = " ".join(word for word in argv[1:] if not word.startswith("-"))
    return _ASKS_HEALTH.search(urls) is None or any(_SENDS.fullmatch(word) for word in argv[1:])


COMMANDS: dict[str, Callable[[State, Sequence[Value], Span], None]] = {
    "sleep": sleep, "usleep": usleep, "kill": kill, "pkill": kill_by_name, "killall": kill_by_name, "pgrep": ask, "pidof": ask,
    "ps": ask, "tail": tail, "test": test, "[": test,
}  # fmt: skip
