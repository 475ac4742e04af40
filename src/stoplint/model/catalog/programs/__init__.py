"""Which program a command line starts, and what that program does with signals: the tables' one door.

The rows are in `web.py`, `python.py` and so on, one tuple `ROWS` each. To add a program, add one
row there: nothing else knows of it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.catalog import configs as settings_of
from stoplint.model.catalog.argv import applet, index_of, named, operands, skip, value_of
from stoplint.model.catalog.configs import Said, Settings, Surroundings, setting_of
from stoplint.model.catalog.init_scripts import called
from stoplint.model.catalog.rows import HEEDS
from stoplint.model.catalog.scripts import unversioned
from stoplint.paths import base_name, folder_of
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stoplint.model.catalog.configs import Unread
    from stoplint.model.catalog.rows import Action, Kind, Program

# Options of interpreters that take the next word: python3(1), node(1), ruby(1), php(1), perl(1).
_INTERPRETERS: dict[str, tuple[str, ...]] = {
    "python": ("-W", "-X", "--check-hash-based-pycs"),
    "pypy": ("-W", "-X"),
    "node": ("-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions"),
    "nodejs": ("-r", "--require", "--import", "--loader"),
    "ruby": ("-C", "-E", "-I", "-r"),
    "php": ("-c", "-d", "-z"),
    "bun": ("--cwd", "-c", "--config", "-r", "--preload"),
}
# A module that `python -m` runs, where its program has another name.
_MODULES = {
    "gunicorn.app.wsgiapp": "gunicorn", "supervisor.supervisord": "supervisord", "celery.__main__": "celery",
    "aiohttp.web": "aiohttp.web", "flask.cli": "flask", "daphne.cli": "daphne", "waitress": "waitress-serve",
    "uvicorn.main": "uvicorn", "django": "django-admin", "circus.circusd": "circusd", "pip": "pip",
}  # fmt: skip
NOWHERE = Surroundings()
_PREFIX = 3  # a prefix name has at least this many letters ("php-fpm*")


@dataclass(frozen=True)
class Known:
    """What the tables know of the program of one command line.

    `name` as the row has it (or the base name, for a row with a pattern). `at` is the index of the program's own
    word in the argv (behind `python -m`, `busybox`). `daemonizes`: True, False, or None when that stands in a
    configuration that is not known. `reasons`: which words and lines decided between the rows and about the
    foreground. `unread`: configuration files that the command line names and whose text is not known: with them
    the answer could be another one. `assumes`: conditions on the version that were taken to hold.
    """

    name: str
    kind: Kind
    signals: Mapping[str, Action]
    others: Action
    daemonizes: bool | None
    wants: str
    grace: float | None
    note: str
    source: str
    row: Program
    at: int = 0
    reasons: tuple[Said, ...] = ()
    unread: tuple[Unread, ...] = ()
    assumes: tuple[str, ...] = ()
    settings: Mapping[str, settings_of.Setting] = field(default_factory=dict)
    # signals on which it may end though the row says that it stays, for a file that is not known may hold a setting: why
    puzzles: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""  # why it may be another program than the row's, or do something else


# The modules that hold the rows, in the order in which these are tried.
_TABLES = (
    "web", "python", "ruby", "jvm", "data", "network", "mail", "system", "transfer", "control", "containers", "supervisors",
    "tools", "jobs", "watchers", "runtimes",
)  # fmt: skip


@cache
def rows() -> tuple[Program, ...]:
    """All rows, in the order in which they are tried; loaded when somebody asks for the first."""
    return tuple(row for name in _TABLES for row in import_module(f"{__name__}.{name}").ROWS)


@cache
def _index() -> tuple[dict[str, list[tuple[int, str, Program]]], list[tuple[int, str, Program]]]:
    exact: dict[str, list[tuple[int, str, Program]]] = {}
    patterns: list[tuple[int, str, Program]] = []
    for order, row in enumerate(rows()):
        for name in row.names:
            first = name.partition(" ")[0]
            if first.endswith("*") and len(first) > _PREFIX:
                patterns.append((order, name, row))
            else:
                exact.setdefault(first, []).append((order, name, row))
    return exact, patterns


def _interpreter(name: str) -> tuple[str, ...] | None:
    plain = name.removesuffix("t").rstrip("0123456789.")  # python3.14t: without the global interpreter lock
    return _INTERPRETERS.get(name, _INTERPRETERS.get(plain))


def interpreted(argv: tuple[str, ...]) -> tuple[int, tuple[str, ...]] | None:
    """The program that an interpreter runs by its name, and where: `python -m uvicorn`, `node node_modules/.bin/next`."""
    name = base_name(argv[0])
    with_value = _interpreter(name)
    if with_value is None:
        return None
    at = 1
    while at < len(argv) and argv[at][:1] == "-" and len(argv[at]) > 1:
        word = argv[at]
        if name.startswith(("python", "pypy")) and word[:2] != "--" and "m" in word[1:]:
            # -m takes the rest of the word, or the next one: python3(1)
            letters, _, module = word[1:].partition("m")
            if "c" in letters or "W" in letters or "X" in letters:
                return None
            target = at if module else at + 1
            if target >= len(argv):
                return None
            module = module or argv[target]
            return target, (_MODULES.get(module, module), *argv[target + 1 :])
        if word in ("-c", "-e", "-p", "--eval", "--print", "-r", "-S", "-") and not (
            word in with_value or (name.startswith("ruby") and word == "-S")
        ):
            return None
        at = at + 1 if word == "-S" else skip(argv[: at + 2], at, with_value) if word in with_value else at + 1
    if at >= len(argv):
        return None
    return at, argv[at:]


@dataclass
class _Question:
    argv: tuple[str, ...]
    around: Surroundings
    busybox: bool
    versions: Mapping[str, str]
    loose: str = ""
    seen: dict[str, Settings] = field(default_factory=dict)

    def settings(self, reader: str) -> Settings:
        if reader not in self.seen:
            self.seen[reader] = settings_of.of(reader, self.argv, self.around)
        return self.seen[reader]

    def matches(self, row: Program) -> list[Said] | None:
        """Why the row's condition holds, or None if it doesn't."""
        when, reasons = row.when, []
        if when is None:
            return []
        if when.busybox is not None and when.busybox is not self.busybox:
            return None
        if when.version:
            version = self.versions.get(row.names[0].split(" ")[0])
            if version is not None and not when.takes(version):
                return None
        if when.where and not any(self.around.tells(self.argv[0], each) for each in when.where):
            return None
        if when.flags:
            at = index_of(self.argv, when.flags, getopt=row.getopt)
            if at is None:
                return None
            reasons.append(Said(self.argv[at], word=at))
        if when.without and index_of(self.argv, when.without, getopt=row.getopt) is not None:
            return None
        if when.first:
            at = next(operands(self.argv, 1, row.with_value), None)
            if at is None or self.argv[at] not in when.first:
                return None
            reasons.append(Said(self.argv[at], word=at))
        settings = self.settings(row.reader) if when.settings else Settings()
        for condition in when.settings:
            if not settings.holds(condition):
                return None
            said = settings.said(condition)
            if said is not None:
                reasons.append(said)
        return reasons

    def undecided_by(self, row: Program) -> str | None:
        """The file, or words of the command line, not known, that may hold what the row asks for and nobody says."""
        if row.when is None:
            return None
        settings = self.settings(row.reader) if row.when.settings else Settings()
        names = [setting_of(one) for one in row.when.settings if not settings.holds(one)]
        if any(name in settings.values for name in names):
            return None
        if self.loose and (names or row.when.flags):
            return self.loose
        if not names or not row.own_file:
            return None
        return next((each.path for each in settings.unread if all(each.may_say(name) for name in names)), None)

    def daemonizes(self, row: Program) -> tuple[bool | None, list[Said]]:
        """Whether it leaves the foreground, and who says so."""
        settings = self.settings(row.reader)
        for flags, answer in ((row.foreground, False), (row.daemon_flags, True)):
            at = index_of(self.argv, flags, getopt=row.getopt) if flags else None
            if at is not None:
                return answer, [Said(self.argv[at], word=at)]
        for conditions, answer in ((row.foreground_settings, False), (row.daemon_settings, True)):
            for condition in conditions:
                if settings.holds(condition):
                    said = settings.said(condition)
                    return answer, [said] if said else []
        names = [setting_of(condition) for condition in (*row.foreground_settings, *row.daemon_settings)]
        if any(each.may_say(name) for each in settings.unread for name in names):
            return None, []
        return row.daemonizes, []


def find(
    argv: Sequence[str],
    around: Surroundings = NOWHERE,
    *,
    busybox: bool = False,
    versions: Mapping[str, str] | None = None,
    stated: Sequence[Program] = (),
    loose: str = "",
) -> Known | None:
    """What is known of the program that `argv` starts, or None.

    A word that is not known holds a placeholder like "$X" and matches nothing. `around` are the image's files and
    the variables; `busybox` is True where the tools are BusyBox's (Alpine) unless the path tells otherwise; `versions` are versions of programs as far as known ("pgbouncer" → "1.18");
    `stated` are rows that go before those of the tables; `loose` is a word of `argv` that may be any words.
    """
    words, at = tuple(argv), 0
    found, script = None, False
    for _ in range(4):
        if not words:
            return found
        behind = applet(words)
        words, at, busybox = words[behind:], at + behind, busybox or behind > 0
        one = _one(words, around, busybox=busybox, versions=versions or {}, stated=stated, loose=loose)
        if one is not None and not (script and _is_namesake(one, words[0])):
            found = _moved(one, at)
        inner = interpreted(words)
        script = inner is not None and words[inner[0]] == inner[1][0] and not _asks_for_module(words[inner[0] - 1])
        if inner is None or (found is not None and found.kind != "runtime"):
            return found
        at, words = at + inner[0], inner[1]
        if _interpreter(base_name(words[0])) is not None:
            return found
    return found


def _asks_for_module(word: str) -> bool:
    """Whether the word before it makes it a module: `python -m build`."""
    return word[:1] == "-" and word[:2] != "--" and word[-1:] == "m"


_PROGRAM_FOLDERS = frozenset({"bin", ".bin", "sbin"})


def _is_namesake(known: Known, path: str) -> bool:
    """Whether a script that an interpreter is given is no tool, though it is called like one: `node ./build`."""
    plain = known.kind == "tool" and " " not in known.name and "." not in known.name
    return plain and base_name(folder_of(path)) not in _PROGRAM_FOLDERS


def _moved(known: Known, by: int) -> Known:
    if not by:
        return known
    reasons = tuple(replace(each, word=each.word + by) if each.word is not None else each for each in known.reasons)
    settings = {
        key: replace(each, said=replace(each.said, word=each.said.word + by)) if each.said.word is not None else each
        for key, each in known.settings.items()
    }
    return replace(known, at=known.at + by, reasons=reasons, settings=settings)


def _one(
    argv: tuple[str, ...],
    around: Surroundings,
    *,
    busybox: bool,
    versions: Mapping[str, str],
    stated: Sequence[Program] = (),
    loose: str = "",
) -> Known | None:
    exact, patterns = _index()
    # an init script by its path is what service(8) runs by its name
    base = called(argv[0])
    candidates = [*exact.get(base, ()), *(exact.get(argv[0], ()) if argv[0] != base else ())]
    candidates += [(-1, name, row) for row in stated for name in row.names if name.partition(" ")[0] in (base, argv[0])]
    candidates += [each for each in patterns if base.startswith(each[1].partition(" ")[0].rstrip("*"))]
    if not candidates and (plain := unversioned(base)) != base:
        return _one((plain, *argv[1:]), around, busybox=busybox, versions=versions, stated=stated, loose=loose)
    question = _Question(argv, around, busybox, versions, loose)
    others: list[tuple[Program, str]] = []
    for _, name, row in sorted(candidates, key=lambda each: each[0]):
        reasons = question.matches(row) if named(name, argv, row.with_value) is not None else None
        if reasons is None:
            where = question.undecided_by(row) if named(name, argv, row.with_value) is not None else None
            others += [(row, where)] if where is not None else []
            continue
        daemonizes, why = question.daemonizes(row)
        settings = question.settings(row.reader)
        kind = row.kind
        script = interpreted(argv) if row.kind == "runtime" and row.tool_flags else None
        own = argv if script is None else argv[: script[0]]  # `python3 app.py -h 0.0.0.0`: that is the program's
        if row.tool_flags and index_of(own, row.tool_flags, getopt=row.getopt) is not None:
            kind, daemonizes, why = "tool", False, []
        assumed = row.when.version if row.when else ""
        first = name.partition(" ")[0]
        return Known(
            name=base + name[len(first) :] if first.endswith("*") else name,
            kind=kind,
            signals=dict(row.signals),
            others=row.others,
            daemonizes=daemonizes,
            wants=row.wants,
            grace=_grace(argv, row, settings),
            note=row.note,
            source=row.source,
            row=row,
            reasons=(*reasons, *(each for each in why if each not in reasons)),
            unread=tuple(settings.unread),
            assumes=(f"{first} {assumed}",) if assumed and first not in versions else (),
            settings=settings.values,
            puzzles=_puzzles(base, row, others),
            doubt=_other_build(base, row, around),
        )
    return None


def _ends(row: Program, signal: str) -> bool:
    return dict(row.signals).get(signal, row.others) in (*HEEDS, "fast", "abort")


def _puzzles(base: str, row: Program, others: Sequence[tuple[Program, str]]) -> dict[str, str]:
    """That a program stays is not held against it where what is not known may say that it ends."""
    return {
        signal: f"what {base} does with SIG{signal} depends on {where}, which is not known"
        for other, where in others
        for signal, _ in other.signals
        if _ends(other, signal) and not _ends(row, signal)
    }


def _other_build(base: str, row: Program, around: Surroundings) -> str:
    """Why it may not be the program that the packages ship; "" where nothing tells."""
    cloned = next((around.clones[name] for name in row.sources if name in around.clones), None)
    if cloned is None or not around.packages.isdisjoint(row.sources):
        return ""
    return f"{base} is built from {cloned}, and may do other things than the packaged one"


def _grace(argv: tuple[str, ...], row: Program, settings: Settings) -> float | None:
    for name in row.grace_from:
        said = value_of(argv, (name,)) if name[:1] == "-" else None
        setting = settings.values.get(name)
        text = said[1] if said else setting.value if setting else ""
        text = text.removesuffix("s")
        if is_number(text.replace(".", "", 1)):
            return float(text)
    return row.grace
