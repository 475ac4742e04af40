"""What uWSGI is told: options, `UWSGI_*` variables, ini, YAML and JSON files and what they include.

Every option may stand in each of them under its long name. Source: unbit/uwsgi-docs Configuration.rst
(options, variables, files, `file.ini:section`); a boolean is off for "false", "off", "no" and "0"
(unbit/uwsgi core/utils.c, uwsgi_opt_true).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.configs import Said, Settings, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.catalog.configs import Surroundings

KEYS = frozenset({"master", "die-on-term", "hook-master-start", "emperor", "daemonize", "daemonize2", "exit-on-reload"})
SHORT = {"M": "master", "d": "daemonize"}
FILES = ("ini", "yaml", "yml", "json", "config", "include", "inherit")
SUFFIXES = (".ini", ".yaml", ".yml", ".json", ".js")


def entries(path: str, text: str, section: str) -> Iterator[tuple[str, str, int, int]]:
    """(option, value, start, end) of an ini section, or of the lines below a `uwsgi:` key of YAML or JSON."""
    ini = not path.endswith((".yaml", ".yml", ".json", ".js"))
    current, at = "", 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        body = line.strip().rstrip(",")
        if not body or body[0] in "#;":
            continue
        if ini and body[0] == "[":
            current = body[1:].partition("]")[0].strip()
            continue
        key, mark, value = body.partition("=" if ini else ":")
        key = key.strip().strip('"').strip("'- ")
        if ini and current not in (section, ""):
            continue
        cleaned = value.strip().strip('"').strip("'")
        yield key, cleaned if mark else "true", start, start + len(line.rstrip())


def _load(settings: Settings, around: Surroundings, target: str, depth: int) -> None:
    path, _, section = target.partition(":")
    text = around.read(path)
    if text is None:
        settings.unread.append(Unread(path))
        return
    for key, value, start, end in entries(path, text, section or "uwsgi"):
        if key in FILES and value and depth < 5:
            _load(settings, around, value, depth + 1)
        elif key in KEYS:
            settings.line(key, value, path, text, start, end)


def uwsgi(argv: tuple[str, ...], around: Surroundings) -> Settings:
    settings = Settings()
    for name, value in around.env.items():
        key = name.removeprefix("UWSGI_").lower().replace("_", "-")
        if name.startswith("UWSGI_") and key in KEYS:
            settings.say(key, value or "true", Said(f"{name}={value}", variable=name))
        elif name.startswith("UWSGI_") and key in FILES:
            _load(settings, around, value, 0)
    at = 1
    while at < len(argv):
        word, place = argv[at], at
        at += 1
        if word.startswith("--"):
            key, mark, value = word[2:].partition("=")
            if (
                not mark
                and at < len(argv)
                and key in (*FILES, "hook-master-start", "emperor", "daemonize", "daemonize2")
            ):
                value, at = argv[at], at + 1
            if key in FILES:
                _load(settings, around, value, 0)
            elif key in KEYS:
                settings.word(key, value or "true", argv, place)
        elif len(word) > 1 and word[0] == "-":
            letters = word[1:]
            while letters[:1] == "M":  # no value: further letters may follow (getopt_long(3))
                settings.word(SHORT["M"], "true", argv, place)
                letters = letters[1:]
            if letters[:1] in SHORT:
                settings.word(SHORT[letters[0]], letters[1:] or "true", argv, place)
        elif word.partition(":")[0].endswith(SUFFIXES):
            _load(settings, around, word, 0)
    return settings
