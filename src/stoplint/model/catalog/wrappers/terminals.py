"""Programs that keep a terminal for a command, and give it back to the script at once: tmux, screen, dtach, abduco.

"tested": in a PID namespace, the command a probe that logs signals; it hears nothing of a stop, and leads a session of its own.
In front they want a terminal (docker run -t): tested as PID 1 on one.
"""

from __future__ import annotations

from stoplint.model.catalog.rows import When, Wrapper

TMUX = ("-L", "-S", "-T", "-f", "-F", "-c", "-e", "-n", "-s", "-t", "-x", "-y")
SCREEN = ("-S", "-c", "-e", "-h", "-p", "-s", "-t", "-T")

_WITHOUT = "start it without {name}: docker run -it gives it a terminal, docker attach the way to it"

ROWS: tuple[Wrapper, ...] = (
    Wrapper(
        ("tmux new-session", "tmux new"),
        "block",
        "tested: tmux 3.3a new-session -d (exit), in front (TERM and HUP end the client; QUIT and INT do nothing); tmux(1)",
        dies=("TERM", "HUP"),
        shape="tmux",
        with_value=TMUX,
        other_group=True,
        advice=_WITHOUT.format(name="tmux"),
    ),
    Wrapper(
        ("screen",),
        "block",
        "tested: screen 4.9.0 -dmS (exit), -DmS (TERM ends it, and the command gets HUP), in front (HUP ends it, TERM and QUIT do "
        "nothing, INT becomes the terminal's); screen(1)",
        dies=("HUP",),
        shape="screen",
        with_value=SCREEN,
        other_group=True,
        advice=_WITHOUT.format(name="screen"),
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
        ("dtach",),
        "block",
        "tested: dtach 0.9 -c, -A in front (TERM, QUIT, INT and HUP end it); dtach(1): -A creates the session if need be",
        dies=("TERM", "QUIT", "INT", "HUP"),
        when=When(flags=("-c", "-A")),
        shape="dtach",
        positionals=1,
        other_group=True,
        advice=_WITHOUT.format(name="dtach"),
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
