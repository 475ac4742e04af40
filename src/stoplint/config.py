"""Configuration: `[tool.stoplint]` of pyproject.toml or a stoplint.toml, and flags, as frozen Options.

Configuration selects rules and states facts; no rule has options of its own. A key, a code or a value that is
not understood is an error with the nearest one that would be, never passed over.
"""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from stoplint import filesystem
from stoplint.files import contents, is_below, leads_out, repository_root
from stoplint.finding import SEVERITIES
from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.catalog.shells import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stoplint.finding import Severity
    from stoplint.rule import Rule


# A configuration is some lines; TOML's parser takes seconds for a megabyte, and the square of a dotted key's parts.
MAX_BYTES = 300_000
MAX_PARTS = 16
MAX_SECONDS = 1e9  # 30 years; not infinite, not NaN
_MANY_PARTS = re.compile(rf"""(?:\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*){{{MAX_PARTS}}}""")


class ConfigError(ValueError):
    """What the user wrote cannot be followed; the message is one sentence with the place."""


@dataclass(frozen=True)
class Options:
    """What holds for a file.

    `select` and `ignore` are codes, beginnings of codes ("SL2"), names of rules or "ALL"; `per_file_ignores`
    are (glob, codes). Globs, `context` and `cache_dir` are relative to `root`, the configuration's folder. `grace_period` is
    in seconds (None: the runtime's 10). Facts: `images` (reference → what it sets), `shells` (image reference →
    what /bin/sh is), `dockerfiles` (image reference → path of the Dockerfile that makes it), `programs` (name → what
    it does with signals), `wrappers` (name → what it starts and passes on). `said_by` tells where each value came from.
    """

    select: tuple[str, ...] = ("ALL",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fail_level: Severity = "warning"
    fail_on_unknown: bool = False
    foreign_ignores: str = "info"
    exclude: tuple[str, ...] = ()
    context: str | None = None
    target: str | None = None
    cache_dir: str | None = None
    build_args: tuple[tuple[str, str], ...] = ()
    grace_period: float | None = None
    images: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shells: Mapping[str, str] = field(default_factory=dict)
    dockerfiles: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    wrappers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    root: str = ""
    said_by: Mapping[str, str] = field(default_factory=dict)


Kind = Literal[
    "codes", "strings", "string", "level", "foreign", "flag", "number", "codes by glob", "strings by name", "images", "shells",
    "programs", "wrappers",
]  # fmt: skip

# What may be written, and its kind; the JSON schema and `stoplint config` are made from this table.
KEYS: dict[str, tuple[Kind, str]] = {
    "select": ("codes", "the rules that are run: codes, beginnings of codes, names, or ALL"),
    "extend-select": ("codes", "rules that are run besides"),
    "ignore": ("codes", "rules that are not run"),
    "per-file-ignores": ("codes by glob", "rules that say nothing about files that match a glob"),
    "fail-level": ("level", "the least severity that makes stoplint end with 1"),
    "fail-on-unknown": ("flag", "whether stoplint ends with 1 where what happens at stop is not known"),
    "foreign-ignores": (
        "foreign",
        "the worst severity of SL101 and SL102 that comments for hadolint and BuildKit silence, or none",
    ),
    "exclude": ("strings", "globs of files and folders that are not looked at when a folder is searched"),
    "context": ("string", "the folder that Dockerfiles are built from"),
    "target": ("string", "the stage that is built"),
    "cache-dir": ("string", "the folder in which what was judged is kept, below that of the configuration file"),
    "build-args": ("strings by name", "values of ARG"),
    "grace-period": ("number", "seconds between the stop signal and SIGKILL"),
    "images": ("images", "what an image sets: entrypoint, cmd, stop-signal, workdir, user, env"),
    "shells": ("shells", "what /bin/sh of an image is"),
    "dockerfiles": ("strings by name", "the Dockerfile that makes an image"),
    "programs": ("programs", "what a program does with signals: signals, others, stop-signal, kind"),
    "wrappers": (
        "wrappers",
        "what a program that starts another one passes on: kind, forwards, to, and where the command is",
    ),
}
IMAGE_KEYS: dict[str, str] = {
    "entrypoint": "strings", "cmd": "strings", "stop-signal": "string", "workdir": "string", "user": "string",
    "env": "strings by name",
}  # fmt: skip
# Kinds that are one of a few words; the words are those of the model's tables.
WORDS: dict[str, tuple[str, ...]] = {
    "level": SEVERITIES,
    "foreign": ("none", *SEVERITIES),
    "shells": DIALECTS,
    "action": ("graceful", "fast", "abort", "reload", "reopen", "ignored", "default"),
    "program kind": ("server", "tool", "idle"),
    "wrapper kind": ("exec", "init", "forward", "block", "exit"),
    "receiver": ("child", "group", "session", "all"),
}
PROGRAM_KEYS: dict[str, str] = {
    "signals": "actions by signal", "others": "action", "stop-signal": "signal", "kind": "program kind",
}  # fmt: skip
WRAPPER_KEYS: dict[str, str] = {
    "kind": "wrapper kind", "forwards": "signals", "to": "receiver", "with-value": "strings", "positionals": "count",
    "after": "string",
}  # fmt: skip
TABLES: dict[str, dict[str, str]] = {"images": IMAGE_KEYS, "programs": PROGRAM_KEYS, "wrappers": WRAPPER_KEYS}


# ---------------------------------------------------------------- reading
def options_for(folder: str, overrides: Sequence[tuple[str, Any, str]] = (), *, isolated: bool = False) -> Options:
    """What holds in a folder: defaults, then the nearest configuration file, then `overrides`.

    An override is (key, value as TOML would give it, who said it). Raises ConfigError.
    """
    options = Options() if isolated else from_folder(os.path.abspath(folder))
    for key, value, said_by in overrides:
        options = _with(options, key, value, said_by)
    return options


@filesystem.once()
def from_folder(folder: str) -> Options:
    """What the nearest configuration file at or above the folder says; the repository's root is the last to look."""
    while True:
        for name in ("stoplint.toml", "pyproject.toml"):
            options = from_file(os.path.join(folder, name))
            if options is not None:
                return options
        above = os.path.dirname(folder)
        if above == folder or filesystem.exists(os.path.join(folder, ".git")):
            return Options()
        folder = above


def from_file(path: str) -> Options | None:
    """What a configuration file says; None if there is none, or it is a pyproject.toml without our table.

    A pyproject.toml that can't be read, or is a link out of the repository, is somebody else's.
    """
    own = os.path.basename(path) == "stoplint.toml"
    if filesystem.is_dir(path) or not (filesystem.exists(path) if own else filesystem.is_file(path)):
        return None
    data = "is a link out of the repository" if leads_out(path) else contents(path)
    if isinstance(data, str) and not own:
        return None
    if isinstance(data, str):
        raise ConfigError(f"{path}: {data}")
    if not own and b"stoplint" not in data:
        return None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: is larger than {MAX_BYTES // 1000} KB")
    tables = _toml(data.decode("utf-8", "replace"), path)
    tool = tables.get("tool", {})
    table = tables if own else tool.get("stoplint") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.stoplint must be a table")
    options = Options(root=os.path.dirname(os.path.abspath(path)))
    for key, value in table.items():
        options = _with(options, key, value, path)
    return options


def override(text: str) -> tuple[str, Any, str]:
    """`KEY=VALUE` of `--config`; the value is TOML, or a plain string where it isn't. Raises ConfigError."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"--config {text}: must be KEY=VALUE")
    try:
        table = _toml(f"{key} = {value}", "--config")
    except ConfigError:
        table = {key.strip(): value.strip()}
    ((name, said),) = table.items() if len(table) == 1 else ((key, value),)
    return name, said, "--config"


def _toml(text: str, path: str) -> dict[str, Any]:
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    if _MANY_PARTS.search(text):  # the parser's time grows with their square
        raise ConfigError(f"{path}: is no configuration: a key of more than {MAX_PARTS} parts")
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{path}: is no configuration: nested too deeply") from None
    except ValueError as error:  # both modules' TOMLDecodeError is one
        raise ConfigError(f"{path}: is no TOML: {error}") from None
    return tables


# ---------------------------------------------------------------- checking
def _with(options: Options, key: str, value: object, said_by: str) -> Options:
    if key not in KEYS:
        raise ConfigError(f"{said_by}: unknown key {key!r}{nearest(key, KEYS)}")
    name = key.replace("-", "_")
    # a place on disk is relative to what named it: the file's folder, or here
    said = {**options.said_by, name: said_by}
    made = _value(KEYS[key][0], value, f"{said_by}: {key}")
    if key == "context" and isinstance(made, str):
        here = options.root if said_by.endswith(".toml") else os.getcwd()
        made = os.path.normpath(os.path.join(here, made))
    _stay_inside(options, key, made, said_by)
    if key == "cache-dir" and isinstance(made, str):
        made = _below(options.root, made, said_by) if said_by.endswith(".toml") else os.path.abspath(made)
    if (
        name == "build_args"
    ):  # docker keeps each, and the last one of a name (docs.docker.com, "docker build --build-arg")
        made = tuple({**dict(options.build_args), **dict(made)}.items())
    return replace(options, said_by=said, **{name: made})


def _stay_inside(options: Options, key: str, made: str | Mapping[str, str], said_by: str) -> None:
    """A file in a repository may name what is in the repository; what the user says at the command line may be anywhere."""
    if not said_by.endswith(".toml") or key not in ("context", "dockerfiles"):
        return
    top = repository_root(options.root) or options.root
    for path in (made,) if isinstance(made, str) else made.values():
        if not is_below(os.path.join(options.root, path), top):
            raise ConfigError(f"{said_by}: {key}: {path!r} is outside of the repository")


def _below(root: str, path: str, said_by: str) -> str:
    """A folder that may be written to because a file says so, which came with the repository."""
    top, found = os.path.realpath(root), os.path.realpath(os.path.join(root, path))
    if not is_below(found, top) or found == top or ".git" in os.path.relpath(found, top).split(os.sep):
        raise ConfigError(f"{said_by}: cache-dir: must be a folder below the configuration file's (else: --cache-dir)")
    return found


def _value(kind: str, value: object, place: str) -> Any:  # noqa: ANN401 - the kind decides
    match kind:
        case "codes" | "strings":
            return tuple(_strings(value, place))
        case "string":
            return _string(value, place)
        case "level" | "foreign" | "action" | "program kind" | "wrapper kind" | "receiver":
            return _one_of(value, WORDS[kind], place)
        case "flag":
            if not isinstance(value, bool):
                raise ConfigError(f"{place}: must be true or false")
            return value
        case "signal":
            return _signal(value, place)
        case "signals":
            return tuple(each if each == "*" else _signal(each, place) for each in _strings(value, place))
        case "actions by signal":
            return {_signal(name, place): _one_of(each, WORDS["action"], place) for name, each in _table(value, place)}
        case "count":
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ConfigError(f"{place}: must be a number of words")
            return value
        case "number":
            return _seconds(value, place)
        case "codes by glob":
            return tuple((name, tuple(_strings(codes, f"{place}.{name}"))) for name, codes in _table(value, place))
        case "strings by name":
            made = [(name, _string(each, f"{place}.{name}")) for name, each in _table(value, place)]
            return tuple(made) if place.endswith("build-args") else dict(made)
        case "images" | "programs" | "wrappers":
            return {name: _fact(each, TABLES[kind], f"{place}.{name}") for name, each in _table(value, place)}
        case _:
            return {name: _one_of(each, DIALECTS, f"{place}.{name}") for name, each in _table(value, place)}


def _seconds(value: object, place: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= MAX_SECONDS:  # type: ignore[operator]
        raise ConfigError(f"{place}: must be a number of seconds")
    return float(value)  # type: ignore[arg-type]


def _fact(value: object, keys: Mapping[str, str], place: str) -> dict[str, Any]:
    made = {}
    for key, each in _table(value, place):
        if key not in keys:
            raise ConfigError(f"{place}: unknown key {key!r}{nearest(key, keys)}")
        made[key.replace("-", "_")] = _value(keys[key], each, f"{place}.{key}")
    return made


def _signal(value: object, place: str) -> str:
    from stoplint import signals  # noqa: PLC0415 - few configurations name one

    name = signals.canonical(_string(value, place))
    if name is None:
        meant = signals.nearest(str(value))
        raise ConfigError(f"{place}: {value!r} is no signal{f'; did you mean {meant!r}?' if meant else ''}")
    return name


def _table(value: object, place: str) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise ConfigError(f"{place}: must be a table")
    return value.items()


def _strings(value: object, place: str) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise ConfigError(f"{place}: must be a list of strings")
    return list(value)


def _string(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{place}: must be a string")
    return value


def _one_of(value: object, known: Sequence[str], place: str) -> str:
    if value not in known:
        raise ConfigError(f"{place}: {value!r} is none of {', '.join(known)}{nearest(str(value), known)}")
    return str(value)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "select"?` for the known word that is closest, "" if none is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for errors

    found = get_close_matches(word, list(known), 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""


# ---------------------------------------------------------------- rules
def selected(options: Options, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that are run. Raises ConfigError for a code or name that no rule has."""
    for key in ("select", "extend_select", "ignore"):
        name, said_by = key.replace("_", "-"), options.said_by.get(key, "default")
        for word in getattr(options, key):
            _known(word, rules, said_by if said_by == f"--{name}" else f"{said_by}: {name}")
    for glob, words in options.per_file_ignores:
        for word in words:
            _known(word, rules, f"{options.said_by.get('per_file_ignores', '')}: per-file-ignores.{glob}")
    wanted = (*options.select, *options.extend_select)
    return tuple(rule for rule in rules if matches(rule, wanted) and not matches(rule, options.ignore))


def matches(rule: Rule, words: Iterable[str]) -> bool:
    """Whether one of the words means this rule."""
    return any(word == "ALL" or word.lower() == rule.name or rule.code.startswith(word.upper()) for word in words)


def _known(word: str, rules: Sequence[Rule], place: str) -> None:
    if not word or not any(matches(rule, (word,)) for rule in rules):
        known = [*(rule.code for rule in rules), *(rule.name for rule in rules), "ALL"]
        by_code = nearest(word.upper(), known) if word.upper().startswith("SL") else ""
        raise ConfigError(f"{place}: no rule is called {word!r}{by_code or nearest(word.lower(), known)}")


def is_excluded(options: Options, path: str) -> bool:
    """Whether `exclude` names the file or a folder that it is in."""
    return any(_matches_glob(path, options.root, glob) for glob in options.exclude)


def is_ignored_in(options: Options, rule: Rule, path: str) -> bool:
    """Whether `per-file-ignores` keeps the rule silent about the file."""
    return any(
        matches(rule, words) and _matches_glob(path, options.root, glob) for glob, words in options.per_file_ignores
    )


def _matches_glob(path: str, root: str, glob: str) -> bool:
    """Globs as in .gitignore, relative to the configuration's folder."""
    from stoplint.folder.gitignore import Rules  # noqa: PLC0415 - most configurations have no globs

    inner = os.path.relpath(os.path.abspath(path), root or os.getcwd()).replace(os.sep, "/")
    return not inner.startswith("../") and Rules.of((glob,)).covers(inner)


# ---------------------------------------------------------------- showing
def described(options: Options) -> list[tuple[str, str, str]]:
    """(key, value as TOML, who said it) for every key."""
    rows = []
    for key in KEYS:
        name = key.replace("-", "_")
        value = getattr(options, name)
        if key in TABLES:
            value = {one: {part.replace("_", "-"): each for part, each in said.items()} for one, said in value.items()}
        rows.append((key, _as_toml(value), options.said_by.get(name, "default")))
    return rows


def _as_toml(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        value = dict(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_as_toml, value)) + "]"
    assert isinstance(value, dict)  # noqa: S101 - the kinds above are all there are
    return (
        "{" + ", ".join(f"{_as_toml(key)} = {_as_toml(each)}" for key, each in value.items()) + "}" if value else "{}"
    )
