"""SL103: an ENTRYPOINT or CMD that was meant as a JSON array and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import fixed_array
from stoplint.faults.launch_form import meant_array, what_is_wrong
from stoplint.faults.places import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject

# What comes of the brackets: the verdict, and why.
_WHAT_COMES = {
    "test": ("exits-early", "`[` is the test command, and the container ends with it"),
    "command": ("fails-to-start", "the container does not start, there is no such command"),
}


def check(subject: Subject) -> Iterator[Problem]:
    """Docker takes the text for a shell command, whatever it looks like."""
    for trace in subject.traces:
        for name, line in lines(trace.image):
            if not line.malformed:
                continue
            meant = meant_array(line)
            verdict, why = _WHAT_COMES[line.malformed]
            yield Problem(
                line.span,
                f"{name} is no valid JSON array, so a shell runs the brackets as a command",
                what_is_wrong(line),
                consequence=f"there is nothing to stop: {why}",
                help=f"write {name} {meant}" if meant else f'write {name} ["program", "argument"]',
                verdict=verdict,
                fix=fixed_array(subject.dockerfile, line),
            )
