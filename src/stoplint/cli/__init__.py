"""The command line: with `terminal` the only place that prints, asks the environment and decides on exit codes.

Exit codes: 0 nothing at or above the fail level, 1 findings, 2 usage, configuration or input that can't be read,
3 a fault of stoplint's own.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from stoplint import terminal
from stoplint.cli.plain import plain_check
from stoplint.cli.request import CLEAN, FAULT, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence


INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run the command line on these arguments (without the program's name); the exit code."""
    terminal.open_streams()
    asked = plain_check(arguments)
    try:
        if asked is None:
            return _with_click(arguments)
        from stoplint.cli.running import check  # noqa: PLC0415 - the other commands do without

        return check(*asked)
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return CLEAN
    except KeyboardInterrupt:  # click makes an Abort of it
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _fault(error)


def _with_click(arguments: Sequence[str]) -> int:
    import click  # noqa: PLC0415 - half of a run that finds all it wants in the cache

    from stoplint.cli.group import command  # noqa: PLC0415 - likewise

    try:
        result = command.main(list(arguments), prog_name="stoplint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.exceptions.Abort:
        return INTERRUPTED
    return result if isinstance(result, int) else CLEAN


def _fault(error: Exception) -> int:
    from stoplint.config import ConfigError  # noqa: PLC0415 - only when something failed

    if isinstance(error, ConfigError):
        terminal.say(f"error: {error}")
        return USAGE
    why = _not_ours(error)
    if why:
        terminal.say(f"error: {why}")
        return USAGE
    import traceback  # noqa: PLC0415 - only for a fault of our own

    traceback.print_exc()
    terminal.say("error: this is a fault of stoplint; please report it with the lines above")
    return FAULT


# What a stream or disk says that takes no more.
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


def _not_ours(error: Exception) -> str:
    """What is wrong with the place that stoplint runs in; "" where that isn't what the error is about."""
    if not isinstance(error, OSError):
        return ""
    if error.errno in _FULL and error.filename is None:
        return f"standard output can't be written to: {error.strerror}"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return f"no more files can be opened: {error.strerror}"
    try:
        os.getcwd()
    except OSError:
        return "the current directory is gone"
    return ""
