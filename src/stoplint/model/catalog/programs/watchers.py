"""What looks at files or at another process's terminal, and says what it sees: it keeps a container, and serves nobody."""

from __future__ import annotations

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When

_INOTIFY = "tested: inotify-tools 3.22.6 `inotifywait -m` as PID 1 (catches nothing); inotifywait(1)"

_TMUX = "tmux(1), tmux 3.3a: clients ask the server for something, and end; one that is attached stays"
_SCREEN = "screen(1), screen 4.9.0"
TMUX = ("-L", "-S", "-T", "-f")

ROWS: tuple[Program, ...] = (
    Program(
        names=("inotifywait",),
        kind="idle",
        signals=(),
        source=_INOTIFY,
        when=When(flags=("-m", "--monitor"), without=("-t", "--timeout", "--timeout=*")),
        getopt=getopts.INOTIFYWAIT,
        daemon_flags=("-d", "--daemon"),
    ),
    # without -m it ends at the first event; with -t it ends after that, with or without -m
    Program(
        names=("inotifywait",),
        kind="idle",
        signals=(),
        source=_INOTIFY,
        getopt=getopts.INOTIFYWAIT,
        daemon_flags=("-d", "--daemon"),
        lasts="event",
    ),
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
    Program(
        names=("tmux attach-session", "tmux attach", "tmux a", "tmux wait-for"),
        kind="idle",
        signals=(),
        source=_TMUX,
        with_value=TMUX,
    ),
    # what it starts is typed in, or a shell that waits for that
    Program(
        names=(
            "tmux send-keys",
            "tmux send",
            "tmux new-session",
            "tmux new",
            "tmux new-window",
            "tmux neww",
            "tmux source-file",
        ),
        kind="tool",
        signals=(),
        source=_TMUX,
        with_value=TMUX,
        leaves=True,
    ),
    Program(names=("tmux",), kind="tool", signals=(), source=_TMUX),
    Program(
        names=("screen",),
        kind="idle",
        signals=(),
        source=_SCREEN,
        when=When(flags=("-r*", "-R*", "-x*", "-dr*", "-DR*")),
    ),
    Program(
        names=("screen",),
        kind="tool",
        signals=(),
        source=_SCREEN,
        when=When(flags=("-ls*", "-list", "-wipe", "-v", "-Q"), without=("-X",)),
    ),
    Program(names=("screen",), kind="tool", signals=(), source=_SCREEN, leaves=True),
)
