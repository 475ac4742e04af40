"""Stand-ins for applications: how one behaves, and the bytes of its program."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Literal

HUP, INT, QUIT, USR1, USR2, TERM, WINCH, PWR, RTMIN = 1, 2, 3, 10, 12, 15, 28, 30, 34
ORDERLY = (TERM, INT, QUIT, HUP, USR1, USR2, WINCH, PWR, *range(RTMIN, 65))
# Arguments with which a real program only says something or prepares something, and ends.
ERRANDS = (
    "--version", "--help", "-version", "-V", "--check", "migrate", "collectstatic", "check", "configtest", "init", "initdb",
)  # fmt: skip


@dataclass(frozen=True)
class Stub:
    """How a stand-in behaves; see the head of `stub.c`. Signals are numbers, `drain` and `life` seconds."""

    kind: Literal["app", "tool", "helper"] = "app"
    graceful: tuple[int, ...] = ORDERLY
    fast: tuple[int, ...] = ()
    ignore: tuple[int, ...] = ()
    inherit: bool = False
    daemon: bool = False
    status: int = 0
    drain: float = 0.6
    life: float = 0
    ends: tuple[str, ...] = ERRANDS
    env: tuple[str, ...] = ()

    def config(self) -> bytes:
        """What is written behind the program's last byte."""
        lists = {"graceful": self.graceful, "fast": self.fast, "ignore": self.ignore}
        settings: dict[str, object] = {name: ",".join(map(str, numbers)) for name, numbers in lists.items()}
        settings |= {"kind": self.kind, "inherit": int(self.inherit), "daemon": int(self.daemon), "status": self.status}
        settings |= {"drain": round(self.drain * 1000), "life": round(self.life * 1000)}
        settings |= {"ends": ",".join(self.ends), "env": ",".join(self.env)}
        text = ";".join(f"{key}={value}" for key, value in settings.items()).encode()
        return text + struct.pack("<I", len(text)) + b"STOPLINT"


def only(*signals: int) -> Stub:
    return Stub(graceful=signals)


VARIANTS: dict[str, Stub] = {
    "app": Stub(),
    "nohandler": Stub(graceful=()),
    "ignores": Stub(graceful=(), ignore=ORDERLY),
    "only-term": only(TERM),
    "only-int": only(INT),
    "only-quit": only(QUIT),
    "only-usr1": only(USR1),
    "keeps-ignored": Stub(inherit=True),
    # nginx and its like: SIGQUIT drains, SIGTERM and SIGINT end it at once
    "fast-term": Stub(graceful=(QUIT, WINCH), fast=(TERM, INT), ignore=(HUP, USR1, USR2)),
    "slow": Stub(drain=2.6),
    "daemon": Stub(daemon=True),
    "helper": Stub(kind="helper"),
    "tool": Stub(kind="tool"),
    "fails": Stub(kind="tool", status=1),
    "short": Stub(life=0.4),
}


def named(what: str | Stub) -> Stub:
    """The variant of that name (with its drain: "app:2.5" drains for 2.5 s)."""
    if isinstance(what, Stub):
        return what
    name, _, drain = what.partition(":")
    stub = VARIANTS[name]
    return replace(stub, drain=float(drain)) if drain else stub
