"""Programs that keep a terminal for a command, and give it back to the script at once: tmux, screen, dtach, abduco.

"tested": as PID 1's child in a PID namespace, the command a probe that logs signals; it hears nothing of a stop, and leads a
session of its own.
"""

from __future__ import annotations

from stoplint.model.catalog.rows import When, Wrapper

TMUX = ("-L", "-S", "-T", "-f", "-F", "-c", "-e", "-n", "-s", "-t", "-x", "-y")
SCREEN = ("-S", "-c", "-e", "-h", "-p", "-s", "-t", "-T")

ROWS: tuple[Wrapper, ...] = (
    Wrapper(
        ("tmux new-session", "tmux new"),
        "unknown",
        "tested: tmux 3.3a new-session -d (exit); in front it wants a terminal; tmux(1)",
        shape="tmux",
        with_value=TMUX,
        other_group=True,
    ),
    Wrapper(
        ("screen",),
        "unknown",
        "tested: screen 4.9.0 -dmS (exit), -DmS (TERM ends it, and the command gets HUP); screen(1)",
        shape="screen",
        with_value=SCREEN,
        other_group=True,
    ),
    Wrapper(
        ("dtach",),
        "exit",
        "tested: dtach 0.9 -n; dtach(1): a socket is its first operand",
        when=When(flags=("-n",)),
        shape="dtach",
        positionals=1,
        other_group=True,
    ),
    Wrapper(
        ("abduco",),
        "exit",
        "https://github.com/martanne/abduco abduco.1: -n creates a session and does not attach to it",
        when=When(flags=("-n", "-fn", "-nf")),
        with_value=("-e",),
        positionals=1,
        other_group=True,
    ),
)
