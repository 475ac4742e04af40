"""`su -c` and `sudo` as what becomes the program instead of staying in front of it: gosu, su-exec, setpriv."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.edits import places
from stoplint.finding import Edit, Fix
from stoplint.model.fact import Unknown
from stoplint.paths import base_name
from stoplint.syntax import shell, shell_quote

if TYPE_CHECKING:
    from stoplint.model.image.image import Image
    from stoplint.syntax.shell_nodes import Simple, Word
    from stoplint.text import Span

_USER = re.compile(r"[a-z_][a-z0-9_-]*\Z|\d+\Z")


def dropped(image: Image, span: Span) -> Fix | None:
    """The `su` or `sudo` command at `span` of a script with a drop-in that the image has.

    What `su` sets (su(1): HOME, SHELL, USER, LOGNAME; pam_mail(8): MAIL) is set by the script then. Unsafe: `su` also opens a session,
    and setpriv is told that the user's group has the user's name. None for a login (`su -`), which reads profiles,
    and for a `sudo` that starts from an empty environment (all but `sudo -E`).
    """
    place = places.place_of(shell.read(span.source), span)
    if place is None or place.command.assignments or span.source.host is not None:
        return None
    words = list(place.command.words)
    if words and words[0].literal == "exec":
        words = words[1:]
    if len(words) < 3 or not all(places.is_editable(word.span) for word in words):
        return None
    name = base_name(words[0].literal or "")
    found = _su(words[1:]) if name == "su" else _sudo(words[1:], place.command) if name == "sudo" else None
    if found is None or not _USER.match(found[0]) or found[0] in {"root", "0"}:
        return None  # root has nothing to give up, and would only lose what su sets
    user, command, own_shell = found
    tool = _drop_in(image)
    if tool is None:
        return None
    prefix = f"setpriv --reuid={user} --regid={user} --init-groups" if tool == "setpriv" else f"{tool} {user}"
    first = place.command.words[0]
    edits = [Edit(span.source.span(words[0].span.start, words[-1].span.end), f"{prefix} {command}")]
    if name == "su":
        said = own_shell or f'"$(getent passwd {user} | cut -d: -f7)"'
        variables = f"HOME=~{user} SHELL={said} USER={user} LOGNAME={user} "
        if tool == "setpriv":  # Debian's /etc/pam.d/su has pam_mail
            variables += f"MAIL=/var/mail/{user} "
        edits.insert(0, Edit(span.source.span(first.span.start, first.span.start), variables))
        if first is words[0]:
            edits = [Edit(edits[1].span, variables + edits[1].text)]
    return Fix(f"use {tool}, which becomes the program, instead of {name}", safe=False, edits=tuple(edits))


def _su(words: list[Word]) -> tuple[str, str, str] | None:
    """User, command and the shell that is asked for ("" for the user's own) of `su [-s shell] [-p] user -c command`, in any order."""
    user, own_shell, command = "", "", None
    at = 0
    while at < len(words):
        text = words[at].literal
        if text in ("-c", "--command", "-s", "--shell") and at + 1 < len(words):
            if text in ("-c", "--command"):
                command = words[at + 1]
            else:
                own_shell = words[at + 1].span.text
            at += 1
        elif text is None or text.startswith("-") or user:
            return None
        else:
            user = text
        at += 1
    if not user or command is None:
        return None
    split = shell_quote.split(command.literal) if command.literal is not None else None
    if split is None:
        return user, f"{own_shell or '/bin/sh'} -c {command.span.text}", own_shell
    split = split[1:] if split[0] == "exec" else split
    if not split or places.is_builtin(split[0]):
        return None
    return user, " ".join(shell_quote.quote(word) for word in split), own_shell


def _sudo(words: list[Word], command: Simple) -> tuple[str, str, str] | None:
    """User and command of `sudo -E -u user command`."""
    user, kept = "root", False
    at = 0
    while at < len(words):
        text = words[at].literal
        if text in ("-E", "--preserve-env"):
            kept = True
        elif text in ("-u", "--user") and at + 1 < len(words):
            user, at = words[at + 1].literal or "", at + 1
        elif text == "-n":
            pass
        elif text is not None and text.startswith("-"):
            return None
        else:
            break
        at += 1
    if not kept or at >= len(words) or places.is_builtin(words[at].literal or ""):
        return None
    source = command.span.source
    return user, source.text[words[at].span.start : words[-1].span.end], ""


def _drop_in(image: Image) -> str | None:
    """A program that surely is in the image: found there, installed by name, or part of Debian (util-linux)."""
    for name in ("gosu", "su-exec"):
        if image.rootfs.installs(name):
            return name
    debian = not isinstance(image.sh, Unknown) and image.sh.value == "dash"
    return "setpriv" if debian else None
