"""Builtins that set variables, options and arguments: echo, printf, set, shift, shopt, let."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.shells import OPTION_LETTERS
from stoplint.model.processes.status import OK, Status, arithmetic_status
from stoplint.model.processes.values import Value, joined
from stoplint.model.shell.builtins.getopts import state
from stoplint.model.shell.control import exit_shell
from stoplint.model.shell.evaluation.arrays import forget_elements, set_variable
from stoplint.model.shell.evaluation.expansion import Expansion
from stoplint.model.shell.evaluation.saying import said
from stoplint.model.shell.redirections import writes_elsewhere, written_file
from stoplint.text import is_number

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.builtins.call import Call
    from stoplint.model.shell.host import Host


def echo(host: Host, w: World, sh: Shell, call: Call) -> None:
    node = call.node
    if call.fields[0].text == "printf" and len(call.fields) > 1 and call.fields[1].text == "-v" and sh.dialect != "ash":
        _printf_into(sh, call.fields[2:])
        return
    text, end = said(call.fields[0].text, sh.dialect, call.fields[1:])
    target = written_file(sh, node)
    if target is not None:
        if target[0] and not target[1] and text.known:
            w.write(target[0], text)
    elif sh.output == sh.pid and sh.captured.known and not writes_elsewhere(node):
        # nobody reads what the others say: it must not make the rounds of a loop differ
        sh.captured = joined([sh.captured, text, Value(end)])
    sh.status = OK


def _printf_into(sh: Shell, words: list[Value]) -> None:
    """`printf -v name format`: bash sets the variable, dash has no such option."""
    sh.status = Status(2)
    if sh.dialect != "bash" or len(words) < 2:
        return
    array, bracket, _ = words[0].text.partition("[")
    text, end = said("printf", sh.dialect, words[1:])
    sh.status = OK
    if bracket and array not in sh.readonly:
        forget_elements(sh, array)
    elif not set_variable(sh, array, joined([text, Value(end)]) if end else text):
        sh.status = Status(1)


def set_(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    sh.status = OK
    words = fields[1:]
    i = 0
    while i < len(words):
        word = words[i]
        if not word.known or word.text[:1] not in ("-", "+") or (len(word.text) < 2 and word.text != "-"):
            break
        i += 1
        if word.text == "-":  # the end of the options, and of -x and -v: bash(1) "set", dash as well
            sh.options -= {"x", "v"}
            break
        if word.text == "--":
            sh.arguments = tuple(words[i:])
            state(sh)
            return
        names = []
        for c in word.text[1:]:
            if c == "o":
                if i < len(words):
                    name = words[i].text
                    i += 1
                    if name == "pipefail" and sh.dialect == "dash":
                        exit_shell(host, w, sh, Status(2))
                        return
                    names.append(OPTION_LETTERS.get(name, name))
            else:
                names.append(c)
        sh.options = sh.options | set(names) if word.text[0] == "-" else sh.options - set(names)
        if "posix" in names:  # bash(1): as a bash that is called sh
            sh.posix = word.text[0] == "-"
    if i < len(words):
        sh.arguments = tuple(words[i:])
        state(sh)


def shift(host: Host, w: World, sh: Shell, call: Call) -> None:
    fields = call.fields
    count = int(fields[1].text) if len(fields) > 1 and fields[1].known and is_number(fields[1].text) else 1
    if count > len(sh.arguments):
        sh.status = Status(1)
        if sh.dialect == "dash":
            exit_shell(host, w, sh, Status(2))
        return
    if sh.arguments and not sh.arguments[0].known and sh.arguments[0].splits:
        sh.status = OK
        return
    sh.arguments = sh.arguments[count:]
    state(sh)
    sh.status = OK


# Options of bash that are off until a script turns them on: bash(1), SHOPT.
_OFF = frozenset({
    "dotglob", "extglob", "failglob", "globstar", "inherit_errexit", "lastpipe", "login_shell", "nocaseglob",
    "nocasematch", "nullglob",
})  # fmt: skip


def shopt(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Turn options on (-s) or off (-u), those of `set` with -o; else the status says whether they are on."""
    options = [field.text for field in call.fields[1:] if field.text.startswith("-")]
    letters = set("".join(options))
    named = [field.text for field in call.fields[1:] if not field.text.startswith("-")]
    names = {OPTION_LETTERS.get(name, name) for name in named} if "o" in letters else set(named)
    sh.status = OK
    if "s" in letters:
        sh.options |= names
    elif "u" in letters:
        sh.options -= names
    elif names and not names <= sh.options:
        sure = "o" in letters or names & _OFF - sh.options
        sh.status = Status(1) if sure else Status(None, text=call.place.text, place=call.place)


def let(host: Host, w: World, sh: Shell, call: Call) -> None:
    """Expressions, one a word; the status is the last one's."""
    words = call.fields[1:]
    sh.status = Status(1 if sh.dialect == "bash" else 2)  # for none
    for word in words:
        number = Expansion(sh, {}).arithmetic(word.text if word.known else f"{word.text};")  # a `;` is in none
        sh.status = arithmetic_status(number, call.place.text, call.place)
