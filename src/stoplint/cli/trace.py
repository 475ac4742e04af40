"""`stoplint trace`: one stop, step by step."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from stoplint import terminal
from stoplint.cli.common import key_value, shared
from stoplint.cli.request import CLEAN, FAULT, USAGE, request_of
from stoplint.model.catalog.shells import POSSIBLE_SH


class _WithArguments(click.Command):
    """What stands behind `--` is for the container, whether or not a DOCKERFILE stands before it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta["arguments"] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- ARGUMENTS]"]


@click.command("trace", cls=_WithArguments)
@click.argument("dockerfile", required=False, type=click.Path())
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json", "mermaid"]), default="text", show_default=True
)
@click.option("--init", is_flag=True, help="As docker run --init: tini is PID 1.")
@click.option("--stop-signal", metavar="SIGNAL", help="As docker run --stop-signal.")
@click.option("--env", "-e", metavar="KEY=VALUE", multiple=True, callback=key_value, help="As docker run -e.")
@click.option("--sh", type=click.Choice(POSSIBLE_SH), help="What /bin/sh is, when the base image doesn't tell.")
@shared
def command(dockerfile: str | None, **given: Any) -> int:  # noqa: ANN401 - click's options
    """Shows one stop: who is PID 1, where the stop signal goes, and where it ends.

    DOCKERFILE is a file or the folder it is in (default: here), a Compose file or a Kubernetes manifest. ARGUMENTS stand for those of docker run: they
    replace CMD.
    """
    from stoplint import signals  # noqa: PLC0415 - the commands that look at no file do without
    from stoplint.lazy_dataclass import replace  # noqa: PLC0415 - likewise
    from stoplint.model.workload import Workload  # noqa: PLC0415 - likewise
    from stoplint.project import checking  # noqa: PLC0415 - likewise

    path = dockerfile or "."
    if given["stop_signal"] and signals.canonical(given["stop_signal"]) is None:
        meant = signals.nearest(given["stop_signal"])
        hint = f" Did you mean {meant}?" if meant else ""
        raise click.BadParameter(f"{given['stop_signal']!r} is no signal.{hint}", param_hint="'--stop-signal'")
    run = Workload(
        init=given["init"], stop_signal=given["stop_signal"], environment=dict(given["env"]), sh=given["sh"],
        arguments=click.get_current_context().meta.get("arguments"),
    )  # fmt: skip
    request = replace(request_of((path,), given), run=run)
    traces, errors = checking.traces_of(path, request)
    report = import_module(f"stoplint.report.trace_{given['form']}")
    if traces:
        terminal.put(report.render(traces, terminal.view(given, None)), given["output_file"])
    for error in errors:
        terminal.say(str(error))
    if any(not isinstance(error, checking.InputError) for error in errors):
        return FAULT
    return USAGE if errors else CLEAN
