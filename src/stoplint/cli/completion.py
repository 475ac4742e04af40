"""`stoplint completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click

from stoplint.cli.request import CLEAN, USAGE


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Prints the completion script for a shell: eval "$(stoplint completion bash)"."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - only this command

    made = get_completion_class(shell)
    if made is None:  # pragma: no cover - the choice above is what click knows
        return USAGE
    from stoplint.cli.group import command as stoplint  # noqa: PLC0415 - this command is one of its own

    print(made(stoplint, {}, "stoplint", "_STOPLINT_COMPLETE").source())
    return CLEAN
