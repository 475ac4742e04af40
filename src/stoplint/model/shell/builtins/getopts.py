"""`getopts`: the options among the arguments, one by one. POSIX.1-2017 XCU getopts; asked of the shells in tests/model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import NONE, Value, unknown
from stoplint.model.shell.evaluation.arrays import set_variable
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host

_WITHIN = "OPTIND["  # how far it is in a word of several letters: no name that a script could set


def getopts(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Set the name to the next option's letter, OPTARG to its value, OPTIND to where the next word is."""
    if len(call.fields) < 3:
        sh.status = Status(2)
        return
    letters, name, *words = call.fields[1:]
    words = words or list(sh.arguments)
    at, within = _place(sh)
    if not words and at in (1, None):
        _end(sh, name.text, 1)
        return
    if not letters.known or at is None or not all(word.known and not word.splits for word in words):
        for each in (name.text, "OPTARG", "OPTIND"):
            sh.variables[each] = unknown(f"${each}", filled=each != "OPTARG")
        sh.status = Status(None, text=call.place.text, place=call.place)
        return
    taint = NONE.union(*(word.taint for word in words))
    text = words[at - 1].text if at <= len(words) else ""
    if not within and (text[:1] != "-" or text in ("-", "--")):
        _end(sh, name.text, at + (text == "--"), taint)
        return
    letter, rest = text[within or 1], text[(within or 1) + 1 :]
    found = letters.text.removeprefix(":").find(letter) if letter != ":" else -1
    asked = letters.text.removeprefix(":")[found + 1 : found + 2] == ":" if found >= 0 else False
    value: str | None = None
    said = letter
    at, within = (at, (within or 1) + 1) if rest and not asked else (at + 1, 0)
    if asked and rest:
        value = rest
    elif asked and at <= len(words):
        value = words[at - 1].text
        at += 1
    elif asked or found < 0:
        quiet = letters.text.startswith(":")
        said = ":" if asked and quiet else "?"
        value = letter if quiet else None
    set_variable(sh, name.text, Value(said, taint=taint))
    _set(sh, at, within, value, taint)
    sh.status = Status(0, taint, text=call.place.text, place=call.place) if taint else OK


def _place(sh: Shell) -> tuple[int | None, int]:
    """The number of the word that is next (None: not known), and how far it is in it."""
    number = sh.variables.get("OPTIND", Value("1"))
    if not number.known or not is_number(number.text):
        return None, 0
    noted, _, within = sh.variables.get(_WITHIN, Value("")).text.partition(" ")
    if noted == number.text:
        return int(number.text) - (sh.dialect != "bash"), int(within)
    return max(int(number.text), 1), 0


def state(sh: Shell) -> tuple[tuple[str, Value | None], ...]:
    """What a function's own arguments begin anew in dash and BusyBox, to be kept until it returns."""
    held = ("OPTIND", _WITHIN) if sh.dialect != "bash" and "OPTIND" in sh.variables else ()
    return tuple((name, sh.variables.pop(name, None)) for name in held)


def _set(sh: Shell, at: int, within: int, value: str | None, taint: frozenset[str]) -> None:
    # inside a word of several letters OPTIND is the number of this word in bash, and of the next one in the others
    shown = at + (within > 0 and sh.dialect != "bash")
    sh.variables["OPTIND"] = Value(str(shown), taint=taint)
    sh.variables["OPTARG"] = Value(value or "", taint=taint)
    sh.variables.pop(_WITHIN, None)
    if within:
        sh.variables[_WITHIN] = Value(f"{shown} {within}")


def _end(sh: Shell, name: str, at: int, taint: frozenset[str] = NONE) -> None:
    """There are no more options."""
    sh.variables[name] = Value("?", taint=taint)
    _set(sh, at, 0, None, taint)
    sh.status = Status(1, taint)
