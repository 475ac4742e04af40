"""The report for people: the sentence, the source lines with the places marked, what happens at stop, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.report import glyphs, line_start, painted, summary, told, uri, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.finding import Finding
    from stoplint.report import View
    from stoplint.text import Source, Span

TAB = 4
# Lines of one span that are shown; of a longer one the first two and the last.
MOST_LINES = 4
# A line is cut to this many characters around its mark before anything is measured: a file may be one line.
REACH = 2000


def render(findings: Sequence[Finding], view: View) -> str:
    """All findings, each followed by an empty line; what is to be said of other images; and the summary line."""
    notes = "".join(f"{line}\n" for line in told(view))
    notes += "\n" * bool(notes)
    return "".join(f"{block(finding, view)}\n" for finding in findings) + notes + summary(findings, view) + "\n"


def block(finding: Finding, view: View) -> str:
    """One finding, several lines."""
    places = [(finding.span, finding.label, "^")] if finding.span else []
    places += [(related.span, related.label, "-") for related in finding.related]
    digits = max((len(str(span.end_line)) for span, _, _ in places), default=1)
    gutter = " " * (digits + 3) + painted("|", "gutter", view)
    head = painted(f"{finding.severity} {finding.code} {finding.name}", finding.severity, view)
    lines = [f"{head}{painted(f': {visible(finding.message)}', 'bold', view)}"]
    if finding.span is None:
        lines.append(f"{' ' * (digits + 2)}{painted('-->', 'gutter', view)} {_link(finding.path, None, view)}")
    for number, (span, label, mark) in enumerate(places):
        arrow = painted("-->" if number == 0 and finding.span else ":::", "gutter", view)
        lines.append(f"{' ' * (digits + 2)}{arrow} {_link(span.path, span, view)}")
        lines += [gutter] * (number == 0)
        style = finding.severity if mark == "^" else "gutter"
        lines += _marked(span.located, visible(label), mark, digits, style, view)
    notes = _notes(finding)
    lines += [gutter] * bool(notes)
    lines += [f"{' ' * (digits + 3)}{painted('=', 'gutter', view)} {painted(kind, 'bold', view)}: {visible(said)}"
              for kind, said in notes]  # fmt: skip
    return "\n".join(lines) + "\n"


def _notes(finding: Finding) -> list[tuple[str, str]]:
    notes = [("at stop", finding.consequence)] if finding.consequence else []
    if finding.fix:
        notes.append((f"fix [{'safe' if finding.fix.safe else 'unsafe'}]", finding.fix.title))
    if finding.help and not (
        finding.fix and finding.fix.safe
    ):  # an unsafe one is not what is advised, or not all of it
        notes.append(("help", finding.help))
    return notes


def _marked(span: Span, label: str, mark: str, digits: int, style: str, view: View) -> list[str]:
    """The lines of the span with their marks below; the label stands beside the last mark."""
    first, last = span.line, span.end_line
    if last > first and span.end == span.source.line_starts[last - 1]:
        last -= 1  # the span ends behind a line end: nothing of the next line is in it
    numbers = [*range(first, last + 1)]
    if len(numbers) > MOST_LINES:
        numbers = [first, first + 1, 0, last]
    lines = []
    for number in numbers:
        if number == 0:
            lines.append(" " * (digits + 2) + painted("...", "gutter", view))
            continue
        text, before, width = _line(span.source, number, span, max(view.width - digits - 5, 20))
        said = f" {label}" if number == last and label else ""
        bar = painted("|", "gutter", view)
        lines.append(f"{painted(str(number).rjust(digits + 2), 'gutter', view)} {bar} {text}".rstrip())
        lines.append(f"{' ' * (digits + 3)}{bar} {' ' * before}{painted(mark * width + said, style, view)}".rstrip())
    return lines


def _line(source: Source, number: int, span: Span, room: int) -> tuple[str, int, int]:
    """A line as shown in `room` columns, the columns before the mark, and the mark's width (at least 1)."""
    start = source.line_starts[number - 1]
    text = source.line_text(number)
    begin = min(max(span.start - start, 0), len(text))
    end = min(max(span.end - start, begin), len(text))
    if number > span.line:  # a further line of the span: its indentation is not marked
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    cut = max(begin - REACH, 0)
    text, cut_right = text[cut : begin + REACH], len(text) > begin + REACH
    begin, end = begin - cut, min(end - cut, len(text))
    cells, widths = _cells(text)
    left, right = 0, len(cells)
    if sum(widths) > room or cut or cut_right:
        left, right = _window(widths, begin, room - 2)
    shown = "…" * bool(left or cut) + "".join(cells[left:right]) + "…" * bool(right < len(cells) or cut_right)
    before = bool(left or cut) + sum(widths[left:begin])
    return shown, before, max(sum(widths[begin : min(end, right)]), 1)


def _window(widths: list[int], begin: int, room: int) -> tuple[int, int]:
    """The range of characters to show: as much as fits, the mark's start in it, some text before it."""
    left, used = begin, 0
    keep = room if sum(widths[:begin]) < room // 2 else room // 4
    while left and used + widths[left - 1] <= keep:
        left -= 1
        used += widths[left]
    right = begin
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    return left, right


def _cells(text: str) -> tuple[list[str], list[int]]:
    """What to show for each character, and how many columns it takes; tabs go to the next multiple of TAB."""
    cells = glyphs(text, keep="\t")
    if text.isascii():
        widths = [len(cell) for cell in cells]
    else:
        from unicodedata import combining, east_asian_width  # noqa: PLC0415 - ASCII needs no tables

        widths = [
            len(cell) if len(cell) > 1 or cell.isascii()
            else 0 if combining(cell)
            else 2 if east_asian_width(cell) in "WF"
            else 1
            for cell in cells
        ]  # fmt: skip
    column = 0
    for at, cell in enumerate(cells):
        if cell == "\t":
            widths[at] = TAB - column % TAB
            cells[at] = " " * widths[at]
        column += widths[at]
    return cells, widths


def _link(path: str, span: Span | None, view: View) -> str:
    shown = line_start(visible(view.shown(path)))
    text = f"{shown}:{span.line}:{span.column}" if span else shown
    if not view.links:
        return text
    return f"\x1b]8;;file://{uri(view.absolute(path))}\x1b\\{text}\x1b]8;;\x1b\\"
