"""What goes to `contain` and comes back from it: a letter, and fields of bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Record:
    """One step of a recipe, or one line of a report."""

    letter: str
    fields: tuple[bytes, ...] = ()

    def text(self, index: int) -> str:
        return self.fields[index].decode("utf-8", "replace")

    def number(self, index: int, base: int = 10) -> int:
        return int(self.fields[index] or b"0", base)


def step(letter: str, *fields: str | bytes | int) -> Record:
    """A record of anything; numbers are written in decimal."""
    return Record(
        letter, tuple(one if isinstance(one, bytes) else str(one).encode("utf-8", "surrogateescape") for one in fields)
    )


def encoded(records: Iterable[Record]) -> bytes:
    parts: list[bytes] = []
    for one in records:
        if len(one.fields) > 255:
            raise ValueError(f"{len(one.fields)} fields in one record")
        parts.append(one.letter.encode() + bytes([len(one.fields)]))
        for value in one.fields:
            parts += (struct.pack("<I", len(value)), value)
    return b"".join(parts)


def decoded(data: bytes) -> Iterator[Record]:
    """The records; ValueError when the last one is not whole (its writer was killed)."""
    at = 0
    while at < len(data):
        letter, count = chr(data[at]), data[at + 1] if at + 1 < len(data) else 0
        at += 2
        fields = []
        for _ in range(count):
            if at + 4 > len(data):
                raise ValueError("the report breaks off")
            (size,) = struct.unpack_from("<I", data, at)
            fields.append(data[at + 4 : at + 4 + size])
            at += 4 + size
        if at > len(data):
            raise ValueError("the report breaks off")
        yield Record(letter, tuple(fields))
