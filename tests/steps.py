"""How much a reader does with a text, counted and not timed: the same on a busy machine as on an idle one.

A step is a line that is executed of stoplint or of a parser that it uses, and a character that a search, a slice or a
match of a regular expression passes over: what takes no line may take time nevertheless.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class _Counter:
    def __init__(self) -> None:
        self.steps = 0

    def lines(self, frame: FrameType, event: str, _argument: object) -> Any:
        """The trace function: counts the lines of stoplint's own frames."""
        if event == "call":
            name = frame.f_code.co_filename
            return self.lines if "stoplint" in name or "dockerfile_parse" in name else None
        self.steps += event == "line"
        return self.lines


class _Text(str):
    """A text that counts what is searched and cut out of it."""

    __slots__ = ("counter",)
    counter: _Counter

    def find(self, *arguments: Any) -> int:
        found = str.find(self, *arguments)
        start = arguments[1] if len(arguments) > 1 else 0
        end = arguments[2] if len(arguments) > 2 else len(self)
        self.counter.steps += (found if found >= 0 else end) - start
        return found

    def __getitem__(self, key: Any) -> str:
        piece = str.__getitem__(self, key)
        self.counter.steps += len(piece)
        return piece


class _Pattern:
    """A regular expression that counts what it matches."""

    def __init__(self, pattern: re.Pattern[str], counter: _Counter) -> None:
        self._pattern = pattern
        self._counter = counter

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            found = method(*arguments, **named)
            if isinstance(found, re.Match):
                self._counter.steps += found.end() - found.start()
            return found

        return counted if callable(method) else method


def steps(work: Callable[[str], object], text: str) -> int:
    """The steps that `work` takes for `text`."""
    counter = _Counter()
    counted = _Text(text)
    counted.counter = counter
    patterns = [
        (module, name, value)
        for module in [module for name, module in sys.modules.items() if name.startswith("stoplint.")]
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]
    for module, name, pattern in patterns:
        setattr(module, name, _Pattern(pattern, counter))
    before = sys.gettrace()
    sys.settrace(counter.lines)
    try:
        work(counted)
    finally:
        sys.settrace(before)
        for module, name, pattern in patterns:
            setattr(module, name, pattern)
    return counter.steps
