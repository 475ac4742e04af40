"""chmod, cp, mv, ln, rm, install, sed -i and the like: what they do to files whose names are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stoplint.lazy_dataclass import replace
from stoplint.model.fact import Unknown
from stoplint.model.image.copied_folders import Copied, StageTree
from stoplint.model.image.modes import executable_by
from stoplint.model.image.rootfs import Absent, File, Link, Unseen
from stoplint.model.image.run.accounts import login_shell
from stoplint.model.image.run.sed_lines import put_lines
from stoplint.model.image.run.traced_text import at_place, joined, mends_line_ends, without_returns
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.model.image.changes import Entry
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
_LONG_WITH_VALUE = frozenset(
    {"--target-directory", "--mode", "--owner", "--group", "--suffix", "--reference", "--date"}
)
_FOLDER = ("t", "--target-directory")
_PRESERVING = {"p", "a", "--preserve", "--archive"}


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
            value = one.part(len(key) + 1, len(one.text)) if equals else None
            if not equals and key in _LONG_WITH_VALUE and todo:
                value = todo.pop(0)
            options.append((key, value))
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
    if not words:
        return
    mode = words[0].text if words[0].known else "?"
    if executable_by(mode, False) is not False:
        for one in words[1:]:
            if site.path(one) is None:
                # a variable, a name where the folder is not known: below what is known of it, it may be any file
                folder, slash, _ = re.split(r"[$`]", one.text)[0].rpartition("/")
                site.layers.set_mode(
                    absolute(folder, "/") if slash and folder[:1] == "/" else "/", None, only_adds=True
                )
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
    target = next((value for key, value in options if key in _FOLDER), None)
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
    many = len(words) > 1 or target.text.endswith("/") or any(one.globs for one in words) or bool(given & {*_FOLDER})
    many = (many or site.layers.is_folder(into)) and not given & {"T", "--no-target-directory"}
    mode = next((value for key, value in options if key in ("m", "--mode")), None)
    for word in words:
        if site.path(word) is None or (word.globs and site.is_murky(word)):
            site.layers.muddy(into, site.why)
        for path, called in site.named([word], last=how.installs or (how.over and _follows(given))):
            place = f"{into}/{called}".replace("//", "/") if many else into
            found = site.layers.entry(path)
            if (word.text == "." or word.text.endswith("/.")) and isinstance(found, Absent):
                place = into
            if isinstance(found, File) and how.installs:
                found = replace(found, executable=executable_by(mode.text, False) if mode is not None else True)
            before = site.layers.entry(site.real(place))
            vacant = isinstance(before, Absent) and not before.folder
            if given & {"n", "--no-clobber"} and isinstance(before, (File, Link)):
                continue
            perhaps = bool(given & {"n", "u", "--no-clobber", "--update"}) and not vacant
            site.doubtful += perhaps
            _place(site, found, path, place, over=how.over, preserving=bool(given & _PRESERVING))
            if how.moves:
                site.put(path, Absent(path))
            site.doubtful -= perhaps


def _follows(given: set[str]) -> bool:
    """Whether cp copies what a link that it is given leads to: not with -r, unless -L or -H says so (cp(1))."""
    if given & {"L", "H", "--dereference"}:
        return True
    return not given & {"P", "a", "d", "r", "R", "--archive", "--recursive", "--no-dereference"}


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
    elif isinstance(found, Absent) and found.folder and site.doubtful:
        layers.muddy(place, site.why)
        merged = site.below([path]) if layers.is_folder(place) else [path]
        for one in merged:
            site.put(f"{place}{one[len(path.rstrip('/')) :]}", site.why)
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
    folder = next((value for key, value in options if key in _FOLDER), None)
    if folder is None and len(words) > 1:
        folder = words.pop()
    into = site.path(folder, last=False) if folder is not None else site.cwd
    if into is None:
        return
    own = folder is not None and not given & {*_FOLDER} and len(words) == 1 and not folder.text.endswith("/")
    # `ln -s target folder` puts the link into the folder, unless -n or -T says that it replaces a link to one.
    replaces = bool(given & {"T", "--no-target-directory"})
    replaces = replaces or (bool(given & {"n", "--no-dereference"}) and isinstance(site.layers.entry(into), Link))
    own = own and (replaces or not site.layers.is_folder(site.real(into)))
    if not own:
        into = site.real(into)
    for one in words:
        if not one.known or one.globs:
            site.layers.muddy(into, site.why)
        place = into if own else f"{into}/{base_name(one.text.rstrip('/'))}".replace("//", "/")
        if not one.known:
            site.put(place, site.why)
        elif given & {"s", "--symbolic"}:
            # -r: the way from the link to what the word names from here is worked out, and so it leads there
            target = site.path(one) if given & {"r", "--relative"} else None
            site.put(place, Link(target or one.text, site.place))
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
        path = site.path(one)
        if path is None:
            continue
        if not site.doubtful:
            site.layers.make_folder(path)
        elif not site.layers.is_folder(path):
            site.layers.muddy(path, site.why)


def _touch(site: Site, name: str, rest: list[Written]) -> None:
    for one in _split(name, rest)[1]:
        path = site.path(one)
        found = site.layers.entry(path) if path is not None else None
        if isinstance(found, Absent):
            site.write(one, None, append=True, place=None)
        elif path is not None and isinstance(found, Unknown) and not isinstance(found, Unseen):
            # there is one now for certain; the base image's is left as it is
            site.put(path, File(path, None, executable=None, said=site.place))


def _sed(site: Site, _name: str, rest: list[Written]) -> None:
    in_place = from_file = False
    scripts: list[Written] = []
    files: list[Written] = []
    todo = list(rest)
    while todo:
        one = todo.pop(0)
        if not one.text.startswith("-") or one.text == "-":
            files.append(one)
            continue
        key, at = _sed_option(one.text)
        if key == "i":
            in_place = True
        elif key in ("e", "f"):
            value = one.part(at, len(one.text)) if at else todo.pop(0) if todo else None
            from_file = from_file or key == "f"
            scripts += [value] if value is not None else []
    if not scripts and files:
        scripts.append(files.pop(0))
    if in_place:
        returns = len(scripts) == 1 and mends_line_ends(scripts[0].text)
        if returns:
            _strip(site, "sed", files)
            return
        edit = "\n".join(one.text for one in scripts) if all(one.known for one in scripts) and not from_file else None
        made = [
            each
            for one in scripts
            if edit and (lines := put_lines(one))
            for each in (lines, at_place("\n", lines.places[-1]))
        ]
        lines = joined(made) if made and len(made) == 2 * len(scripts) else None
        for path in site.paths([one for one in files if not one.text.startswith("-")]):
            site.spoil(path, site.layers.entry(path), edit, edited=True, lines=lines)


def _sed_option(text: str) -> tuple[str, int]:
    """What an option of sed says that matters here (`e`, `f`, `i`), and where its value begins (0: in the next word).

    What stands behind an `i` is the suffix of the backup: `-ie` has no `e`.
    """
    if text.startswith("--"):
        key, equals, _ = text.partition("=")
        return {"--expression": "e", "--file": "f", "--in-place": "i"}.get(key, ""), len(key) + 1 if equals else 0
    match = re.match(r"-[nErsuz]*([efi])", text)
    if match is None:
        return "", 0
    return match[1], match.end() if match.end() < len(text) else 0


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
    account = login_shell(name, rest) if name in ("useradd", "adduser", "usermod", "chsh") else None
    if account is not None:
        site.layers.login_shells[account[0]] = account[1]
    for path in (*_ACCOUNT_FOLDERS, *site.paths([one for one in rest if one.text.startswith("/")])):
        site.layers.muddy(path, site.why)


# The option that names the file: curl(1), wget(1).
_OUTPUT = {"curl": "o", "wget": "O"}
# Letters that may stand in front of it in the same word.
_WITHOUT_VALUE = {"curl": "fgijklnpqsvLNRS#0-9", "wget": "bcdqvFNSx"}


def _download(site: Site, name: str, rest: list[Written]) -> None:
    """What curl -o and wget -O leave: a file whose text isn't known, with mode 644."""
    letter = _OUTPUT[name]
    for number, one in enumerate(rest):
        target: Written | None = None
        if one.text in ("--output", "--output-document") or re.fullmatch(rf"-[a-zA-Z]*{letter}", one.text):
            target = rest[number + 1] if number + 1 < len(rest) else None
        elif stuck := re.match(rf"-[{_WITHOUT_VALUE[name]}]*{letter}(?=.)", one.text):
            target = one.part(stuck.end(), len(one.text))
        elif re.match(r"--output(-document)?=", one.text):
            target = one.part(one.text.index("=") + 1, len(one.text))
        if target is not None and target.text != "-":
            site.write(target, None, append=False, place=None)


# Tools that write to their output what isn't known here.
SPEAKING = frozenset({"sed", "curl", "wget"})
TOOLS: dict[str, Callable[[Site, str, list[Written]], None]] = {
    **dict.fromkeys(("useradd", "adduser", "usermod", "userdel", "deluser", "chsh"), _accounts),
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
