"""What one command of a RUN is: a tool of the tables, a shell, a program of the image itself, or nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.build_commands import MUTE, PREFIXES, SHELL_PREFIXES, is_quiet
from stoplint.model.catalog.builtins import BUILTINS, declares
from stoplint.model.catalog.shells import is_shell
from stoplint.model.image.run import own_scripts
from stoplint.model.image.run.commands import SPEAKING, TOOLS
from stoplint.model.image.run.filters import COMMANDS
from stoplint.model.image.run.packages import PROJECT_FILES, cloned, console_scripts, interpreted, projects
from stoplint.model.image.run.traced_text import EMPTY, at_place
from stoplint.model.image.run.unknown import unknown
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stoplint.model.image.run.runner import Runner
    from stoplint.model.image.run.traced_text import Written


def do(run: Runner, fields: list[Written], stdin: Written | None, given: Iterable[str] = ()) -> None:
    """A command with its words expanded. `given`: variables that are set for it alone."""
    first, fields = fields[:1], _without_prefix(fields)
    if not fields:
        return
    _named(run, fields, stdin, given)
    if first[0].text == "exec":
        run.left.end(run.site)


def _named(run: Runner, fields: list[Written], stdin: Written | None, given: Iterable[str]) -> None:
    """The command that is left when what stands in front of it is taken off."""
    name = base_name(fields[0].text)
    run.site.layers.interpreted.update(interpreted(name, fields[1:]))
    run.site.layers.interpreted.update(_of_projects(run, name, fields[1:]))
    # a program of the image that is called like a tool (`./install`) is no such tool
    own = own_scripts.start(run, fields, given) if _may_be_own(fields[0].text) else None
    if own == "walked":
        return
    if own == "foreign":
        unknown(run, name, fields[1:], stdin)
    elif name in ("exit", "return"):
        run.left.by(name, fields[1:], run.site)
    elif name in COMMANDS:
        COMMANDS[name](run, fields, stdin)
    elif declares(name):
        _declare(run, name, fields[1:])
    elif is_shell(name):
        _shell(run, name, fields[1:], stdin, given)
    elif name == "git":
        run.site.layers.clones.update(cloned(fields[1:]))
        unknown(run, name, fields[1:], stdin)
    elif name in TOOLS:
        TOOLS[name](run.site, name, fields[1:])
        if name in SPEAKING:
            run.say(None)
    elif name in (".", "source") and own_scripts.sourced(run, fields[1:]):
        run.words.changed_by(name, fields[1:])
        run.say(None)
    elif is_quiet(name):
        run.words.changed_by(name, fields[1:])
        run.say(EMPTY if name in MUTE else None)
    else:
        unknown(run, name, fields[1:], stdin)


def _of_projects(run: Runner, name: str, rest: list[Written]) -> Iterator[tuple[str, str]]:
    """The commands of the image's own Python projects that pip installs."""
    for folder in projects(name, rest):
        for file in PROJECT_FILES:
            text = run.site.text_of(at_place(f"{folder}/{file}", run.site.place.start))
            yield from ((each, "python") for each in console_scripts(file, text.text if text is not None else ""))


def _without_prefix(fields: list[Written]) -> list[Written]:
    """The command that does the work; none for `command -v` and its like, which only look."""
    while fields and base_name(fields[0].text) in PREFIXES:
        at = _behind(tuple(one.text for one in fields))
        if at is None:
            break
        fields = fields[at:]
    return fields


def _declare(run: Runner, name: str, rest: list[Written]) -> None:
    for one in rest:
        key, equals, _ = one.text.partition("=")
        if name == "export":
            run.words.exported.add(key)
        if key.endswith("+"):
            run.words.variables[key[:-1]] = None
        elif equals:
            run.words.variables[key] = one.part(len(key) + 1, len(one.text)) if one.known else None


def _shell(run: Runner, name: str, rest: list[Written], stdin: Written | None, given: Iterable[str]) -> None:
    """A shell of its own: it gets the variables that are exported, and nothing comes back from it but files."""
    run.apart(name, given, lambda: _shell_with(run, name, rest, stdin, given))


def _shell_with(run: Runner, name: str, rest: list[Written], stdin: Written | None, given: Iterable[str]) -> None:
    value_next = False
    for number, one in enumerate(rest):
        if value_next:
            value_next = False
            continue
        if re.fullmatch(r"-[a-zA-Z]*c[a-zA-Z]*", one.text) and number + 1 < len(rest):
            at = number + (2 if "o" in one.text else 1)
            if at < len(rest) and rest[at].known:
                run.words.arguments(rest[at + 1 :])
                run.text(rest[at].source(run.site.file))
            else:
                run.site.unread()
            return
        value_next = re.fullmatch(r"[-+][a-zA-Z]*[oO]", one.text) is not None
        if not value_next and not one.text.startswith("-"):
            if not own_scripts.read_by_shell(run, name, rest[number:], given):
                run.site.other(name, rest, None)
            return
    if stdin is not None and stdin.text:
        run.text(stdin.source(run.site.file))
    else:
        run.site.unread()


def _behind(words: tuple[str, ...]) -> int | None:
    """Where the command stands that a prefix is in front of; None where there is none."""
    if words[0] == "command" and len(words) > 1 and re.fullmatch(r"-p?[vV]", words[1]):
        return len(words)
    name = base_name(words[0])
    if name in BUILTINS or name in SHELL_PREFIXES:
        at = 1
        while at < len(words) and words[at].startswith("-"):
            at += 2 if words[at] == "-a" and name == "exec" else 1
        return at
    from stoplint.model.catalog import wrappers  # noqa: PLC0415 - few commands have a prefix

    found = wrappers.find(words)
    plain = found is not None and not (found.texts or found.joined or found.prepend or found.split is not None)
    return found.command[0] if found is not None and plain and found.command else None


def _may_be_own(word: str) -> bool:
    """Whether a command is looked for among the files: one with a `/`, or else no builtin, nor the shell that is there."""
    return "/" in word or not (word in BUILTINS or is_shell(word))
