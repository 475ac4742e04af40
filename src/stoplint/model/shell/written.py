"""What a start script writes into files, as far as it is known: whole texts, and what it edits or appends.

A text with variables in it that nobody knows stands for itself: they are values. Where a whole line is one, it may say
anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.image.rootfs import ANYHOW, Absent, Changed, File, Unseen
from stoplint.model.image.run.traced_text import mends_line_ends, without_returns
from stoplint.model.processes.values import Value, joined, spaced
from stoplint.model.processes.world import Rewritten
from stoplint.model.shell.evaluation.expansion import Expansion, ExpansionError
from stoplint.model.shell.evaluation.saying import said
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.model.shell.host import Host
    from stoplint.syntax.shell_nodes import Redirect, Simple, Word

_UNTOUCHED = Changed(())
_NOBODY_KNOWS = Rewritten(ANYHOW)
# A line that is nothing but a variable or what a command prints.
_OPEN_LINE = re.compile(r"^[\s\"']*(?:\$\{?\w+[^}\n]*\}?|\$\(.*\)|`.*`)[\s\"']*$", re.MULTILINE)
_DROP_RETURNS = (["-d", "\\r"], ["-d", "\r"], ["-d", "\\015"])
_WRITES = (">", ">>", ">|", "&>", "&>>")


def note_writes(
    host: Host, w: World, sh: Shell, redirects: Iterable[Redirect], printed: Rewritten = _NOBODY_KNOWS
) -> None:
    """Remember what is in the files that redirections write to; `printed` comes out by standard output."""
    for redirect in redirects:
        path = _path(sh, redirect.target) if redirect.op in _WRITES and redirect.target is not None else None
        if path is None or path.startswith("/dev/"):
            continue
        text = printed if redirect.fd in (None, 1) and "&" not in redirect.op else _NOBODY_KNOWS
        if redirect.op in (">>", "&>>"):
            append(host, w, path, text)
        else:
            put(w, path, text)


def _path(sh: Shell, word: Word) -> str | None:
    """The file that a redirection names; None where that is not known, and where the shell ends over it."""
    try:
        name = Expansion(sh.copy() if word.literal is None else sh, sh.results).single(word)
    except ExpansionError:
        return None
    return sh.path(name.text) if name.known and name.text else None


def put(w: World, path: str, text: Rewritten) -> None:
    """The file holds this, and nothing else."""
    if text.text is not None and text.text.known and text.changed == _UNTOUCHED:
        w.write(path, text.text)
        return
    w.unsay(path)
    w.rewritten[path] = text


def append(host: Host, w: World, path: str, text: Rewritten) -> None:
    """This stands at the end of the file."""
    before = state(host, w, path)
    added = text.text if text.changed == _UNTOUCHED else None
    if before.text is not None and before.changed == _UNTOUCHED and added is not None:
        put(w, path, Rewritten(_UNTOUCHED, joined([before.text, Value("\n"), added])))
        return
    tail = before.changed.tail
    if added is not None and before.text is None:
        parts = [Value(tail.text), Value("\n"), added] if tail is not None else [added]
        tail = host.scripts.source(joined(parts)) if tail is not None or not added.known else host.scripts.source(added)
    w.unsay(path)  # it is there now
    _edit(host, w, path, before, added.text if added is not None else None, Changed(None, tail))


def edit(host: Host, w: World, path: str, words: str | None) -> None:
    """A tool edits the file in its place with these words (None: nobody knows what it does)."""
    _edit(host, w, path, state(host, w, path), words, ANYHOW)


def mend_line_ends(host: Host, w: World, path: str) -> None:
    """The carriage returns at the line ends go; of a file that has none, and of one that is not known, nothing changes."""
    text = state(host, w, path).text
    if text is not None and text.known and "\r\n" in text.text:
        put(w, path, state(host, w, path)._replace(text=_without_returns(text)))


def _without_returns(text: Value) -> Value:
    source = without_returns(text.source) if text.source is not None else None
    return text._replace(text=text.text.replace("\r\n", "\n"), source=source)


def _edit(host: Host, w: World, path: str, before: Rewritten, words: str | None, after: Changed) -> None:
    known = before.changed.edits if words is not None else None
    edits = None if known is None else tuple(dict.fromkeys((*known, words or "")))  # once what a loop does again
    if path in w.files or isinstance(host.lookup(path), File):
        w.unsay(path)
    w.rewritten[path] = Rewritten(Changed(edits, after.tail, edited=True), before.text)


def state(host: Host, w: World, path: str) -> Rewritten:
    """What a file holds now."""
    if path in w.rewritten:
        return w.rewritten[path]
    if path in w.files:
        text = w.files[path]
        return Rewritten(_UNTOUCHED, text) if text.known else _NOBODY_KNOWS
    if w.is_doubted(path) or w.is_copied_over(path):
        return _NOBODY_KNOWS
    found = host.lookup(path)
    if w.is_removed(path) or (isinstance(found, Absent) and not found.folder):
        return Rewritten(_UNTOUCHED, Value(""))
    if isinstance(found, File):
        source = found.source
        return Rewritten(_UNTOUCHED, Value(source.text, source=source)) if source else Rewritten(found.changed)
    return Rewritten(found.changed if isinstance(found, Unseen) else _UNTOUCHED)


# ---------------------------------------------------------------- what commands print
def printed(host: Host, w: World, sh: Shell, node: Simple, fields: Sequence[Value]) -> Rewritten:
    """What a command prints, of those that print texts which are known."""
    name = base_name(fields[0].text) if fields and fields[0].known else ""
    if not any(redirect.op in _WRITES for redirect in node.redirects) or name in sh.functions:
        return _NOBODY_KNOWS
    if name in ("echo", "printf"):
        text, _ = said(name, sh.dialect, list(fields[1:]))
        return _with_variables(text if text.known or name == "echo" else _formatted(fields[1:], text))
    if name == "cat":
        words = [each for each in fields[1:] if each.text != "-"]
        texts = [of_file(host, w, sh, each) for each in words] if words else [_input(host, w, sh, node)]
        return texts[0] if len(texts) == 1 else _NOBODY_KNOWS
    if name == "tr" and [each.text for each in fields[1:]] in _DROP_RETURNS:
        found = _input(host, w, sh, node)
        given = found.text
        return found._replace(text=_without_returns(given)) if given is not None and given.known else _NOBODY_KNOWS
    if name == "envsubst":
        found = _input(host, w, sh, node)
        given = found.text
        return _with_variables(given._replace(known="$" not in given.text)) if given is not None else _NOBODY_KNOWS
    if name == "sed":
        script, files = edited(fields)
        found = of_file(host, w, sh, files[0]) if len(files) == 1 else _input(host, w, sh, node)
        edits = found.changed.edits
        if script is not None and mends_line_ends(script) and found.text is not None and found.text.known:
            return found._replace(text=_without_returns(found.text))
        return Rewritten(Changed((*edits, script) if edits is not None and script is not None else None), found.text)
    return _NOBODY_KNOWS


def edited(fields: Sequence[Value]) -> tuple[str | None, list[Value]]:
    """The script that sed is given (None for one in a file), and the files behind it."""
    scripts: list[str] = []
    words: list[Value] = []
    rest = list(fields[1:])
    in_file = False
    while rest:
        word = rest.pop(0)
        letters = re.match(r"-[nErsuz]*([ef])", word.text)
        if word.text.startswith("-") and letters is not None:
            in_file = in_file or letters[1] == "f"
            value = word.text[letters.end() :] or (rest.pop(0).text if rest else "")
            scripts.append(value)
        elif word.text.startswith("--expression="):
            scripts.append(word.text.partition("=")[2])
        elif word.text.startswith("--file"):
            in_file = True
        elif not word.text.startswith("-"):
            words.append(word)
    if not scripts and not in_file and words:
        scripts.append(words.pop(0).text)
    return None if in_file else "\n".join(scripts), words


def _formatted(words: Sequence[Value], otherwise: Value) -> Value:
    """`printf format values`: as it is written, with the values where nobody knows them."""
    return spaced(words) if words and words[0].known else otherwise


def of_file(host: Host, w: World, sh: Shell, word: Value) -> Rewritten:
    """What the file that a word names holds; nobody knows what a package ships in it."""
    path = sh.path(word.text) if word.known and not word.splits and word.text else None
    found = state(host, w, path) if path is not None else _NOBODY_KNOWS
    return found if found.text is not None else _NOBODY_KNOWS


def _input(host: Host, w: World, sh: Shell, node: Simple) -> Rewritten:
    given = next((each for each in reversed(node.redirects) if each.op[:1] == "<" and each.fd in (None, 0)), None)
    word = (
        given.body if given is not None and given.op in ("<<", "<<-") else given.target if given is not None else None
    )
    try:
        text = Expansion(sh.copy(), sh.results).single(word) if word is not None else None
    except ExpansionError:
        return _NOBODY_KNOWS
    if given is None or text is None:
        return _NOBODY_KNOWS
    return of_file(host, w, sh, text) if given.op == "<" else _with_variables(text)


def _with_variables(text: Value) -> Rewritten:
    """A text in which variables may stand."""
    if text.known:
        return Rewritten(_UNTOUCHED, text)
    if not any(mark in text.text for mark in "$`") or _OPEN_LINE.search(text.text):
        return _NOBODY_KNOWS
    return Rewritten(_UNTOUCHED, text)
