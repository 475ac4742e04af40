"""`stoplint check`: its options; what it does is in `running`, which needs no click."""

from __future__ import annotations

from typing import Any

import click

from stoplint.cli.common import shared
from stoplint.cli.running import FORMATS, check


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--output-format", "-f", type=click.Choice(list(FORMATS)), default="full", show_default=True)
@click.option("--select", metavar="CODES", multiple=True, help="Run these rules only (codes, beginnings, names).")
@click.option("--extend-select", metavar="CODES", multiple=True, help="Run these rules, too.")
@click.option("--ignore", metavar="CODES", multiple=True, help="Don't run these rules.")
@click.option("--fail-level", type=click.Choice(["error", "warning", "info"]),
              help="End with 1 for findings of this severity or worse (default: warning).")  # fmt: skip
@click.option("--fail-on-unknown", is_flag=True, help="End with 1 where what happens at stop is not known.")
@click.option("--changed", is_flag=True,
              help="PATHS are what was changed: look at the images that start with them, pass over other files.")  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="End with 0 in spite of findings.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of showing them.")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, help="Processes to use (default: as it is worth).")
@click.option("--no-cache", is_flag=True, help="Judge everything anew, keep nothing.")
@click.option("--cache-dir", metavar="DIR", type=click.Path(),
              help="Where what was judged is kept (default: STOPLINT_CACHE_DIR, else the user's cache folder).")  # fmt: skip
@click.option("--baseline", metavar="FILE", type=click.Path(), help="Leave out the findings that this file holds.")
@click.option("--write-baseline", metavar="FILE", type=click.Path(), help="Write the findings to a baseline file.")
@click.option("--add-ignore", is_flag=True, help="Silence each finding with a comment in its file.")
@click.option("--fix", is_flag=True, help="Fix what can be fixed safely; each fix is proven before it is written.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: make the fixes that change what you chose, too."
)
@click.option(
    "--diff", is_flag=True, help="Show what --fix would change; write nothing, end with 1 if there is anything."
)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="With --fix: end with 1 if anything was fixed.")
@shared
def command(paths: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's options
    """Says what is wrong with Dockerfiles, Compose files and Kubernetes manifests, and the scripts they start.

    PATHS are files or folders (default: here). Folders are searched for Dockerfiles and manifests; a script is judged by
    way of the Dockerfiles and services that start it; - is standard input.
    """
    return check(paths, given)
