"""The command line: with `terminal` the only place that prints, asks the environment and decides on exit codes.

Exit codes: 0 nothing at or above the fail level, 1 findings, 2 usage, configuration or input that can't be read,
3 a fault of stoplint's own.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from stoplint import __version__, terminal
from stoplint.model.catalog.shells import POSSIBLE_SH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoplint.config import Options
    from stoplint.finding import Finding
    from stoplint.project.checking import Checked, Request
    from stoplint.report import View

CLEAN, FOUND, USAGE, FAULT = 0, 1, 2, 3
FORMATS = {
    "full": "full", "concise": "concise", "json": "json_", "sarif": "sarif", "github": "github", "gitlab": "gitlab",
    "junit": "junit", "checkstyle": "checkstyle",
}  # fmt: skip
# Formats that have no place for what is no finding: it is said on standard error.
WITHOUT_NOTES = ("gitlab", "checkstyle")


def main(arguments: Sequence[str]) -> int:
    """Run the command line on these arguments (without the program's name); the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # what a legacy encoding can't say is escaped, never an exception
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
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
    import traceback  # noqa: PLC0415 - only for a fault of our own

    traceback.print_exc()
    terminal.say("error: this is a fault of stoplint; please report it with the lines above")
    return FAULT


class _Grouped(click.Group):
    """`stoplint PATH` means nothing; the message says what does."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:  # noqa: ANN401 - click's own type
        if args and self.get_command(ctx, args[0]) is None and os.path.exists(args[0]):
            raise click.UsageError(f"No such command {args[0]!r}. Did you mean 'stoplint check {args[0]}'?", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Grouped, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="stoplint %(version)s")
def command() -> None:
    """Says what happens when a container is stopped: whether the application gets the signal, and finishes."""


# ---------------------------------------------------------------- options that commands share
def _key_value(_ctx: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
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
    click.option("--build-arg", "build_args", metavar="KEY=VALUE", multiple=True, callback=_key_value,
                 help="The value of an ARG."),
    click.option("--config", "settings", metavar="KEY=VALUE", multiple=True,
                 help="A configuration key and its value, as TOML."),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
                 help="Colours and links."),
    click.option("--output-file", "-o", metavar="FILE", type=click.Path(), help="Write there instead of printing."),
    click.option("--stdin-filename", metavar="PATH", default="Dockerfile", help="What `-` is judged as."),
)  # fmt: skip


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SETTINGS):
        function = option(function)
    return function


def _request(paths: Sequence[str], given: dict[str, Any]) -> Request:
    from stoplint.config import override  # noqa: PLC0415 - the commands that look at no file do without
    from stoplint.project.checking import STDIN, Request  # noqa: PLC0415 - likewise

    overrides = [override(text) for text in given["settings"]]
    for key in ("context", "target", "select", "ignore", "extend_select", "fail_level", "fail_on_unknown"):
        value = given.get(key)
        if value:
            overrides.append((key.replace("_", "-"), list(value) if isinstance(value, tuple) else value, f"--{key.replace('_', '-')}"))  # fmt: skip
    if given["build_args"]:
        overrides.append(("build-args", dict(given["build_args"]), "--build-arg"))
    stdin = sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if STDIN in paths else ""
    return Request(
        overrides=tuple(overrides),
        isolated=given["isolated"],
        stdin=stdin,
        stdin_name=given["stdin_filename"],
        changed=given.get("changed", False),
    )


# ---------------------------------------------------------------- check
@command.command()
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
@_shared
def check(paths: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's options
    """Says what is wrong with Dockerfiles and the scripts they start.

    PATHS are files or folders (default: here). Folders are searched for Dockerfiles; a script is judged by way of
    the Dockerfiles that start it; - is standard input.
    """
    from stoplint.config import options_for  # noqa: PLC0415 - the commands that look at no file do without
    from stoplint.project import checking  # noqa: PLC0415 - likewise

    paths = paths or (".",)
    for key in ("select", "extend_select", "ignore"):
        given[key] = tuple(part for text in given[key] for part in text.split(",") if part)
    request = _request(paths, given)
    options = options_for(os.getcwd(), request.overrides, isolated=request.isolated)
    if given["fix"] or given["diff"]:
        return _fix(paths, request, given, options)
    checked = checking.check(paths, request, jobs=given["jobs"], progress=terminal.progress())
    findings = list(checked.findings)
    if given["write_baseline"]:
        from stoplint import baseline  # noqa: PLC0415 - only with --write-baseline

        terminal.write(given["write_baseline"], baseline.written(findings, checking.shown))
        terminal.say(f"{len(findings)} finding{'s' * (len(findings) != 1)} written to {given['write_baseline']}")
        return _exit_code(checked)
    if given["baseline"]:
        findings = _without_known(findings, given["baseline"])
    if given["add_ignore"]:
        from stoplint.suppression import writing  # noqa: PLC0415 - only with --add-ignore

        terminal.say(writing.add_comments(findings))
        return _exit_code(checked)
    view = terminal.view(given, checked)
    text = _statistics(findings) if given["statistics"] else _rendered(given["output_format"], findings, view)
    terminal.put(text, given["output_file"])
    _say_rest(checked, *_unheld_notes(given, view))
    return _exit_code(checked) if given["exit_zero"] else _exit_code(checked, findings, options)


def _unheld_notes(given: dict[str, Any], view: View) -> list[str]:
    """What is to be said of images beside findings, where the report has no place for it."""
    from stoplint.report import told  # noqa: PLC0415 - the commands that look at no file do without

    return told(view) if given["output_format"] in WITHOUT_NOTES and not given["statistics"] else []


def _say_rest(checked: Checked, *first: str) -> None:
    """What else there is to know: notes, inputs that can't be looked at, faults of ours."""
    for line in (*first, *checked.notes, *checked.input_errors, *checked.internal_errors):
        terminal.say(str(line))


def _fix(paths: tuple[str, ...], request: Request, given: dict[str, Any], options: Options) -> int:
    """`--fix` and `--diff`."""
    from stoplint.fixing import difference, writing  # noqa: PLC0415 - only with --fix or --diff
    from stoplint.project import checking, fixes  # noqa: PLC0415 - likewise

    for other in ("add_ignore", "write_baseline"):
        if given[other]:
            raise click.UsageError(f"--{other.replace('_', '-')} and --fix (or --diff) exclude each other.")
    if checking.STDIN in paths:
        raise click.UsageError("standard input can't be fixed: name a file.")
    fixed = fixes.fix(paths, request, unsafe=given["unsafe_fixes"])
    checked, changes = fixed.checked, fixed.result.changes
    refused = map(str, fixed.result.refused)
    if given["diff"]:
        text = difference.diff(changes)
        terminal.put(text, given["output_file"])
        _say_rest(checked, *refused)
        return _exit_code(checked) or (FOUND if text else CLEAN)
    failed = tuple(writing.written(changes))
    findings = list(checked.findings)
    if given["baseline"]:
        findings = _without_known(findings, given["baseline"])
    view = terminal.view(given, checked)
    text = _statistics(findings) if given["statistics"] else _rendered(given["output_format"], findings, view)
    terminal.put(text, given["output_file"])
    _say_rest(checked, *_unheld_notes(given, view), *refused)
    for path, why in failed:
        terminal.say(f"{path}: not written: {why}")
    made, files = len(fixed.result.made), len(changes.changed) - len(failed)
    if files:
        terminal.say(f"{made} fix{'es' * (made != 1)} in {files} file{'s' * (files != 1)}")
    code = _exit_code(checked) if given["exit_zero"] else _exit_code(checked, findings, options)
    if code in (CLEAN, FOUND) and failed:
        return USAGE
    return FOUND if code == CLEAN and made and given["exit_non_zero_on_fix"] else code


def _rendered(name: str, findings: Sequence[Finding], view: View) -> str:
    rendered: str = import_module(f"stoplint.report.{FORMATS[name]}").render(findings, view)
    return rendered


def _exit_code(checked: Checked, findings: Sequence[Finding] = (), options: Options | None = None) -> int:
    """Without options: whatever was found, or is not known, doesn't count."""
    from stoplint.linting import at_least  # noqa: PLC0415 - the commands that look at no file do without

    if checked.internal_errors:
        return FAULT
    if checked.input_errors:
        return USAGE
    if options is None:
        return CLEAN
    unknown = options.fail_on_unknown and any(each.verdict == "unknown" for each in checked.outcomes)
    return FOUND if unknown or at_least(findings, options.fail_level) else CLEAN


def _without_known(findings: list[Finding], path: str) -> list[Finding]:
    from stoplint import baseline  # noqa: PLC0415 - only with --baseline
    from stoplint.config import ConfigError  # noqa: PLC0415 - likewise
    from stoplint.project import checking  # noqa: PLC0415 - likewise

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from None
    return baseline.without(findings, text, path, checking.shown)


def _statistics(findings: Sequence[Finding]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.code, finding.name)
        counts[key] = counts.get(key, 0) + 1
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1])) if rows else 0
    return "".join(f"{count:>{width}}  {code}  {name}\n" for (code, name), count in rows)


# ---------------------------------------------------------------- trace
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


@command.command(cls=_WithArguments)
@click.argument("dockerfile", required=False, type=click.Path())
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json", "mermaid"]), default="text", show_default=True
)
@click.option("--init", is_flag=True, help="As docker run --init: tini is PID 1.")
@click.option("--stop-signal", metavar="SIGNAL", help="As docker run --stop-signal.")
@click.option("--env", "-e", metavar="KEY=VALUE", multiple=True, callback=_key_value, help="As docker run -e.")
@click.option("--sh", type=click.Choice(POSSIBLE_SH), help="What /bin/sh is, when the base image doesn't tell.")
@_shared
def trace(dockerfile: str | None, **given: Any) -> int:  # noqa: ANN401 - click's options
    """Shows one stop: who is PID 1, where the stop signal goes, and where it ends.

    DOCKERFILE is a file or the folder it is in (default: here). ARGUMENTS stand for those of docker run: they
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
    request = replace(_request((path,), given), run=run)
    traces, input_errors = checking.traces_of(path, request)
    report = import_module(f"stoplint.report.trace_{given['form']}")
    if traces:
        terminal.put(report.render(traces, terminal.view(given, None)), given["output_file"])
    for input_error in input_errors:
        terminal.say(str(input_error))
    return USAGE if input_errors else CLEAN


# ---------------------------------------------------------------- rule, config, completion
@command.command()
@click.argument("name", required=False)
@click.option(
    "--output-format", "-f", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
def rule(name: str | None, output_format: str, color: str) -> int:
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


@command.command()
@click.argument("path", required=False, type=click.Path(exists=True))
@click.option("--config", "settings", metavar="KEY=VALUE", multiple=True)
@click.option("--isolated", is_flag=True)
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON schema of configuration files.")
def config(path: str | None, settings: tuple[str, ...], *, isolated: bool, as_schema: bool) -> int:
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


@command.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Prints the completion script for a shell: eval "$(stoplint completion bash)"."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - only this command

    made = get_completion_class(shell)
    if made is None:  # pragma: no cover - the choice above is what click knows
        return USAGE
    print(made(command, {}, "stoplint", "_STOPLINT_COMPLETE").source())
    return CLEAN
