"""find: which of the files that are known it names, and what it does with them.

Source: find(1) of findutils 4.9, POSIX.1-2017 XCU find: tests and actions are read from left to right; `-a` stands between
two of them unseen, and binds more tightly than `-o`; an action is a part of the expression as a test is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.catalog.build_commands import TESTS
from stoplint.model.catalog.shells import is_shell
from stoplint.model.image.globs import matches
from stoplint.model.image.run.traced_text import at_place
from stoplint.paths import base_name
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.image.run.files import Site
    from stoplint.model.image.run.traced_text import Written

# Options in front of the folders.
_FIRST = frozenset({"-H", "-L", "-P"})
# What is always true, and says nothing of the file.
_TRUE = frozenset({"-true", "-depth", "-d", "-xdev", "-mount", "-follow", "-noleaf", "-daystart", "-ls"})
# Tests and actions with one word of their own that nothing is known of.
_WITH_WORD = frozenset({
    "-amin", "-anewer", "-atime", "-cmin", "-cnewer", "-ctime", "-fstype", "-gid", "-group", "-ilname", "-inum", "-lname",
    "-links", "-mmin", "-mtime", "-newer", "-perm", "-regex", "-iregex", "-regextype", "-samefile", "-size", "-uid", "-used",
    "-user", "-xtype", "-context", "-fls", "-fprint", "-fprint0", "-printf", "-fprintf",
})  # fmt: skip
_PRINTS = frozenset({"-print", "-print0"})
_PRINTED = -1
_COMMANDS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})
_OR = frozenset({"-o", "-or", ","})


@dataclass
class Named:
    """Files that one action is for: surely, and perhaps."""

    command: list[Written]
    surely: list[Written] = field(default_factory=list)
    perhaps: list[Written] = field(default_factory=list)


def named(site: Site, rest: list[Written]) -> list[Named]:
    """For each action in turn the command that it is, and its files; without one, the files that are printed (no command)."""
    words = list(rest)
    while words and words[0].text in _FIRST:
        words.pop(0)
    split = next((at for at, one in enumerate(words) if one.text[:1] in ("-", "(", "!")), len(words))
    starts, tokens = words[:split] or [at_place(".", 0)], words[split:]
    texts = [one.text for one in tokens]
    prunes = "-prune" in texts or "-quit" in texts
    actions: dict[int, Named] = {}
    for start in starts:
        for one in site.matching(start) if start.globs else [start]:
            top = site.path(one)
            for path in site.below([top]) if top is not None else ():
                asked = _Asked(tokens, path, top or "", one.text, actions, prunes=prunes)
                asked.top()
    return [actions[at] for at in sorted(actions)]


class _Asked:
    """One file that the expression is asked about. `prunes`: whether find comes to it may be in doubt."""

    def __init__(
        self, tokens: list[Written], path: str, top: str, shown: str, actions: dict[int, Named], *, prunes: bool
    ) -> None:
        self._tokens = tokens
        self._at = 0
        self._path = path
        self._below = path[len(top.rstrip("/")) :].strip("/")
        self._shown = f"{shown.rstrip('/')}/{self._below}" if self._below else shown
        self._actions = actions
        self._prunes = prunes
        # what is asked next is only asked where this is so
        self._so: bool | None = None if prunes else True

    def top(self) -> None:
        found = self._any()
        if not any(one.text in (*_COMMANDS, *_PRINTS, "-delete") for one in self._tokens):
            self._for(_PRINTED, [], found)

    def _for(self, at: int, command: list[Written], so: bool | None) -> None:
        action = self._actions.setdefault(at, Named(command))
        if so is not False:
            (action.surely if so else action.perhaps).append(at_place(self._path, 0))

    def _next(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ")"

    def _any(self) -> bool | None:
        """`one -o other`: the other is only asked where the first is not so."""
        before = self._so
        found: bool | None = self._all()
        while self._next() in _OR:
            listed = self._next() == ","
            self._at += 1
            self._so = before if listed else _both(before, _not(found))
            other = self._all()
            found = other if listed else _not(_both(_not(found), _not(other)))
        self._so = before
        return found

    def _all(self) -> bool | None:
        """`one other`: the other is only asked where the first is so."""
        before = self._so
        found: bool | None = True
        while self._next() != ")" and self._next() not in _OR:
            if self._next() in ("-a", "-and"):
                self._at += 1
                continue
            self._so = _both(before, found)
            found = _both(found, self._one())
        self._so = before
        return found

    def _one(self) -> bool | None:
        at = self._at
        text = self._next()
        self._at += 1
        if text in ("!", "-not"):
            return _not(self._one())
        if text == "(":
            found = self._any()
            self._at += 1
            return found
        if text in _COMMANDS:
            command = []
            while self._at < len(self._tokens) and self._next() not in (";", "+"):
                command.append(self._tokens[self._at])
                self._at += 1
            self._at += 1
            self._for(at, command, self._so if not text.startswith("-ok") else _both(self._so, None))
            name = base_name(command[0].text) if command else ""
            # a command of this kind is a test of its own; others succeed
            return None if name in TESTS or is_shell(name) or text.startswith("-ok") else True
        if text in _PRINTS:
            self._for(_PRINTED, [], self._so)
            return True
        if text == "-delete":
            self._for(at, [at_place("rm", 0)], self._so)
            return True
        return self._test(text)

    def _test(self, text: str) -> bool | None:
        """A test of the file."""
        if text in _TRUE:
            return True
        if text == "-false":
            return False
        if text in (
            "-name",
            "-iname",
            "-path",
            "-ipath",
            "-wholename",
            "-iwholename",
            "-type",
            "-maxdepth",
            "-mindepth",
        ):
            value = self._tokens[self._at] if self._at < len(self._tokens) else None
            self._at += 1
            return self._compared(text, value.text) if value is not None and value.known else None
        if text in _WITH_WORD:
            self._at += 2 if text == "-fprintf" else 1
        return None

    def _compared(self, text: str, value: str) -> bool | None:
        if text == "-type":
            return "f" in value.split(",")
        if text in ("-maxdepth", "-mindepth"):
            depth = len(self._below.split("/")) if self._below else 0
            return None if not is_number(value) else depth <= int(value) if text == "-maxdepth" else depth >= int(value)
        name = base_name(self._path) if text.endswith("name") and "whole" not in text else self._shown
        if text.startswith("-i"):
            name, value = name.lower(), value.lower()
        return matches(value, name)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return True if one and other else None


def _not(one: bool | None) -> bool | None:
    return None if one is None else not one
