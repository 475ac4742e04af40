"""Texts of configuration files, line by line, and the files that a program reads."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stoplint.model.catalog.configs import Said, Unread
from stoplint.paths import base_name, beside, folder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stoplint.model.catalog.configs import Settings, Surroundings


def lines(text: str, comments: str = "#;") -> Iterator[tuple[str, int, int]]:
    """(line without blanks around it, start, end) of the lines that say something."""
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        body = line.strip()
        if body and body[0] not in comments:
            yield body, start, start + len(line.rstrip())


def ini(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """(section, key, value, start, end) of `key = value` lines; a comment behind " ;" or " #" is dropped."""
    section = ""
    for body, start, end in lines(text):
        if body[0] == "[":
            section = body[1:].partition("]")[0].strip()
            continue
        key, mark, value = body.partition("=")
        if mark:
            value = value.partition(" ;")[0].partition("\t;")[0].partition(" #")[0].strip()
            yield section, key.strip(), value.strip("\"'"), start, end


# What files of Debian's and Ubuntu's packages say (path: package, settings), where the programs themselves say another thing or
# nothing. /etc/redis of redis-server and redis-sentinel 7.0.15, /etc/haproxy/haproxy.cfg of haproxy 2.6.12, as installed;
# mongodb/mongo debian/mongod.conf (no fork; rpm/mongod.conf has it in some versions).
_OF_DEBIAN: dict[str, tuple[str, dict[str, str]]] = {
    "/etc/redis/redis.conf": ("redis*", {"daemonize": "yes"}),
    "/etc/redis/sentinel.conf": ("redis*", {"daemonize": "yes"}),
    "/etc/haproxy/haproxy.cfg": ("haproxy", {"daemon": "true"}),
    "/etc/mongod.conf": ("mongodb*", {}),
    "/etc/mongodb.conf": ("mongodb*", {}),
    "/etc/unbound/unbound.conf": ("unbound", {}),
    "/etc/vsftpd.conf": ("vsftpd", {}),
}


def read_named(settings: Settings, around: Surroundings, path: str, usual: Sequence[str] = ()) -> str | None:
    """The text of a file that the command line names; one that is not known is `unread`.

    One at a `usual` place is taken to be as the program's packages ship it, as if the command line did not name it.
    """
    text = around.read(path)
    if text is not None:
        return text
    package, ships = _OF_DEBIAN.get(path, ("", {}))
    shipped = bool(package) and around.has_of_debian(package)
    changed = around.unread(path) if shipped or path in usual else Unread(path)
    if changed is not None:
        settings.unread.append(changed)
    for name, value in ships.items() if shipped else ():
        if changed is None or not changed.may_say(name):
            settings.say(name, value, Said(f"{path} of the package {package.rstrip('*')}"))
    return None


def first_known(around: Surroundings, paths: Sequence[str]) -> tuple[str, str] | None:
    """The first of the files that is known, with its text."""
    for path in paths:
        text = around.read(path)
        if text is not None:
            return path, text
    return None


def matching(names: Callable[[str], Sequence[str]], pattern: str) -> list[str]:
    """The files that a pattern names, as far as `names` knows what is in their folder."""
    wanted = base_name(pattern)
    if not any(char in wanted for char in "*?["):
        return [pattern]
    folder = folder_of(pattern) if "/" in pattern else "."
    return [beside(pattern, each) for each in sorted(names(folder)) if fnmatchcase(each, wanted)]
