"""What the command line, the environment and the configuration files of a program say together.

A setting is a name in the program's own words ("die-on-term", "daemon"), its value as text, and who says so.
To add a reader: a function in one of the modules here, and its row in `READERS`; a program's row names it.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from importlib import import_module
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.paths import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# What a program or a template engine puts in when it starts: ${X}, $(X), %(x)s, {{ x }}, <%= x %>
_PUT_IN = re.compile(r"\$[\w({]|%\(|\{\{|<%")
FALSE = frozenset({"", "0", "false", "no", "off", "n", "none", "null"})


@dataclass(frozen=True)
class Said:
    """Who says something about a program.

    `text` as people read it ("--die-on-term", "die-on-term = true"). One of: `word`, the index in the argv that
    was asked for; `path`, a file of the image with the range `start`, `end` of the text that `read` gave for it;
    `variable`, a name in the environment.
    """

    text: str
    word: int | None = None
    path: str | None = None
    start: int = 0
    end: int = 0
    variable: str | None = None


@dataclass(frozen=True)
class Setting:
    """A value that was said. A switch that is on is "true"."""

    value: str
    said: Said

    @property
    def is_on(self) -> bool:
        return self.value.strip().lower() not in FALSE


def _nothing(_: str) -> str | None:
    return None


def _no_names(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Unread:
    """A configuration file whose text is not known, or not all of it.

    `edits` are the texts that the Dockerfile's steps wrote into it, on top of what a package ships; None: it may hold
    anything. `older`: what is read of it is the text that they edited.
    """

    path: str
    edits: tuple[str, ...] | None = None
    older: bool = False

    def may_say(self, name: str) -> bool:
        """Whether a setting of that name may stand in it, other than as the package ships it."""
        return self.edits is None or any(name in text for text in self.edits)


def _all_read(_: str) -> Unread | None:
    return None


@dataclass(frozen=True)
class Surroundings:
    """What a program finds around it when it starts, as far as known.

    `read(path)` gives the text of a file of the image, None when it is not there or not known; the path stands
    as the program was given it (relative to the working directory). `names(folder)` gives the names in a folder of
    the image. `env` is the environment of the process. `unread(path)` tells of a file that a step of the Dockerfile
    puts there or changes, and whose text is not all known. `cwd` is its working directory. Of the image: `base`, the
    reference that it is built from, `packages` that it installs, `clones`, the repositories that it fetches (name to address),
    `sh`, what its /bin/sh is ("" where that is not known).
    """

    read: Callable[[str], str | None] = _nothing
    names: Callable[[str], Sequence[str]] = _no_names
    env: Mapping[str, str] = field(default_factory=dict)
    unread: Callable[[str], Unread | None] = _all_read
    cwd: str = "/"
    base: str = ""
    packages: frozenset[str] = frozenset()
    clones: Mapping[str, str] = field(default_factory=dict)
    sh: str = ""

    def has_of_debian(self, package: str) -> bool:
        """Whether Debian's or Ubuntu's package of that name is installed; dash is their /bin/sh, and no other system's."""
        return self.sh == "dash" and any(fnmatchcase(one, package) for one in self.packages)

    def tells(self, name: str, where: str) -> bool:
        """Whether what stands around a program called `name` tells what it is: `where` as in `rows.When`."""
        kind, mark, rest = where.partition(":")
        if where[:1] == "$":
            variable, slash, below = where[1:].partition("/")
            if not slash or variable not in self.env:
                return variable in self.env
            where = f"{self.env[variable].rstrip('/')}/{below}"
        if mark and kind == "package":
            return any(fnmatchcase(one, rest) for one in self.packages)
        if mark and kind == "image":
            return fnmatchcase(self.base, rest)
        if mark and kind == "folder":
            return bool(self.names(rest))
        if "/" in name:
            return fnmatchcase(absolute(name, self.cwd), where)
        along = self.env.get("PATH", "").split(":") if "/" in where else ()
        return any(fnmatchcase(path, where) for path in (name, *(f"{folder}/{name}" for folder in along)))


@dataclass
class Settings:
    """Filled by a reader, last word wins. `unread`: files that the program reads and whose text is not known."""

    values: dict[str, Setting] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def say(self, name: str, value: str, said: Said) -> None:
        self.values[name] = Setting(value, said)

    def word(self, name: str, value: str, argv: Sequence[str], at: int) -> None:
        self.values[name] = Setting(value, Said(argv[at], word=at))

    def line(self, name: str, value: str, path: str, text: str, start: int, end: int) -> None:
        self.values[name] = Setting(value, Said(text[start:end].strip(), path=path, start=start, end=end))

    def holds(self, condition: str) -> bool:
        """True if a condition of the tables holds: "x" (on), "!x" (off or not set), "x=v", "x!=v" (set, other)."""
        name, mark, wanted = condition.partition("!=") if "!=" in condition else condition.partition("=")
        if not mark:
            setting = self.values.get(name.removeprefix("!"))
            return (setting is not None and setting.is_on) is not name.startswith("!")
        setting = self.values.get(name)
        if setting is None:
            return False
        return (setting.value.strip().lower() == wanted) is (mark == "=")

    def leave_open(self, name: str, path: str) -> None:
        """What the file says of it can't be known: it is computed, or put in when the program starts."""
        self.values.pop(name, None)
        old = next((each for each in self.unread if each.path == path), None)
        if old is None or old.edits is not None:
            self.unread[:] = [each for each in self.unread if each is not old]
            self.unread.append(Unread(path, (name, *(old.edits or () if old is not None else ()))))

    def said(self, condition: str) -> Said | None:
        """Who says what makes the condition hold; None if it holds because nobody says anything."""
        setting = self.values.get(setting_of(condition))
        return setting.said if setting is not None else None


def setting_of(condition: str) -> str:
    """The setting that a condition of the tables is about: "x" of "!x", "x=v" and "x!=v"."""
    return condition.removeprefix("!").partition("!=")[0].partition("=")[0]


READERS = {
    "apt-cacher-ng": "servers.apt_cacher_ng",
    "celery": "servers.celery",
    "consul": "hashicorp.consul",
    "dbus": "servers.dbus",
    "gunicorn": "servers.gunicorn",
    "haproxy": "servers.haproxy",
    "java": "servers.java",
    "mongod": "servers.mongod",
    "nginx": "servers.nginx",
    "nomad": "hashicorp.nomad",
    "nuxt": "servers.nuxt",
    "pdns": "pdns.settings_of",
    "php-fpm": "servers.php_fpm",
    "redis": "servers.redis",
    "squid": "servers.squid",
    "stunnel": "servers.stunnel",
    "supervisord": "supervisord.settings_of",
    "tor": "servers.tor",
    "unbound": "servers.unbound",
    "uwsgi": "uwsgi.uwsgi",
    "vsftpd": "servers.vsftpd",
}
"""The module and the function of each reader; it is imported when a program asks for it."""


def of(reader: str, argv: tuple[str, ...], around: Surroundings) -> Settings:
    """What the reader of that name finds; argv[0] is the program. No settings for ""."""
    if not reader:
        return Settings()
    module, _, function = READERS[reader].partition(".")
    asked: dict[str, Unread] = {}

    def read(path: str) -> str | None:
        unread = around.unread(path)
        if unread is not None:
            asked[path] = unread
        return around.read(path)

    found: Settings = getattr(import_module(f"{__name__}.{module}"), function)(argv, replace(around, read=read))
    for name, setting in [*found.values.items()]:
        edited = asked.get(setting.said.path or "")
        if edited is not None and edited.older and edited.may_say(name):
            del found.values[name]
        elif setting.said.path is not None and _PUT_IN.search(setting.value):
            found.leave_open(name, setting.said.path)
    found.unread[:] = {**asked, **{one.path: one for one in found.unread}}.values()
    return found
