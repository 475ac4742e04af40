"""What a program makes of the signal that it gets, and how it is kept where it gets one: what causes tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stoplint.model.catalog.rows import Action
    from stoplint.model.processes.kinds import Role
    from stoplint.text import Span


@dataclass(frozen=True)
class Reaction:
    """What a program makes of the signal that it gets, and which one would do better.

    `program`: the name in the catalog ("" for none); `first`: it is PID 1; `inherited`: the signal was ignored when it
    was started. `got`: the signal without SIG; `action`: what it does to the program, `does` the same in words. `wants`:
    the better signal ("": there is none), `would`: what that does, `finishes`: in an orderly way. `by`: who chose the
    signal if not the runtime alone, `supervised`: a supervisor did. `config`: what in its configuration gives the signal
    its meaning, `set_in` its place where a file says it, `change` what there would give it a better one, for people. `note`:
    of the catalog. `assumes`: the answer rests on a version that nobody states. `from_source`: its source shows that it sets
    no handler. `taken`: that it stays in the foreground was not read. `foreign`: it is a program that others wrote.
    `instead`: what to start in its place, for people. `fronts`: the server that it stays in front of. `set_by`: how who keeps
    it is told the better signal.
    """

    program: str
    role: Role
    first: bool
    inherited: bool
    got: str
    action: Action
    does: str
    wants: str = ""
    would: str = ""
    finishes: bool = False
    by: str = ""
    supervised: bool = False
    config: str = ""
    set_in: Span | None = None
    change: str = ""
    note: str = ""
    assumes: bool = False
    from_source: bool = False
    taken: bool = False
    foreign: bool = False
    instead: str = ""
    fronts: str = ""
    set_by: str = ""


class InFront(NamedTuple):
    """How a server is started so that it stays in the foreground, as advice.

    `program`: by its path, where it was started so. `words`: to be added behind its own; `without`: to be left out.
    `first`: what the script has to run before. `deaf`: as PID 1 it takes no notice of the signal. `plain`: it has no words
    of its own.
    """

    program: str
    words: str
    without: str
    first: str
    deaf: bool
    plain: bool = False
