"""What Consul and Nomad are told: command line, HCL and JSON around, folders of them, CONSUL_LOCAL_CONFIG.

Consul reads `-config-file` and `-config-dir` in order (a folder's *.hcl and *.json by name), later ones win, and
options of the command line win over files. Source: hashicorp/consul agent/config/builder.go;
developer.hashicorp.com/consul/docs/agent/config.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.argv import values_of
from stoplint.model.catalog.configs import Said, Settings, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.model.catalog.configs import Surroundings

CONSUL_KEYS = frozenset({"server", "leave_on_terminate", "skip_leave_on_interrupt"})
NOMAD_KEYS = frozenset({"leave_on_terminate", "leave_on_interrupt"})


def assignments(text: str) -> Iterator[tuple[str, str, int, int]]:
    """The keys at the top of a JSON object or HCL body: (key, value, start, end of the assignment).

    One scanner for both: strings and comments are skipped, what is in braces or brackets is deeper. Only
    values that are one word or one string are told.
    """
    at, length, depth = 0, len(text), 0
    top = 1 if text.lstrip("\ufeff \t\r\n").startswith("{") else 0
    word, word_at = "", -1
    pending: tuple[str, int] | None = None
    while at < length:
        char = text[at]
        if char in " \t\r\n,":
            at += 1
            continue
        if char == "#" or text.startswith("//", at):
            end = text.find("\n", at)
            at = length if end < 0 else end
            continue
        if text.startswith("/*", at):
            end = text.find("*/", at + 2)
            at = length if end < 0 else end + 2
            continue
        if char in "{[(":
            depth += 1
            at, pending, word = at + 1, None, ""
            continue
        if char in "}])":
            depth -= 1
            at, pending, word = at + 1, None, ""
            continue
        if char in ":=":
            pending = (word, word_at) if word else None
            at += 1
            continue
        start = at
        if char == '"':
            at += 1
            while at < length and text[at] not in '"\n':
                at += 2 if text[at] == "\\" else 1
            at = min(at + 1, length)
            token = text[start + 1 : at - 1]
        else:
            while at < length and text[at] not in ' \t\r\n,:={}[]()"#':
                at += 1
            at = max(at, start + 1)
            token = text[start:at]
        if pending is not None:
            if depth == top:
                yield pending[0], token, pending[1], at
            pending, word = None, ""
        else:
            word, word_at = token, start


def _file(settings: Settings, path: str, text: str, keys: frozenset[str]) -> None:
    for key, value, start, end in assignments(text):
        if key in keys:
            settings.line(key, value, path, text, start, end)


def _agent(
    argv: tuple[str, ...], around: Surroundings, keys: frozenset[str], options: dict[str, tuple[str, ...]]
) -> Settings:
    settings = Settings()
    places = [(at, value, kind) for kind, names in options.items() for at, value in values_of(argv, names)]
    for _, path, kind in sorted(places):
        text = around.read(path) if kind != "folder" else None
        if text is not None:
            _file(settings, path, text, keys)
            continue
        names = sorted(n for n in around.names(path) if n.endswith((".hcl", ".json"))) if kind != "file" else []
        known = False
        for name in names:
            inner = f"{path.rstrip('/')}/{name}"
            body = around.read(inner)
            if body is None:
                settings.unread.append(Unread(inner))
            else:
                _file(settings, inner, body, keys)
            known = True
        if not known and kind != "folder":
            settings.unread.append(Unread(path))
    return settings


def consul(argv: tuple[str, ...], around: Surroundings) -> Settings:
    settings = _agent(
        argv,
        around,
        CONSUL_KEYS,
        {"file": ("-config-file", "--config-file"), "folder": ("-config-dir", "--config-dir")},
    )
    # the official image's entrypoint writes the variable to $CONSUL_CONFIG_DIR/local.json, whose folder it passes
    local = around.env.get("CONSUL_LOCAL_CONFIG")
    if local is not None:
        for key, value, start, end in assignments(local):
            if key in CONSUL_KEYS:
                settings.say(key, value, Said(local[start:end], variable="CONSUL_LOCAL_CONFIG"))
    for at, value in values_of(argv, ("-hcl", "--hcl")):
        for key, inner, _, _ in assignments(value):
            if key in CONSUL_KEYS:
                settings.word(key, inner, argv, at)
    for at, word in enumerate(argv):
        name, _, value = word.lstrip("-").partition("=")
        # -dev implies a server: agent/config/default.go, DevSource
        if word.startswith("-") and name in ("server", "dev", "bootstrap-expect", "bootstrap"):
            settings.word("server", value if name == "server" and value else "true", argv, at)
    return settings


def nomad(argv: tuple[str, ...], around: Surroundings) -> Settings:
    return _agent(argv, around, NOMAD_KEYS, {"either": ("-config", "--config")})
