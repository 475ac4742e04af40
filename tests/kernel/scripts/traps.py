"""Traps: which signals, who is told, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kernel.scripts.writer import APP

if TYPE_CHECKING:
    from kernel.scripts.writer import Writer


def trap(writer: Writer) -> str:
    names = writer.pick(
        "TERM",
        "TERM",
        "TERM",
        "TERM INT",
        "SIGTERM",
        "15",
        "INT TERM",
        "INT",
        "EXIT",
        "TERM EXIT",
        "HUP INT QUIT TERM",
        "SIGINT SIGTERM",
        "term",
        "QUIT",
    )
    signal = writer.pick("-TERM ", "-TERM ", "", "-15 ", "-s TERM ", "-SIGTERM ", "-INT ", "-QUIT ")
    target = writer.pick(
        '"$pid"',
        "$pid",
        "$pid",
        "$!",
        "0",
        "$(jobs -p)",
        "-1",
        "-- -$$",
        "%1",
        f"$(pidof {APP})",
        "$(cat /tmp/pid)",
    )
    kill = writer.pick(f"kill {signal}{target}", f"kill {signal}{target}", f"kill {signal}{target}", f"pkill {signal}{APP}", f"pkill {APP}",
                     f"kill {signal}{target} 2>/dev/null")  # fmt: skip
    after = writer.pick("", "", "; wait $pid", "; wait", "; wait $pid", '; wait "$pid"; exit $?', "; exit 0", "; exit", "; sleep 1", "; sleep 1; exit 0",
                      "; while kill -0 $pid 2>/dev/null; do sleep 0.2; done", "; wait; exit 143", "; echo bye", " || true; wait $pid || true")  # fmt: skip
    before = writer.pick("", "", "", "echo stopping; ", "trap - TERM; ", "trap '' TERM; ", "trap - TERM INT EXIT; ")
    if target in ("0", "-- -$$") and not before.startswith("trap"):
        # the handler would run into itself until the shell crashes, and it is chance what happens first
        before = "trap '' TERM INT QUIT HUP; "
    body = writer.pick(
        before + kill + after,
        before + kill + after,
        before + kill + after,
        "exit 0",
        "exit",
        ":",
        "echo got it",
        "",
        "wait",
    )
    form = writer.rng.random()
    if form < 0.5:
        return f"trap '{body}' {names}"
    if form < 0.65:
        return f'trap "{body.replace(chr(34), chr(92) + chr(34))}" {names}'
    if form < 0.95 and body:
        function = writer.pick("cleanup", "_term", "on_stop")
        return f"{function}() {{ {body or ':'}; }}\ntrap {function} {names}"
    return writer.pick(f"trap - {names}", f"trap '' {names}", f"trap -- '{body}' {names}")
