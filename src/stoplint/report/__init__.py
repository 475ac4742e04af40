"""Findings and traces as text, one module a format: each has a `render` that takes nouns and returns a str.

Nothing here prints or asks the environment: a `View` says who looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stoplint.lazy_dataclass import dataclass, field
from stoplint.outcomes import notes
from stoplint.outcomes.assumptions import as_data
from stoplint.signals import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from stoplint.finding import Finding
    from stoplint.outcomes import Outcome
    from stoplint.rule import Rule


@dataclass(frozen=True)
class View:
    """Who looks, and at what.

    `shown` turns a source's path into the one to show. `colour` and `links` (OSC 8) are for terminals; `width`
    is in columns. `files` and `images` were looked at; `paths` are the files looked at, as `shown` shows them, and
    `outcomes` how the stop of each target image ends. `complete`: nothing that was asked for could not be looked at.
    `rules` are the rule pages by code (for reports that carry help); `absolute` makes a link target of a path.
    """

    shown: Callable[[str], str] = str
    colour: bool = False
    links: bool = False
    width: int = 120
    files: int = 0
    images: int = 0
    paths: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    complete: bool = True
    rules: Mapping[str, Rule] = field(default_factory=dict)
    absolute: Callable[[str], str] = str
    version: str = ""


def uri(path: str) -> str:
    """The path as a relative reference (RFC 3986): its bytes, as far as a name has any.

    A half of a surrogate pair, which only Windows' names may hold, becomes U+FFFD.
    """
    from urllib.parse import quote  # noqa: PLC0415 - only machines and terminals that have links read it

    plain = "".join("\ufffd" if "\ud800" <= char < "\udc80" or "\udcff" < char <= "\udfff" else char for char in path)
    return quote(plain.encode("utf-8", "surrogateescape"))


# Zero-width and direction-changing characters: what they show is not what is there (Trojan Source); and what XML has no
# place for (XML 1.0, 2.2).
_INVISIBLE = frozenset((0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070),
                        0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF))  # fmt: skip


def visible(text: str, *, keep: str = "") -> str:
    r"""The text on one line with nothing in it that a terminal or a CI log would obey.

    Control characters, lone surrogates (bytes that are no UTF-8) and invisible characters become `\x1b` or
    `\u202e`; so does the second `#` of `##[` and `##vso[`, which log readers take for commands anywhere in a
    line. `keep` names control characters that stay as they are.
    """
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    return "".join(glyph for glyph in glyphs(text, keep=keep))


def glyphs(text: str, *, keep: str = "") -> list[str]:
    """What to show for each character of the text (see `visible`)."""
    shown = []
    for at, char in enumerate(text):
        number = ord(char)
        if char in keep or (32 <= number < 127 and not _starts_command(text, at)):
            shown.append(char)
        elif number < 160:
            shown.append(f"\\x{number:02x}")
        elif 0xDC80 <= number <= 0xDCFF:  # a byte that is no UTF-8, as surrogateescape keeps it
            shown.append(f"\\x{number - 0xDC00:02x}")
        elif 0xD800 <= number <= 0xDFFF or number in _INVISIBLE or 0xE0000 <= number <= 0xE007F:
            shown.append(f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}")
        else:
            shown.append(char)
    return shown


def _starts_command(text: str, at: int) -> bool:
    """Whether the `#` here is the second one of `##[…` (GitHub), `##vso[…` (Azure) or `##teamcity[…`."""
    if text[at] != "#" or text[at - 1 : at] != "#":
        return False
    return text.startswith(("[", "vso[", "teamcity["), at + 1)


# What the parts of a text look like on a terminal: parameters of ECMA-48's SGR.
_STYLES = {
    "error": "1;31", "warning": "1;33", "info": "1;36", "good": "1;32", "bad": "1;31", "unsure": "1;33",
    "gutter": "1;34", "bold": "1", "faint": "2", "code": "36",
}  # fmt: skip


def painted(text: str, style: str, view: View) -> str:
    """The text in a style's colour, where there are colours."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if view.colour and text else text


def line_start(text: str) -> str:
    """A file name that may stand first on a line: one that begins like a workflow command gets `./` in front."""
    return f"./{text}" if text.lstrip().startswith(("::", "##")) else text


def harmless(text: str) -> str:
    """A text of many lines in which nothing is obeyed by a terminal or a CI log; tabs and line ends stay."""
    shown = []
    for line in text.split("\n"):
        body, end = (line[:-1], "\r") if line.endswith("\r") else (line, "")
        body = visible(body, keep="\t")
        at = len(body) - len(body.lstrip())
        # a workflow command, white space in front of it or not (actions/runner, ActionCommand.TryParseV2)
        shown.append(f"{body[:at]}\\x3a{body[at + 1 :]}{end}" if body.startswith("::", at) else body + end)
    return "\n".join(shown)


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def summary(findings: Sequence[Finding], view: View) -> str:
    """`1 file, 2 images: 1 error, 2 warnings, 1 not known (1 fixable with --fix)`."""
    found = [
        plural(count, severity) if severity != "info" else f"{count} info"
        for severity in ("error", "warning", "info")
        if (count := sum(finding.severity == severity for finding in findings))
    ]
    found = (found or ["nothing found"]) + [*filter(None, [not_known(view)])]
    safe = sum(finding.fix is not None and finding.fix.safe for finding in findings)
    unsafe = sum(finding.fix is not None and not finding.fix.safe for finding in findings)
    ways = [f"{safe} fixable with --fix"] * bool(safe) + [f"{unsafe} with --fix --unsafe-fixes"] * bool(unsafe)
    seen = f"{plural(view.files, 'file')}, {plural(view.images, 'image')}"
    return f"{seen}: {', '.join(found)}" + (f" ({', '.join(ways)})" if ways else "")


def not_known(view: View) -> str:
    """`2 not known`: the images whose stop is not known; "" if there are none."""
    unknown = sum(outcome.verdict == "unknown" for outcome in view.outcomes)
    return f"{unknown} not known" if unknown else ""


# Notes that a report for people has at most; JSON and SARIF tell of each image.
MOST_NOTES = 20


def told(view: View) -> list[str]:
    """What is to be said of images beside findings, for people: a line for all with the same note."""
    found = notes(view.outcomes)
    lines = [line_start(visible(f"{note.named(view.shown)}: note: {note.text}")) for note in found[:MOST_NOTES]]
    if len(found) > MOST_NOTES:
        lines.append(f"note: {len(found) - MOST_NOTES} more like these; stoplint check -f json tells of each image")
    return lines


def as_object(outcome: Outcome, view: View) -> dict[str, Any]:
    """How the stop of one image ends, for programs."""
    return {
        "dockerfile": view.shown(outcome.path),
        "stage": outcome.stage,
        "line": outcome.line,
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "assumptions": [as_data(each) for each in outcome.assumes],
        "no_finding": outcome.silence or None,
        "container": outcome.container or None,
    }


def signal_name(said: str) -> str:
    """`SIGTERM` for whatever way it was said (`term`, `15`); what is no signal stays as it is."""
    known = canonical(said)
    return f"SIG{known}" if known else said
