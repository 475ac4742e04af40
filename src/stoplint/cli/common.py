"""The options by which a run is asked for, which the commands share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def key_value(_ctx: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for text in values:
        key, equals, value = text.partition("=")
        if not key or (not equals and key not in os.environ):
            raise click.BadParameter(f"{text!r} must be KEY=VALUE", param=parameter)
        # as docker does it: a bare KEY takes the value that it has here
        pairs.append((key, value if equals else os.environ[key]))
    return tuple(pairs)


_SETTINGS: tuple[Callable[[Any], Any], ...] = (
    click.option("--context", metavar="DIR", type=click.Path(), help="The build context (default: found by COPY)."),
    click.option("--target", metavar="STAGE", help="The stage that is built (default: the last)."),
    click.option("--build-arg", "build_args", metavar="KEY=VALUE", multiple=True, callback=key_value,
                 help="The value of an ARG."),
    click.option("--config", "settings", metavar="KEY=VALUE", multiple=True,
                 help="A configuration key and its value, as TOML."),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
                 help="Colours and links."),
    click.option("--output-file", "-o", metavar="FILE", type=click.Path(), help="Write there instead of printing."),
    click.option("--stdin-filename", metavar="PATH", default="Dockerfile", help="What `-` is judged as."),
)  # fmt: skip


def shared(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SETTINGS):
        function = option(function)
    return function
