"""Standard output and error, colours and files: what the command line writes to, and how."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from stoplint import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.project.checking import Checked
    from stoplint.report import View


def open_streams() -> None:
    """Makes the standard streams fit to be written to: nothing is written to a closed one.

    A file that is opened later must not take its place.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            while (handle := os.open(os.devnull, os.O_RDWR)) < number:
                pass
            setattr(sys, name, open(handle, "r+" if number == 0 else "w", encoding="utf-8"))  # noqa: SIM115 - open to the end
    for stream in (sys.stdout, sys.stderr):
        # what a legacy encoding can't say is escaped, never an exception
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")


def view(given: dict[str, Any], checked: Checked | None) -> View:
    from stoplint import rulebook  # noqa: PLC0415 - completion shows no findings, no traces and no rules
    from stoplint.project import checking  # noqa: PLC0415 - likewise
    from stoplint.report import View  # noqa: PLC0415 - likewise

    rich = is_rich(given["color"], to_file=bool(given["output_file"]))
    found = {finding.name for finding in checked.findings} if checked else ()
    width = 120
    if sys.stdout.isatty():
        import shutil  # noqa: PLC0415 - only a terminal has a width

        width = max(shutil.get_terminal_size().columns, 40)
    return View(
        shown=checking.shown,
        colour=rich,
        links=rich and sys.stdout.isatty(),
        width=width,
        files=len(checked.files) if checked else 0,
        images=checked.images if checked else 0,
        paths=checked.files if checked else (),
        outcomes=checked.outcomes if checked else (),
        complete=not (checked and (checked.input_errors or checked.internal_errors)),
        rules={one.code: one for one in map(rulebook.rule, found)} if given.get("output_format") == "sarif" else {},
        absolute=os.path.abspath,
        version=__version__,
    )


def is_rich(wanted: str, *, to_file: bool) -> bool:
    """Whether to use colours: as asked, as NO_COLOR and FORCE_COLOR say, or on a terminal."""
    if wanted != "auto":
        return wanted == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return not to_file and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


_ASCII = str.maketrans({"→": "->", "✓": "+", "✗": "x", "└": "`", "├": "|", "─": "-", "│": "|", "…": "."})


def put_diff(text: str, path: str | None) -> None:
    """A difference: exact in a file, for `git apply`; where it is printed, nothing in it is obeyed."""
    from stoplint.report import harmless  # noqa: PLC0415 - only with --diff

    if path:
        write(path, text, errors="surrogateescape")
        return
    printed = harmless(text)
    put(printed, None)
    if printed != text:
        say("note: control characters are shown escaped; -o FILE writes the difference as it is")


def put(text: str, path: str | None) -> None:
    if path:
        write(path, text)
        return
    encoding = (sys.stdout.encoding or "ascii").lower()
    sys.stdout.write(text if encoding.startswith("utf") else text.translate(_ASCII))
    sys.stdout.flush()


def write(path: str, text: str, errors: str = "backslashreplace") -> None:
    from stoplint.config import ConfigError  # noqa: PLC0415 - only where a file is written
    from stoplint.files import leads_out  # noqa: PLC0415 - likewise

    if leads_out(path):
        raise ConfigError(f"{path}: can't be written: is a link out of the repository")
    # a pipe that nobody reads is an error, not a wait
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags, 0o666)
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(handle, True)
        with open(handle, "w", encoding="utf-8", errors=errors, newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: can't be written: {getattr(error, 'strerror', None) or error}") from None


def say(text: str) -> None:
    """One line to people; nothing in it reaches the terminal or log raw."""
    from stoplint.report import line_start, visible  # noqa: PLC0415 - most runs say nothing beside their report

    with suppress(OSError):  # whoever reads our errors has had enough
        sys.stdout.flush()
    with suppress(OSError):
        print("\n".join(line_start(visible(line)) for line in text.split("\n")), file=sys.stderr, flush=True)


def progress() -> Callable[[int, int], None] | None:
    """A counter on long runs, for people at a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None

    def show(done: int, wanted: int) -> None:
        if wanted >= 50 and (done % 10 == 0 or done == wanted):
            end = "\r\x1b[K" if done == wanted else ""
            print(f"\r{done} of {wanted} Dockerfiles{end}", end="", file=sys.stderr, flush=True)

    return show
