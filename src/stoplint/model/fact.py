"""What is known, who said it, and what cannot be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.text import Span

T = TypeVar("T")


@dataclass(frozen=True)
class Fact(Generic[T]):
    """A value, who said it ("Dockerfile:7", "nginx:1.27", "default", "--stop-signal"), and where if in a file."""

    value: T
    said_by: str
    span: Span | None = None


@dataclass(frozen=True)
class Unknown:
    """Why something cannot be known from the files, as the rest of a sentence: "the base image x is not known"."""

    why: str
    span: Span | None = None
