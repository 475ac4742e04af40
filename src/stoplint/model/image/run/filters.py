"""Commands of a RUN that hand texts on: those whose output is known, and those that run others with what they are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.image.run.echo import echo, printf
from stoplint.model.image.run.traced_text import EMPTY, at_place, joined, said_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.run import Runner
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
        run.other("tr", fields[1:], stdin)


# What of `find` does not leave files out, or is read: find(1).
_FIND_WORDS = frozenset(
    {"-name", "-type", "-print", "-print0", "-o", "-or", "-a", "-and", "-H", "-L", "-P", "-depth", "-xdev"}
)


def _find(run: Runner, fields: list[Written], _stdin: Written | None) -> None:
    r"""`find … -exec chmod +x {} \;`: the command with the paths in its place."""
    rest = fields[1:]
    paths = run.site.found(rest)
    does: list[list[Written]] = []
    perhaps = False
    todo = list(rest)
    while todo:
        text = todo.pop(0).text
        if text in ("-exec", "-execdir"):
            end = next((at for at, one in enumerate(todo) if one.text in (";", "+")), len(todo))
            does.append(todo[:end])
            del todo[: end + 1]
        elif text == "-delete":
            does.append([at_place("rm", 0)])
        else:
            perhaps = perhaps or (text.startswith(("-", "!")) and text not in _FIND_WORDS)
    run.site.doubtful += perhaps
    for command in does:
        _with(run, command, paths)
    run.site.doubtful -= perhaps
    if not does:
        run.say(None if perhaps else joined([part for path in paths for part in (path, at_place("\n", 0))] or [EMPTY]))


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
