"""What looks at files or at another process's terminal, and says what it sees: it keeps a container, and serves nobody."""

from __future__ import annotations

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When

_INOTIFY = "tested: inotify-tools 3.22.6 `inotifywait -m` as PID 1 (catches nothing); inotifywait(1)"

ROWS: tuple[Program, ...] = (
    Program(
        names=("inotifywait",),
        kind="idle",
        signals=(),
        source=_INOTIFY,
        when=When(flags=("-m", "--monitor")),
        getopt=getopts.INOTIFYWAIT,
    ),
    # without -m it ends at the first event, or after its -t
    Program(names=("inotifywait",), kind="idle", signals=(), source=_INOTIFY, lasts="event"),
    Program(
        names=("fswatch",),
        kind="idle",
        signals=(),
        source="https://emcrisostomo.github.io/fswatch/doc/1.17.1/fswatch.html (-1, --one-event: ends behind the first set of events)",
        when=When(flags=("-1", "-1*", "--one-event")),
        lasts="event",
    ),
    Program(
        names=("fswatch",),
        kind="idle",
        signals=(),
        source="https://emcrisostomo.github.io/fswatch/doc/1.17.1/fswatch.html",
    ),
)
