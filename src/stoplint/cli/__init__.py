"""The command line: with `terminal` the only place that prints, asks the environment and decides on exit codes.

Exit codes: 0 nothing at or above the fail level, 1 findings, 2 usage, configuration or input that can't be read,
3 a fault of stoplint's own. Each command is the module of its name, read when it is asked for.
"""

from __future__ import annotations

import errno
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from stoplint import __version__, terminal
from stoplint.cli.common import CLEAN, FAULT, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("check", "completion", "config", "rule", "trace")


def main(arguments: Sequence[str]) -> int:
    """Run the command line on these arguments (without the program's name); the exit code."""
    terminal.open_streams()
    try:
        result = command.main(list(arguments), prog_name="stoplint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.exceptions.Abort:
        return 130
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return CLEAN
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _fault(error)
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


class _Commands(click.Group):
    """Finds commands by their modules. `stoplint PATH` means nothing; the message says what does."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own form
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"stoplint.cli.{cmd_name}").command
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:  # noqa: ANN401 - click's own type
        if args and self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing and args[0][:1] != "-":
            if os.path.exists(args[0]):
                raise click.UsageError(f"No such command {args[0]!r}. Did you mean 'stoplint check {args[0]}'?", ctx)
            from stoplint.config import nearest  # noqa: PLC0415 - only for a name that no command has

            raise click.UsageError(f"No such command {args[0]!r}{nearest(args[0], COMMANDS) or '.'}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="stoplint %(version)s")
def command() -> None:
    """Says what happens when a container is stopped: whether the application gets the signal, and finishes."""
