"""`stoplint rule`: the manual."""

from __future__ import annotations

import click

from stoplint import terminal
from stoplint.cli.request import CLEAN, USAGE


@click.command("rule")
@click.argument("name", required=False)
@click.option(
    "--output-format", "-f", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
def command(name: str | None, output_format: str, color: str) -> int:
    """Lists the rules, or explains one: stoplint rule SL201."""
    from stoplint import rulebook  # noqa: PLC0415 - the other commands show no rules
    from stoplint.report import View, manual  # noqa: PLC0415 - likewise

    view = View(colour=terminal.is_rich(color, to_file=False))
    if name is None:
        terminal.put(manual.listing(rulebook.rules(), view, output_format), None)
        return CLEAN
    found = rulebook.find(name)
    if found is None:
        from stoplint.config import nearest  # noqa: PLC0415 - only for a name that no rule has

        known = [*rulebook.names(), *(each.code for each in rulebook.rules())]
        terminal.say(f"error: no rule is called {name!r}{nearest(name.upper(), known) or nearest(name.lower(), known)}")
        return USAGE
    terminal.put(manual.page(found, view, output_format), None)
    return CLEAN
