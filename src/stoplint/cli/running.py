"""What `stoplint check` does: findings, and with --fix what can be done about them."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from stoplint import terminal
from stoplint.cli.request import CLEAN, FAULT, FOUND, USAGE, cache_folder, request_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.config import Options
    from stoplint.finding import Finding
    from stoplint.project.checking import Checked, Request
    from stoplint.report import View

FORMATS = {
    "full": "full", "concise": "concise", "json": "json_", "sarif": "sarif", "github": "github", "gitlab": "gitlab",
    "junit": "junit", "checkstyle": "checkstyle",
}  # fmt: skip
# Formats that have no place for what is no finding: it is said on standard error.
WITHOUT_NOTES = ("gitlab", "checkstyle")


def check(paths: tuple[str, ...], given: dict[str, Any]) -> int:
    """The exit code; `given` are the options by their names."""
    from stoplint.config import options_for  # noqa: PLC0415 - the commands that look at no file do without
    from stoplint.project import checking  # noqa: PLC0415 - likewise

    paths = paths or (".",)
    for key in ("select", "extend_select", "ignore"):
        given[key] = tuple(part for text in given[key] for part in text.split(",") if part)
    request = request_of(paths, given)
    options = options_for(os.getcwd(), request.overrides, isolated=request.isolated)
    if given["fix"] or given["diff"]:
        return _fix(paths, request, given, options)
    checked = checking.check(paths, request, jobs=given["jobs"], progress=terminal.progress(),
                             cache_folder=cache_folder(given, options.cache_dir))  # fmt: skip
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

        told, failed = writing.add_comments(findings)
        _say_rest(checked, told, *(f"{path}: not written: {why}" for path, why in failed))
        return _exit_code(checked) or (USAGE if failed else CLEAN)
    view = terminal.view(given, checked)
    text = _statistics(findings, view) if given["statistics"] else _rendered(given["output_format"], findings, view)
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
    import click  # noqa: PLC0415 - only with --fix or --diff

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
        terminal.put_diff(text, given["output_file"])
        _say_rest(checked, *refused)
        return _exit_code(checked) or (FOUND if text else CLEAN)
    failed = tuple(writing.written(changes))
    findings = list(checked.findings)
    if given["baseline"]:
        findings = _without_known(findings, given["baseline"])
    view = terminal.view(given, checked)
    text = _statistics(findings, view) if given["statistics"] else _rendered(given["output_format"], findings, view)
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
    from stoplint.files import contents, leads_out  # noqa: PLC0415 - likewise
    from stoplint.project import checking  # noqa: PLC0415 - likewise

    data = "is a link out of the repository" if leads_out(path) else contents(path, baseline.MAX_BYTES)
    if isinstance(data, str):
        raise ConfigError(f"{path}: {data}")
    return baseline.without(findings, data.decode("utf-8", "replace"), path, checking.shown)


def _statistics(findings: Sequence[Finding], view: View) -> str:
    from stoplint.report import not_known  # noqa: PLC0415 - only with --statistics

    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.code, finding.name)
        counts[key] = counts.get(key, 0) + 1
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1])) if rows else 0
    unknown = not_known(view)
    return "".join(f"{count:>{width}}  {code}  {name}\n" for (code, name), count in rows) + (unknown and f"{unknown}\n")
