"""chmod, cp, mv, ln, rm, install, sed -i and the like: what they do to files whose names are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.image.copied_folders import Copied, StageTree
from stoplint.model.image.modes import executable_by
from stoplint.model.image.rootfs import Absent, File, Link
from stoplint.model.image.run.traced_text import without_returns
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.layers import Entry
    from stoplint.model.image.run.files import Site
    from stoplint.model.image.run.traced_text import Written

# Options that take the next word, by tool.
_WITH_VALUE = {
    "install": "mogtS",
    "cp": "tS",
    "mv": "tS",
    "ln": "tS",
    "mkdir": "m",
    "touch": "rtd",
}
_PRESERVING = {"p", "a", "--preserve", "--archive"}
# What takes the carriage returns off the line ends.
_RETURNS = re.compile(r"s(.)(?:\\r|\r|\\x0[dD]|\^M|\\015|\[\\r\]|\[\[:cntrl:\]\]|\\r\+|\\r\*)\$?\1\1g?;?")


def _split(name: str, rest: list[Written]) -> tuple[list[tuple[str, Written | None]], list[Written]]:
    """Options (a letter or a long name, with the value if one belongs to it), and the other words."""
    options: list[tuple[str, Written | None]] = []
    words: list[Written] = []
    todo = list(rest)
    while todo:
        one = todo.pop(0)
        if one.text == "--":
            words.extend(todo)
            break
        if one.text.startswith("--"):
            key, equals, _ = one.text.partition("=")
            options.append((key, one.part(len(key) + 1, len(one.text)) if equals else None))
        elif one.text.startswith("-") and len(one.text) > 1:
            for at, letter in enumerate(one.text[1:], 1):
                if letter in _WITH_VALUE.get(name, ""):
                    stuck = one.part(at + 1, len(one.text))
                    options.append((letter, stuck if stuck.text else (todo.pop(0) if todo else None)))
                    break
                options.append((letter, None))
        else:
            words.append(one)
    return options, words


def _chmod(site: Site, _name: str, rest: list[Written]) -> None:
    words = [one for one in rest if not re.fullmatch(r"-[RvfcHLP]+|--(?!reference).*", one.text)]
    deep = any(one.text == "--recursive" or re.fullmatch(r"-\w*R\w*", one.text) for one in rest)
    if not words or not words[0].known:
        return
    mode = words[0].text
    for path in site.paths(words[1:]):
        found = site.layers.entry(path)
        if isinstance(found, File):
            executable = executable_by(mode, found.executable)
            if site.doubtful and executable != found.executable:
                executable = None
            site.layers.put(path, replace(found, executable=executable))
        elif deep or not (isinstance(found, Absent) and found.folder):
            outcomes = {executable_by(mode, before) for before in (True, False)}
            if outcomes != {True, False}:  # `-R u+rwX` leaves files as they are
                site.layers.set_mode(path, outcomes.pop() if len(outcomes) == 1 and not site.doubtful else None)


class _Copying(NamedTuple):
    """How a tool copies.

    `over`: it writes into the file that is there, and copies what a link leads to. `moves`: nothing is left where it was.
    `installs`: what it copies is executable unless an option says otherwise, and -d makes folders.
    """

    over: bool = False
    moves: bool = False
    installs: bool = False


# cp(1), mv(1), install(1): coreutils 9.1
_COPYING = {"cp": _Copying(over=True), "mv": _Copying(moves=True), "install": _Copying(installs=True)}


def _copy(site: Site, name: str, rest: list[Written]) -> None:
    """cp, mv and install."""
    how = _COPYING[name]
    options, words = _split(name, rest)
    given = {key for key, _ in options}
    target = next((value for key, value in options if key in ("t", "--target-directory")), None)
    if how.installs and given & {"d", "--directory"}:
        _mkdir(site, name, words)
        return
    if target is None:
        if len(words) < 2:
            return
        target = words.pop()
    into = site.path(target, last=False)
    if into is None:
        site.unread()
        return
    if site.layers.is_folder(site.real(into)):
        into = site.real(into)
    many = len(words) > 1 or target.text.endswith("/") or any(one.globs for one in words) or bool(given & {"t"})
    many = (many or site.layers.is_folder(into)) and not given & {"T", "--no-target-directory"}
    mode = next((value for key, value in options if key in ("m", "--mode")), None)
    for word in words:
        for path in site.paths([word], last=how.over and not given & {"P", "a", "d", "--archive"}):
            place = f"{into}/{base_name(path)}".replace("//", "/") if many else into
            found = site.layers.entry(path)
            if word.text.endswith("/.") and isinstance(found, Absent):
                place = into
            if isinstance(found, File) and how.installs:
                found = replace(found, executable=executable_by(mode.text, None) if mode is not None else True)
            _place(site, found, path, place, over=how.over, preserving=bool(given & _PRESERVING))
            if how.moves:
                site.put(path, Absent(path))


def _place(site: Site, found: Entry, path: str, place: str, *, over: bool = False, preserving: bool = False) -> None:
    """What was at `path` is at `place`, too.

    `over`: it is written into a file that is there, which keeps its own mode unless `preserving`.
    """
    layers = site.layers
    shell = base_name(path)
    before = layers.entry(site.real(place)) if over and not preserving else None
    if isinstance(found, File):
        if isinstance(before, File):
            found = replace(found, executable=before.executable)
        site.put(place, replace(found, path=place, said=site.place), through=over)
    elif isinstance(found, Link):
        site.put(place, found)
    elif isinstance(found, Absent) and found.folder:
        merges = isinstance(before, Absent) and before.folder
        layers.mount(place, StageTree(layers.copy(), path, Copied(site.place, has_mode=merges)))
        if (doubt := layers.doubt(path)) is not None:
            layers.muddy(place, doubt)
    elif place in ("/bin/sh", "/usr/bin/sh") and shell != "sh":
        site.put(place, Link(path, site.place))  # a copy of bash is as good as a link to it
    else:
        site.put(place, site.why)
        layers.muddy(place, site.why)


def _ln(site: Site, name: str, rest: list[Written]) -> None:
    options, words = _split(name, rest)
    given = {key for key, _ in options}
    folder = next((value for key, value in options if key == "t"), None)
    if folder is None and len(words) > 1:
        folder = words.pop()
    into = site.path(folder, last=False) if folder is not None else site.cwd
    if into is None:
        return
    own = folder is not None and len(words) == 1 and not folder.text.endswith("/")
    # `ln -s target folder` puts the link into the folder, unless -n or -T says that it replaces a link to one.
    own = own and (bool(given & {"T", "--no-target-directory"}) or not site.layers.is_folder(site.real(into)))
    if not own:
        into = site.real(into)
    for one in words:
        place = into if own else f"{into}/{base_name(one.text.rstrip('/'))}".replace("//", "/")
        if not one.known:
            site.put(place, site.why)
        elif given & {"s", "--symbolic"}:
            site.put(place, Link(one.text, site.place))
        elif (path := site.path(one)) is not None:
            _place(site, site.layers.entry(path), path, place)


def _rm(site: Site, _name: str, rest: list[Written]) -> None:
    deep = any(re.fullmatch(r"-\w*[rR]\w*|--recursive", one.text) for one in rest)
    for path in site.paths([one for one in rest if not one.text.startswith("-")], last=False):
        found = site.layers.entry(path)
        if path != "/" and (deep or not (isinstance(found, Absent) and found.folder)):
            site.put(path, Absent(path))


def _mkdir(site: Site, name: str, rest: list[Written]) -> None:
    for one in _split(name, rest)[1]:
        if (path := site.path(one)) is not None and not site.doubtful:
            site.layers.make_folder(path)


def _touch(site: Site, name: str, rest: list[Written]) -> None:
    for one in _split(name, rest)[1]:
        path = site.path(one)
        if path is not None and isinstance(site.layers.entry(path), Absent):
            site.write(one, None, append=True, place=None)


def _sed(site: Site, _name: str, rest: list[Written]) -> None:
    in_place = any(re.match(r"-[nErsu]*i|--in-place", one.text) for one in rest)
    from_file = any(re.match(r"-[nErsu]*f|--file", one.text) for one in rest)
    scripts: list[Written] = []
    files: list[Written] = []
    todo = list(rest)
    while todo:
        one = todo.pop(0)
        if one.text in ("-e", "--expression") and todo:
            scripts.append(todo.pop(0))
        elif one.text.startswith("--expression="):
            scripts.append(one.part(13, len(one.text)))
        elif one.text.startswith("-ie"):
            # sed takes the `e` for a suffix of the backup, not for an option
            continue
        elif not one.text.startswith("-") or one.text == "-":
            files.append(one)
    if not scripts and files:
        scripts.append(files.pop(0))
    if in_place:
        returns = len(scripts) == 1 and _RETURNS.fullmatch(scripts[0].text) is not None
        if returns:
            _strip(site, "sed", files)
            return
        edit = "\n".join(one.text for one in scripts) if all(one.known for one in scripts) and not from_file else None
        for path in site.paths([one for one in files if not one.text.startswith("-")]):
            site.spoil(path, site.layers.entry(path), edit)


def _strip(site: Site, _name: str, rest: list[Written]) -> None:
    """dos2unix and its kind: carriage returns go."""
    for path in site.paths([one for one in rest if not one.text.startswith("-")]):
        found = site.layers.entry(path)
        if isinstance(found, File) and found.source is not None and "\r\n" in found.source.text:
            site.put(path, replace(found, source=without_returns(found.source), from_context=False))


def _cd(site: Site, _name: str, rest: list[Written]) -> None:
    words = [one for one in rest if not one.text.startswith("-")]
    path = site.path(words[0]) if words else None
    # `cd a || …` under a condition: where it goes on is where it mostly goes on.
    site.cwd = path


# What these write: groupadd(8), useradd(8), adduser(8) of Debian and BusyBox.
_ACCOUNT_FOLDERS = ("/etc", "/home", "/root", "/var")


def _accounts(site: Site, name: str, rest: list[Written]) -> None:
    """What useradd and its kind leave: lists of accounts, and a home folder with a few hidden files. No program comes of it."""
    for path in (*_ACCOUNT_FOLDERS, *site.paths([one for one in rest if one.text.startswith("/")])):
        site.layers.muddy(path, site.why)


# The option that names the file: curl(1), wget(1).
_OUTPUT = {"curl": "o", "wget": "O"}


def _download(site: Site, name: str, rest: list[Written]) -> None:
    """What curl -o and wget -O leave: a file whose text isn't known, with mode 644."""
    letter = _OUTPUT[name]
    for number, one in enumerate(rest):
        target: Written | None = None
        if one.text in ("--output", "--output-document") or re.fullmatch(rf"-[a-zA-Z]*{letter}", one.text):
            target = rest[number + 1] if number + 1 < len(rest) else None
        elif re.match(r"--output(-document)?=", one.text):
            target = one.part(one.text.index("=") + 1, len(one.text))
        if target is not None and target.text != "-":
            site.write(target, None, append=False, place=None)


# Tools that write to their output what isn't known here.
SPEAKING = frozenset({"sed", "curl", "wget"})
TOOLS: dict[str, Callable[[Site, str, list[Written]], None]] = {
    **dict.fromkeys(("useradd", "adduser", "usermod", "userdel", "deluser"), _accounts),
    **dict.fromkeys(("groupadd", "addgroup", "groupmod", "groupdel", "delgroup", "chpasswd", "passwd"), _accounts),
    "chmod": _chmod,
    "cp": _copy,
    "mv": _copy,
    "install": _copy,
    "ln": _ln,
    "rm": _rm,
    "unlink": _rm,
    "mkdir": _mkdir,
    "touch": _touch,
    "sed": _sed,
    "dos2unix": _strip,
    "fromdos": _strip,
    "cd": _cd,
    "pushd": _cd,
    "curl": _download,
    "wget": _download,
}
