"""Silencing in the files themselves: `# stoplint: ignore[SL201] reason`, on the line or above it.

`# stoplint: ignore-file[SL201]` on a line of its own holds for the whole file; without codes all rules are
meant. In Dockerfiles the shell-form rules also heed what silences them elsewhere, `# hadolint ignore=DL3025` and
`# check=skip=JSONArgsRecommended`: another linter's remark on style is no word on a lost signal, and so only where they
are a remark themselves (configuration: `foreign-ignores`). A comment of ours that silences nothing, names no rule or is
not written as it must be, is a finding.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stoplint.finding import SEVERITIES, Edit, Finding, Fix
from stoplint.lazy_dataclass import dataclass
from stoplint.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from stoplint.rule import Rule
    from stoplint.text import Source

# The rules that are about these comments; their pages have no module in `checks`.
UNUSED, UNKNOWN, MALFORMED = ABOUT_COMMENTS = ("unused-ignore", "unknown-rule-in-ignore", "malformed-ignore")

# What other linters call the shell form of CMD and ENTRYPOINT.
_ALIASES = {
    "DL3025": ("shell-form-cmd", "shell-form-entrypoint"),
    "JSONARGSRECOMMENDED": ("shell-form-cmd", "shell-form-entrypoint"),
}
_OURS = (
    r"(?:#|//|--)[ \t]*stoplint:[ \t]*ignore(?P<file>-file)?[ \t]*(?:\[(?P<codes>[^\]\r\n]*)\][^\r\n]*|(?=[\r\n]|\Z))"
)
# Words that mean silencing, here or in other linters' comments, behind which there may be more; a rule's code means it, too.
_SILENCING = r"(?:\w+-|(?:file|line|turn)[ \t]+)*(?:ign|disabl|skip|no-?qa|no-?lint|allow|off\b|SL\d)"
# What was meant for one: it begins as ours do, or has their words without the colon.
_MEANT = (
    r"(?P<mark>#|//|--)[ \t]*stoplint(?:[ \t]*:[ \t]*(?P<told>[^\r\n]*)"
    r"|[ \t]+(?P<bare>ignore(?:-file)?[ \t]*(?:\[[^\r\n]*|(?=[\r\n]|\Z))))(?P<file>)"
)
_HADOLINT = r"^[ \t]*#[ \t]*hadolint[ \t]+(?P<file>global[ \t]+)?ignore[ \t]*=[ \t]*(?P<codes>[\w, \t]+)"
_CHECK = r"^#[ \t]*check[ \t]*=[ \t]*(?:[^\r\n]*;)?[ \t]*skip[ \t]*=[ \t]*(?P<codes>[\w, \t]+)(?P<file>)"


_LEVELS = ("none", *reversed(SEVERITIES))  # what may be heeded: up to this severity
_ALL = frozenset(_LEVELS)


@dataclass(frozen=True)
class Silence:
    """One comment that silences.

    `words` are the codes or names in it as written, with their places; none: all rules. `line` is the 1-based
    line it is about, None for the whole file. `ours` is False for other linters' comments, and for what stands in a
    here-document or a string (a script's text, perhaps): both may rightly silence nothing here, and stay. `heeded`
    are the severities that it silences.
    """

    span: Span
    words: tuple[tuple[str, Span], ...]
    line: int | None
    ours: bool = True
    heeded: frozenset[str] = _ALL

    def covers(self, finding: Finding) -> bool:
        """Whether the finding stands where this comment holds (whatever its rule is)."""
        if finding.severity not in self.heeded:
            return False
        if self.line is None:
            return True
        return finding.span is not None and finding.span.line <= self.line <= max(finding.span.end_line, finding.span.line)  # fmt: skip

    def word_for(self, finding: Finding) -> str | None:
        """The word that means the finding's rule ("" for a comment without words); None if none does."""
        if not self.words:
            return ""
        return next((word for word, _ in self.words if _means(word, finding.code, finding.name)), None)


def silences(source: Source, *, is_dockerfile: bool, foreign: str = "info") -> tuple[Silence, ...]:
    """All comments in the file that silence, in order; other linters' up to the severity `foreign`."""
    text, low = source.text, source.text.lower()
    found: list[Silence] = []
    import re  # noqa: PLC0415 - most files hold no such comment

    if "stoplint:" in text:
        data = _data(source, is_dockerfile=is_dockerfile)
        for match in re.finditer(_OURS, text):
            silence = _silence(source, match, is_dockerfile=is_dockerfile)
            if silence:
                ours = not any(span.start <= match.start() < span.end for span in data)
                found.append(Silence(silence.span, silence.words, silence.line, ours=ours))
    if is_dockerfile and ("hadolint" in low or "check" in low):
        for pattern in (_HADOLINT, _CHECK):
            for match in re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE):
                silence = _silence(source, match, is_dockerfile=True)
                if silence and silence.words:
                    whole = pattern == _CHECK or bool(match["file"])
                    line = None if whole else silence.line
                    heeded = frozenset(_LEVELS[1 : _LEVELS.index(foreign) + 1])
                    found.append(Silence(silence.span, silence.words, line, ours=False, heeded=heeded))
    return tuple(sorted(found, key=lambda silence: silence.span.start))


def malformed(source: Source, *, is_dockerfile: bool) -> tuple[tuple[Span, str], ...]:
    """The comments that were meant to silence and do not, each with what to write instead."""
    if "stoplint" not in source.text.lower():
        return ()
    import re  # noqa: PLC0415 - most files hold no such comment

    right = {match.start() for match in re.finditer(_OURS, source.text)}
    found = []
    data: list[Span] | None = None
    for match in re.finditer(_MEANT, source.text, re.IGNORECASE):
        told = match["told"] if match["told"] is not None else match["bare"]
        if match["told"] is not None and not _means_silence(told):
            continue  # prose
        if match.start() in right or _silence(source, match, is_dockerfile=is_dockerfile) is None:
            continue
        data = _data(source, is_dockerfile=is_dockerfile) if data is None else data
        if any(span.start <= match.start() < span.end for span in data):
            continue
        text = match.group().rstrip()
        span = source.span(match.start(), match.start() + len(text))
        found.append((span, f"{match['mark']} stoplint: {_meant(told)}"))
    return tuple(found)


def _means_silence(told: str) -> bool:
    import re  # noqa: PLC0415 - most files hold no such comment
    from difflib import get_close_matches  # noqa: PLC0415 - likewise

    if re.match(_SILENCING, told, re.IGNORECASE) is not None:
        return True
    first = re.match(r"[\w-]*", told)
    return first is not None and bool(get_close_matches(first[0].lower(), ("ignore", "ignore-file"), 1, 0.7))


def _meant(told: str) -> str:
    """How a comment is written that was meant to say this, its codes and its reason kept."""
    import re  # noqa: PLC0415 - most files hold no such comment

    word = re.match(r"[\w-]*", told)
    whole = "-file" if word and "fil" in word.group().lower() else ""
    codes = ", ".join(re.findall(r"\bSL\d+\b", told.upper())) or "CODE"
    return f"ignore{whole}[{codes}]"


def _data(source: Source, *, is_dockerfile: bool) -> list[Span]:
    """What a file holds that is no text of its own: files that a Dockerfile writes, words and here-documents of shells."""
    if is_dockerfile:
        from stoplint.syntax.dockerfile import read  # noqa: PLC0415 - most files hold no such comment

        written = [each for each in read(source).instructions if each.name in ("COPY", "ADD")]
        return [one.span for each in written for one in each.heredocs]
    from stoplint.model.catalog.shells import is_shell  # noqa: PLC0415 - likewise
    from stoplint.syntax import shell, shell_nodes, shell_walk  # noqa: PLC0415 - likewise
    from stoplint.syntax.shebang import shebang  # noqa: PLC0415 - likewise

    line = shebang(source)
    if not (is_shell(line.command[0]) if line and line.command else source.path.endswith(".sh")):
        return []
    return [node.span for node in shell_walk.walk(shell.read(source).script) if isinstance(node, shell_nodes.Literal)]


def _silence(source: Source, match: object, *, is_dockerfile: bool) -> Silence | None:
    import re  # noqa: PLC0415 - most files hold no such comment

    assert isinstance(match, re.Match)  # noqa: S101 - a type that costs an import to name
    span = source.span(match.start(), match.end())
    line_start = _line_start(source, span.line)
    alone = not source.text[line_start : match.start()].strip()
    if not alone and (is_dockerfile or match["file"]):
        return None  # no comment begins in the middle of a Dockerfile's line
    words: list[tuple[str, Span]] = []
    if "codes" in match.groupdict() and match["codes"] is not None:
        at = match.start("codes")
        for part in match["codes"].split(","):
            word = part.strip()
            start = at + len(part) - len(part.lstrip())
            words += [(word, source.span(start, start + len(word)))] if word else []
            at += len(part) + 1
    line = None if match["file"] else _next_line(source, span.line) if alone else span.line
    return Silence(span, tuple(words), line)


def _line_start(source: Source, line: int) -> int:
    """Where a line's text starts: the first one's behind a byte order mark."""
    return source.line_starts[line - 1] + (line == 1 and source.text.startswith("\ufeff"))


def _next_line(source: Source, line: int) -> int:
    """The next line that is neither empty nor a comment."""
    return _next_lines(source)[line] or line


@lru_cache(maxsize=4)
def _next_lines(source: Source) -> tuple[int, ...]:
    """For each line, the next one that is neither empty nor a comment; 0 where there is none."""
    found = [0]
    for number in range(len(source.line_starts), 0, -1):
        text = source.line_text(number).strip()
        found.append(number if text and not text.startswith(("#", "//")) else found[-1])
    return (0, *found[-2::-1])


def silenced(
    findings: Iterable[Finding],
    files: Sequence[tuple[Source, bool]],
    rules: Sequence[Rule],
    selected: Collection[str],
    shown: Callable[[str], str] = str,
    foreign: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """The findings that no comment silences, and what is to be said about the comments themselves.

    `files` are (source, whether it is a Dockerfile); `rules` are all rules there are, `selected` the codes of
    those that were run: only they can show that a comment is not used. `foreign`: by path, the worst severity that
    other linters' comments silence.
    """
    heeded = foreign or {}
    by_path = {
        shown(source.path): silences(source, is_dockerfile=kind, foreign=heeded.get(shown(source.path), "info"))
        for source, kind in files
    }
    used: set[tuple[Span, str]] = set()
    left: list[Finding] = []
    for finding in findings:
        hits = [
            (silence.span, word)
            for silence in by_path.get(shown(finding.path), ())
            if silence.covers(finding) and (word := silence.word_for(finding)) is not None
        ]
        used.update(hits)
        left += [] if hits else [finding]
    by_name = {rule.name: rule for rule in rules}
    for group in by_path.values():
        for silence in group:
            left += _about(silence, used, rules, by_name, selected) if silence.ours else []
    rule = by_name.get(MALFORMED)
    if rule is not None and rule.code in selected:
        for source, kind in files:
            left += [_not_heeded(rule, span, instead) for span, instead in malformed(source, is_dockerfile=kind)]
    return tuple(left)


def _not_heeded(rule: Rule, span: Span, instead: str) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        confidence="high",
        message=f"this comment silences nothing: it must be written `{instead}`",
        path=span.path,
        span=span,
        help=f"write {instead}, and the reason behind it",
    )


def _about(
    silence: Silence,
    used: Collection[tuple[Span, str]],
    rules: Sequence[Rule],
    by_name: dict[str, Rule],
    selected: Collection[str],
) -> list[Finding]:
    """What is wrong with the comment: words that mean no rule, words that silenced nothing."""
    meant = {word: _meaning(word, tuple(rules)) for word, _ in silence.words}
    unknown = [word for word, met in meant.items() if not met]
    unused = [
        word
        for word, met in meant.items()
        if met and all(rule.code in selected for rule in met) and (silence.span, word) not in used
    ]
    found = []
    if unknown and (rule := by_name.get(UNKNOWN)) and rule.code in selected:
        names = ", ".join(unknown)
        hint = _hint(unknown[0], rules) if len(unknown) == 1 else ""
        found.append(_finding(rule, silence, unknown, f"no rule is called {names}{hint}"))
    bare = not silence.words and (silence.span, "") not in used and all(rule.code in selected for rule in rules)
    if (unused or bare) and (rule := by_name.get(UNUSED)) and rule.code in selected:
        what = "this comment silences nothing" if bare else f"nothing here is silenced by {', '.join(unused)}"
        found.append(_finding(rule, silence, unused, what))
    return found


@lru_cache(maxsize=256)
def _meaning(word: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if _means(word, rule.code, rule.name))


def _finding(rule: Rule, silence: Silence, words: Collection[str], message: str) -> Finding:
    keep = [word for word, _ in silence.words if word not in words]
    whole = not keep or not silence.words
    edit = Edit(_with_line(silence.span), "") if whole else Edit(_list_span(silence), ", ".join(keep))
    title = "remove the comment" if whole else f"keep {', '.join(keep)} only"
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        confidence="high",
        message=message,
        path=silence.span.path,
        span=silence.span,
        fix=Fix(title, safe=True, edits=(edit,)),
    )


def _list_span(silence: Silence) -> Span:
    return silence.span.source.span(silence.words[0][1].start, silence.words[-1][1].end)


def _with_line(span: Span) -> Span:
    """The comment with its line, if nothing else is on it, or with the white space before it."""
    source = span.source
    start = _line_start(source, span.line)
    if not source.text[start : span.start].strip():
        end = source.line_starts[span.line] if span.line < len(source.line_starts) else len(source.text)
        return Span(source, start, end)
    before = source.text[start : span.start]
    return Span(source, start + len(before.rstrip()), span.end)


def _means(word: str, code: str, name: str) -> bool:
    return word.upper() == code or word.lower() == name or name in _ALIASES.get(word.upper(), ())


def _hint(word: str, rules: Sequence[Rule]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for errors

    known = [*(rule.code for rule in rules), *(rule.name for rule in rules)]
    found = get_close_matches(word.upper(), known, 1, 0.6) or get_close_matches(word.lower(), known, 1, 0.6)
    return f"; did you mean {found[0]}?" if found else ""
