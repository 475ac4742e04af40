"""A bound on what the code under test may take, for input on which it might never end."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class NeverEndsError(BaseException):
    """Nothing may catch it on the way."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raises NeverEndsError after so many seconds of CPU time, which a machine under load does not shorten."""

    def stop(*_: object) -> None:
        raise NeverEndsError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
