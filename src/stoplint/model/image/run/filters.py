"""Commands of a RUN that hand texts on: those whose output is known, and those that run others with what they are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.image.run.echo import echo, printf
from stoplint.model.image.run.find import named
from stoplint.model.image.run.traced_text import EMPTY, at_place, joined, said_of
from stoplint.model.image.run.unknown import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.run.runner import Runner
    from stoplint.model.image.run.traced_text import Written


def _echo(run: Runner, fields: list[Written], _stdin: Written | None) -> None:
    run.say(echo(fields[1:], run.dialect, fields[0].places[0] if fields[0].places else 0))


def _printf(run: Runner, fields: list[Written], _stdin: Written | None) -> None:
    if len(fields) > 2 and fields[1].text == "-v":  # of bash: into a variable
        run.words.changed_by("read", fields[2:3])
        run.say(EMPTY)
        return
    run.say(printf(fields[1:], run.dialect, fields[0].places[0] if fields[0].places else 0))


def _cat(run: Runner, fields: list[Written], stdin: Written | None) -> None:
    files = [one for one in fields[1:] if one.text == "-" or not one.text.startswith("-")]
    if len(files) < len(fields) - 1:
        run.say(None)
        return
    texts = [stdin if one.text == "-" else run.site.text_of(one) for one in files] if files else [stdin]
    run.say(said_of(texts))


def _tee(run: Runner, fields: list[Written], stdin: Written | None) -> None:
    append = any(one.text in ("-a", "--append", "-ai", "-ia") for one in fields[1:])
    for one in fields[1:]:
        if not one.text.startswith("-"):
            run.site.write(one, stdin, append=append, place=None)
    run.say(stdin)


def _tr(run: Runner, fields: list[Written], stdin: Written | None) -> None:
    if stdin is not None and [one.text for one in fields[1:3]] == ["-d", "\\r"]:
        run.say(stdin.without("\r"))
    else:
        unknown(run, "tr", fields[1:], stdin)


def _find(run: Runner, fields: list[Written], _stdin: Written | None) -> None:
    r"""`find … -exec chmod +x {} \;`: the command with the paths in its place."""
    for action in named(run.site, fields[1:]):
        if action.command:
            _with(run, list(action.command), action.surely)
            run.site.doubtful += 1
            _with(run, list(action.command), action.perhaps)
            run.site.doubtful -= 1
        elif action.perhaps:
            run.say(None)
        else:
            run.say(joined([part for path in action.surely for part in (path, at_place("\n", 0))] or [EMPTY]))


def _xargs(run: Runner, fields: list[Written], stdin: Written | None) -> None:
    """`… | xargs chmod +x`: the command with the words of its input behind it."""
    inner = fields[1:]
    while inner and inner[0].text.startswith("-"):
        inner.pop(0)
    if stdin is None:
        run.say(None)
        run.site.unread()
        _with(run, inner, [at_place("$", 0, known=False)])
        return
    _with(run, inner, [stdin.part(match.start(), match.end()) for match in re.finditer(r"\S+", stdin.text)])


def _with(run: Runner, inner: list[Written], paths: list[Written]) -> None:
    """The command with the paths in the place of `{}`, or behind it."""
    if not any(one.text == "{}" for one in inner):
        inner.append(at_place("{}", 0))
    if paths and run.depth < 5:
        run.depth += 1
        run.command([path for one in inner for path in (paths if one.text == "{}" else [one])], EMPTY)
        run.depth -= 1


# Each gets the runner, the command's words and its input.
COMMANDS: dict[str, Callable[[Runner, list[Written], Written | None], None]] = {
    "cat": _cat,
    "echo": _echo,
    "find": _find,
    "printf": _printf,
    "tee": _tee,
    "tr": _tr,
    "xargs": _xargs,
}
