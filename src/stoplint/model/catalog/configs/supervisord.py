"""supervisord's configuration: the programs it starts, and how it stops each.

Source: supervisord.org/configuration.html (4.2): stopsignal TERM, stopwaitsecs 10, stopasgroup and killasgroup off,
autostart on; `%(name)s` expressions stand as they are. supervisor 4.2.5 options.py, UnhosedConfigParser: a comment
behind a value begins with ";" or "#" behind a blank; process_groups_from_parser: what a [group:x] names is no group of
its own, groups stand in front of the other programs, and the priority of an event listener is -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, replace
from stoplint.model.catalog import getopts
from stoplint.model.catalog.argv import index_of, value_of
from stoplint.model.catalog.configs import FALSE, Settings, Unread
from stoplint.model.catalog.configs.texts import matching, read_named
from stoplint.paths import beside
from stoplint.signals import canonical
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stoplint.model.catalog.configs import Surroundings

# What the files include that packages bring: Debian 12 supervisor 4.2.5, /etc/supervisor/supervisord.conf; Alpine 3.20
# and EPEL 9 supervisor, /etc/supervisord.conf.
PACKAGED = {
    "/etc/supervisor/supervisord.conf": ("/etc/supervisor/conf.d/*.conf",),
    "/etc/supervisord.conf": ("/etc/supervisor.d/*.ini", "/etc/supervisord.d/*.ini"),
}


@dataclass(frozen=True)
class ConfiguredValue:
    """A value, and the range [start, end) of the value in the text of the file."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class SupervisedProgram:
    """A [program:x] (or [fcgi-program:x], [eventlistener:x]) section.

    `command` is run without a shell, split as a shell would split it. `stop_signal` without SIG (None: not a
    signal); `stop_wait` in seconds. `values` are all keys of the section with their places. `kind` is "program",
    "fcgi-program" or "eventlistener". `path` is the file it stands in. `group` is what is started and stopped as a
    whole, in the order of `group_priority`: a [group:x] that names it, or the program alone.
    """

    name: str
    kind: str
    command: ConfiguredValue | None
    stop_signal: str | None
    stop_wait: float
    stop_as_group: bool
    autostart: bool
    user: str | None
    directory: str | None
    priority: int
    values: tuple[tuple[str, ConfiguredValue], ...]
    path: str
    group: str
    group_priority: int

    def value(self, key: str) -> ConfiguredValue | None:
        """The value of a key as it stands in the file; the last one when it is said twice."""
        return next((value for name, value in reversed(self.values) if name == key), None)


def sections(text: str) -> Iterator[tuple[str, tuple[tuple[str, ConfiguredValue], ...]]]:
    """(head, keys) of each section; a value goes on in lines that begin with a blank."""
    head, at = "", 0
    keys: list[tuple[str, ConfiguredValue]] = []
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        body = line.strip()
        if not body or body[0] in "#;":
            continue
        if line[0] in " \t" and keys:
            key, value = keys[-1]
            keys[-1] = (
                key,
                ConfiguredValue(f"{value.text}\n{_uncommented(body)}", value.start, start + len(line.rstrip())),
            )
            continue
        if body[0] == "[" and "]" in body:
            if head:
                yield head, tuple(keys)
            head, keys = body[1 : body.index("]")].strip(), []
            continue
        cut = min((line.find(mark) for mark in "=:" if mark in line), default=-1)
        if cut < 0 or not head:
            continue
        value_text = _uncommented(line[cut + 1 :].strip())
        begin = start + cut + 1 + (len(line[cut + 1 :]) - len(line[cut + 1 :].lstrip()))
        keys.append((line[:cut].strip().lower(), ConfiguredValue(value_text, begin, begin + len(value_text))))
    if head:
        yield head, tuple(keys)


def _uncommented(value: str) -> str:
    for mark in (" ;", "\t;", " #", "\t#"):
        value = value.split(mark, 1)[0]
    return "" if value.startswith((";", "#")) else value.strip()


def _on(value: ConfiguredValue | None, *, default: bool) -> bool:
    return default if value is None else value.text.lower() not in FALSE


def _number(value: ConfiguredValue | None, default: float) -> float:
    text = value.text if value else ""
    return float(text) if is_number(text) else default


def supervised(text: str, path: str = "") -> tuple[SupervisedProgram, ...]:
    """The programs of one file, in the order in which they stand there."""
    found = []
    for head, keys in sections(text):
        kind, mark, name = head.partition(":")
        if not mark or kind.strip() not in ("program", "fcgi-program", "eventlistener"):
            continue
        last = dict(keys)
        signal = last.get("stopsignal")
        as_group = _on(last.get("stopasgroup"), default=False)
        user, directory = last.get("user"), last.get("directory")
        priority = int(_number(last.get("priority"), -1 if kind.strip() == "eventlistener" else 999))
        found.append(
            SupervisedProgram(
                name=name.strip(),
                kind=kind.strip(),
                command=last.get("command"),
                stop_signal="TERM" if signal is None else canonical(signal.text),
                stop_wait=_number(last.get("stopwaitsecs"), 10),
                stop_as_group=as_group,
                autostart=_on(last.get("autostart"), default=True),
                user=user.text if user else None,
                directory=directory.text if directory else None,
                priority=priority,
                values=keys,
                path=path,
                group=name.strip(),
                group_priority=priority,
            )
        )
    return tuple(found)


def includes(text: str) -> tuple[str, ...]:
    """The patterns of [include] files, as they stand there (relative to the file's folder)."""
    found: list[str] = []
    for head, keys in sections(text):
        if head == "include":
            for key, value in keys:
                if key == "files":
                    found += value.text.split()
    return tuple(found)


def _whole(_: str) -> bool:
    return True


def configuration(
    path: str,
    read: Callable[[str], str | None],
    names: Callable[[str], Sequence[str]],
    is_whole: Callable[[str], bool] = _whole,
) -> tuple[tuple[str, str], ...]:
    """(path, text) of a file and of what it includes, in the order in which supervisord reads them.

    What cannot be read is left out; a file that a package brings is taken to include what that package says, also where
    no more is known of it than what was added (`is_whole`).
    `names` lists a folder. Included files are read into the same settings, [supervisord] too: supervisor 4.2.5
    options.py, ServerOptions.read_config.
    """
    text = read(path)
    found = [] if text is None else [(path, text)]
    shipped = PACKAGED.get(path, ()) if text is None or not is_whole(path) else ()
    for pattern in dict.fromkeys((*shipped, *(includes(text) if text is not None else ()))):
        for each in matching(names, beside(path, pattern)):
            inner = read(each)
            if inner is not None:
                found.append((each, inner))
    return tuple(found)


def all_supervised(
    path: str,
    read: Callable[[str], str | None],
    names: Callable[[str], Sequence[str]],
    is_whole: Callable[[str], bool] = _whole,
) -> tuple[SupervisedProgram, ...]:
    """The programs of a file and of what it includes, those of groups first."""
    texts = configuration(path, read, names, is_whole)
    programs = [each for where, text in texts for each in supervised(text, where)]
    found, grouped = [], set()
    for _, text in texts:
        for name, priority, members in _groups(text):
            own = [each for each in programs if each.name in members and each.kind != "eventlistener"]
            found += [replace(each, group=name, group_priority=priority) for each in own]
            grouped |= {id(each) for each in own}
    return (*found, *(each for each in programs if id(each) not in grouped))


def _groups(text: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The name, the priority and the programs of each [group:x]."""
    for head, keys in sections(text):
        kind, _, name = head.partition(":")
        members = dict(keys).get("programs")
        if kind == "group" and members is not None:
            priority = int(_number(dict(keys).get("priority"), 999))
            yield name.strip(), priority, tuple(each.strip() for each in members.text.split(","))


# What a client needs to be told how to ask, and supervisord to listen: asked of supervisor 4.2.5, tests/kernel.
_ASKED_BY = ("unix_http_server", "inet_http_server")
_FOR_CLIENTS = {"rpcinterface:supervisor", "supervisorctl"}


def can_be_asked(path: str, read: Callable[[str], str | None], names: Callable[[str], Sequence[str]]) -> bool | None:
    """Whether `supervisorctl` with the same configuration can ask for something; None: not known.

    The files of packages say so: Debian 12 supervisor 4.2.5, Alpine 3.20.
    """
    text = read(path)
    if text is None:
        return True if path in PACKAGED else None
    heads = {head for _, each in configuration(path, read, names) for head, _ in sections(each)}
    if not heads.isdisjoint(_ASKED_BY) and heads >= _FOR_CLIENTS:
        return True
    return None if includes(text) else False


DEFAULT_FILES = (
    "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf", "/usr/local/etc/supervisord.conf", "supervisord.conf",
    "etc/supervisord.conf",
)  # fmt: skip


def default_file(read: Callable[[str], str | None], names: Callable[[str], Sequence[str]]) -> str | None:
    """The file that supervisord finds without -c; one that is not known counts if known files belong to it."""
    known = next((path for path in DEFAULT_FILES if read(path) is not None), None)
    return known or next((path for path in PACKAGED if configuration(path, read, names)), None)


def named_file(argv: tuple[str, ...]) -> str | None:
    """The file that the command line names."""
    given = value_of(argv, ("-c", "--configuration"), getopt=getopts.SUPERVISORD)
    return given[1] if given is not None else None


def settings_of(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """What says `nodaemon`: [supervisord], -n. Default places as in the manual page, 4.2.5, under "-c"."""
    settings = Settings()
    given = named_file(argv)
    if given is not None:
        read_named(settings, around, given)
    path = given if given is not None else default_file(around.read, around.names)
    for each, text in configuration(path, around.read, around.names) if path is not None else ():
        for section, keys in sections(text):
            for key, value in keys if section == "supervisord" else ():
                if key == "nodaemon":
                    start = text.rfind("\n", 0, value.start) + 1
                    end = start + len(text[start:].partition("\n")[0].rstrip())
                    settings.line(key, value.text, each, text, start, end)
    if "nodaemon" in settings.values:
        settings.unread.clear()
    elif (path is None or around.read(path) is None) and not settings.unread:
        settings.unread.append(Unread(path or "supervisord.conf"))
    at = index_of(argv, ("-n", "--nodaemon"), getopt=getopts.SUPERVISORD)
    if at is not None:
        settings.word("nodaemon", "true", argv, at)
    return settings
