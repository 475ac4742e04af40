"""`stoplint config`: which setting holds, and who said so."""

from __future__ import annotations

import os

import click

from stoplint import terminal
from stoplint.cli.request import CLEAN


@click.command("config")
@click.argument("path", required=False, type=click.Path(exists=True))
@click.option("--config", "settings", metavar="KEY=VALUE", multiple=True)
@click.option("--isolated", is_flag=True)
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON schema of configuration files.")
def command(path: str | None, settings: tuple[str, ...], *, isolated: bool, as_schema: bool) -> int:
    """Shows the configuration that holds for a file or folder, and who said what."""
    if as_schema:
        import json  # noqa: PLC0415 - only with --schema

        from stoplint.schema import schema  # noqa: PLC0415 - likewise

        terminal.put(json.dumps(schema(), indent=2) + "\n", None)
        return CLEAN
    from stoplint.config import described, options_for, override, selected  # noqa: PLC0415 - rule and completion do without
    from stoplint.report import visible  # noqa: PLC0415 - likewise
    from stoplint.rulebook import rules  # noqa: PLC0415 - likewise

    place = path or "."
    folder = place if os.path.isdir(place) else os.path.dirname(os.path.abspath(place))
    options = options_for(folder, [override(text) for text in settings], isolated=isolated)
    selected(options, rules())  # codes that mean nothing are an error here as well
    rows = described(options)
    wide = max(len(key) for key, _, _ in rows)
    for key, value, said_by in rows:
        print(f"{key.ljust(wide)} = {visible(value)}  # {visible(said_by)}")
    return CLEAN
