"""Standard output and error, colours and files: what the command line writes to, and how."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from stoplint import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.project.checking import Checked
    from stoplint.report import View


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


def put(text: str, path: str | None) -> None:
    if path:
        write(path, text)
        return
    encoding = (sys.stdout.encoding or "ascii").lower()
    sys.stdout.write(text if encoding.startswith("utf") else text.translate(_ASCII))
    sys.stdout.flush()


def write(path: str, text: str) -> None:
    from stoplint.config import ConfigError  # noqa: PLC0415 - only where a file is written

    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ConfigError(f"{path}: can't be written: {error.strerror}") from None


def say(text: str) -> None:
    """One line to people; nothing in it reaches the terminal or log raw."""
    from stoplint.report import line_start, visible  # noqa: PLC0415 - most runs say nothing beside their report

    sys.stdout.flush()
    print("\n".join(line_start(visible(line)) for line in text.split("\n")), file=sys.stderr)


def progress() -> Callable[[int, int], None] | None:
    """A counter on long runs, for people at a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None

    def show(done: int, wanted: int) -> None:
        if wanted >= 50 and (done % 10 == 0 or done == wanted):
            end = "\r\x1b[K" if done == wanted else ""
            print(f"\r{done} of {wanted} Dockerfiles{end}", end="", file=sys.stderr, flush=True)

    return show
