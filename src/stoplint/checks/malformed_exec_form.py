"""SL103: an ENTRYPOINT or CMD that was meant as a JSON array and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.edits import fixed_array
from stoplint.faults.launch_form import is_broken, meant_array, what_is_wrong
from stoplint.faults.places import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Docker takes the text for a shell command, whatever it looks like."""
    for trace in subject.traces:
        for name, line in lines(trace.image):
            if not is_broken(line):
                continue
            meant = meant_array(line)
            text = line.words[0].value
            if text.startswith("[ ") and "," not in text:
                consequence = "there is nothing to stop: `[` is the test command, and the container ends with it"
            else:
                consequence = "there is nothing to stop: the container does not start, there is no such command"
            yield Problem(
                line.span,
                f"{name} is no valid JSON array, so a shell runs the brackets as a command",
                what_is_wrong(line),
                consequence=consequence,
                help=f"write {name} {meant}" if meant else f'write {name} ["program", "argument"]',
                verdict="fails-to-start" if "does not start" in consequence else "exits-early",
                fix=fixed_array(subject.dockerfile, line),
            )
