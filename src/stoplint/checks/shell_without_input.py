"""SL109: a shell is started with nothing to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.faults import faults
from stoplint.faults.launch_form import takes_a_text
from stoplint.model.stop.causes import NoInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject


def check(subject: Subject) -> Iterator[Problem]:
    """`ENTRYPOINT ["sh", "-c"]` takes one text; CMD in shell form brings its own `sh -c` in front of it."""
    for fault in faults(subject.traces, NoInput):
        found = fault.line
        if found is None or found[0] != "CMD" or found[1].form != "shell" or not takes_a_text(fault.image):
            continue  # `CMD ["bash"]` and `CMD bash` are for people with a terminal
        name, line = found
        message = f"the text of {name} is not run: the shell before it takes only `{line.shell[0]}`, and reads nothing"
        label = f"becomes {' '.join(line.shell)} … behind another sh -c"
        advice = f'write {name} as a JSON array with one string: {name} ["the whole command"]'
        yield subject.problem(fault, message, label, advice, span=line.span)
