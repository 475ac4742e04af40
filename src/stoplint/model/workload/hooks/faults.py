"""Hooks that are written for a shell, and given to none: the runtime hands the words to the kernel as they stand.

Kubernetes' API reference, ExecAction: "The command is simply exec'd, it is not run inside a shell, so traditional shell
instructions ('|', etc) won't work. To use a shell, you need to explicitly call out to that shell."
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog import wrappers
from stoplint.model.catalog.builtins import KEYWORDS, is_no_program
from stoplint.model.catalog.shells import is_shell
from stoplint.model.workload.hooks.effect import HookFault
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stoplint.model.image.image import Argument

_OPERATOR = re.compile(r"&&|\|\|?|;|&|\d?>{1,2}(?:&\d)?|<|\d>&\d|&>|\d?>{1,2}/dev/\w+")
# A variable as people name those of the environment, what a command prints.
_VARIABLE = re.compile(r"\$\{?[A-Z_][A-Z0-9_]*\b|\$\(\w.*\)|`.+`", re.DOTALL)
# What takes such words as they are, each for something of its own: find(1), test(1), expr(1); languages have `$` and `;` too.
_TAKE = frozenset(
    (  # noqa: SIM905 -- a list to read
        "find [ test expr awk gawk mawk sed grep egrep fgrep perl ruby python python3 node php envsubst psql mysql mariadb mongo "
        "mongosh redis-cli jq yq lua R erl"
    ).split()
)
_RESERVED = KEYWORDS | frozenset("if while until for case select { ( ! ((".split())  # noqa: SIM905


def faults(argv: Sequence[Argument]) -> Iterator[HookFault]:
    """What of a command only a shell could read."""
    if not argv or not argv[0].value:
        return
    first = argv[0]
    if re.search(r"\s", first.value.strip()):
        yield HookFault("words", first.value, first.span)
        return
    text = string_of([word.value for word in argv])
    if text is not None:
        yield from _behind(argv, text)
        return
    names = {base_name(word.value) for word in argv[: program_of([word.value for word in argv]) + 1]}
    if "/" not in first.value and (is_no_program(first.value) or first.value in _RESERVED):
        yield HookFault("builtin", first.value, first.span)
        return
    if not names.isdisjoint(_TAKE):
        return
    for word in argv[1:]:
        if _OPERATOR.fullmatch(word.value) or (
            word.value.endswith(";") and len(word.value) > 1 and word is not argv[-1]
        ):
            yield HookFault("operator", word.value, word.span)
            return
    for word in argv:
        if _VARIABLE.search(word.value):
            yield HookFault("variable", word.value, word.span)
            return


def _behind(argv: Sequence[Argument], at: int) -> Iterator[HookFault]:
    """The words behind the text of `sh -c`, which are `$0`, `$1` … in it: sh(1), POSIX.1-2017."""
    rest = argv[at + 1 :]
    for word in rest:
        if _OPERATOR.fullmatch(word.value):
            yield HookFault("operator", word.value, word.span)
            return
    text = argv[at].value
    if rest and re.fullmatch(r"[\w./-]+", text):
        yield HookFault("split", text, argv[at].span)


def program_of(argv: Sequence[str]) -> int:
    """The index of the program that a command runs in the end, behind sudo, env, timeout."""
    at = 0
    for _ in range(5):
        found = wrappers.find(argv[at:])
        if found is None or not found.command or found.prepend:
            break
        at += found.command[0]
    return at


def string_of(argv: Sequence[str]) -> int | None:
    """The index of the text that a shell is given to run by `-c`; None where it is given none."""
    at = program_of(argv)
    if at >= len(argv) or not is_shell(argv[at]):
        return None
    is_string = False
    rest = at + 1
    while rest < len(argv):
        word = argv[rest]
        if word in ("-o", "+o", "-O", "+O"):
            rest += 2
            continue
        if not word.startswith(("-", "+")) or word == "--":
            rest += word == "--"
            return rest if is_string and rest < len(argv) else None
        is_string = is_string or (word[0] == "-" and word[1:2] != "-" and "c" in word)
        rest += 1
    return None
