"""What the tables say, asked as a test asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.signals import canonical

if TYPE_CHECKING:
    from stoplint.model.catalog.programs import Known


def action_of(known: Known | None, signal: str) -> str:
    """What a signal (any spelling) does to a program."""
    assert known is not None
    return known.signals.get(canonical(signal) or signal, known.others)
