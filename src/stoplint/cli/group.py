"""The commands, as click knows them: each is the module of its name, read when it is asked for."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from stoplint import __version__

COMMANDS = ("check", "completion", "config", "rule", "trace")


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
