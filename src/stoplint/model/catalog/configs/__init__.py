"""What the command line, the environment and the configuration files of a program say together.

A setting is a name in the program's own words ("die-on-term", "daemon"), its value as text, and who says so.
The readers of one program each are in `settings_servers`, `settings_uwsgi` and `settings_hashicorp`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


@dataclass(frozen=True)
class Files:
    """What a reader may look at.

    `read(path)` gives the text of a file of the image, None when it is not there or not known; the path stands
    as the program was given it (relative to the working directory). `names(folder)` gives the names in a
    folder of the image as far as known. `env` is the environment of the process, as far as known.
    """

    read: Callable[[str], str | None]
    names: Callable[[str], Sequence[str]]
    env: Mapping[str, str]


@dataclass
class Settings:
    """Filled by a reader, last word wins. `unread`: files named on the command line whose text is not known."""

    values: dict[str, Setting] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

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

    def said(self, condition: str) -> Said | None:
        """Who says what makes the condition hold; None if it holds because nobody says anything."""
        setting = self.values.get(setting_of(condition))
        return setting.said if setting is not None else None


def setting_of(condition: str) -> str:
    """The setting that a condition of the tables is about: "x" of "!x", "x=v" and "x!=v"."""
    return condition.removeprefix("!").partition("!=")[0].partition("=")[0]


def of(reader: str, argv: tuple[str, ...], files: Files) -> Settings:
    """What the reader of that name finds; argv[0] is the program. No settings for "". Readers are imported late."""
    if not reader:
        return Settings()
    if reader == "uwsgi":
        from stoplint.model.catalog.configs import uwsgi

        return uwsgi.READERS[reader](argv, files)
    if reader in ("consul", "nomad"):
        from stoplint.model.catalog.configs import hashicorp

        return hashicorp.READERS[reader](argv, files)
    from stoplint.model.catalog.configs import servers

    return servers.READERS[reader](argv, files)
