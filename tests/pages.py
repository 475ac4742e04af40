"""Rule pages as tests: their examples, what is found in them, and harmless changes that must not change that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import laws
from stoplint.fixing import FixResult, Judged, fix_all
from stoplint.fixing.applying import Changes
from stoplint.linting import lint, merged
from stoplint.model.workload import Workload
from stoplint.report import View, concise
from stoplint.rulebook import folder, rules
from stoplint.suppression.reading import ABOUT_COMMENTS, silenced
from stoplint.syntax.dockerfile import read
from stoplint.text import Source
from subjects import subjects

FILE_LINE = re.compile(r"`?(?P<path>[\w./-]+)`?(?: \((?P<mode>executable|not executable)\))?:")


@dataclass(frozen=True)
class Files:
    """A build context: texts by path, and which of them are executable."""

    texts: dict[str, str]
    executable: frozenset[str] = frozenset()


@dataclass
class Example:
    """One example of a page: `kind` is Bad, Fixed or Good; `output` the lines it promises; `after` its fixed form."""

    kind: str
    title: str
    texts: dict[str, str] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)
    output: list[str] = field(default_factory=list)
    after: Example | None = None

    @property
    def files(self) -> Files:
        return Files(dict(self.texts), frozenset(self.executable))


def examples(page: str) -> list[Example]:
    """The examples of a page, in order; a Fixed or Good one belongs to the Bad one before it, too.

    What a Fixed example does not show again is as it was in the Bad one.
    """
    found: list[Example] = []
    path, mode, fence = "", "", None
    for line in page.splitlines(keepends=True):
        bare = line.rstrip("\n")
        if fence is not None:
            if bare == "```":
                _keep(found[-1], fence, path, mode)
                fence, path, mode = None, "", ""
            else:
                fence[1].append(line)
        elif bare.startswith("```"):
            fence = (bare[3:], [])
        elif match := re.match(r"## (Bad|Fixed|Good)\b:?(.*)", bare):
            example = Example(match[1], match[2].strip())
            if found and found[-1].kind == "Bad" and match[1] != "Bad":
                found[-1].after = example
                example.texts.update(found[-1].texts)
                example.executable.update(found[-1].executable)
            found.append(example)
        elif match := FILE_LINE.fullmatch(bare):
            path, mode = match["path"], match["mode"] or ""
    return found


def rewrite_output(name: str, example: Example, found: list[str]) -> None:
    """Put what is found into the page, in place of the example's output."""
    path = Path(folder(), f"{name}.md")
    page = path.read_text(encoding="utf-8")
    place = [each.title for each in examples(page) if each.kind == "Bad"].index(example.title)
    blocks = list(re.finditer(r"(?<=^```output\n).*?(?=^```$)", page, re.MULTILINE | re.DOTALL))
    block = blocks[place]
    new = "".join(f"{line}\n" for line in found)
    path.write_text(page[: block.start()] + new + page[block.end() :], encoding="utf-8")


def _keep(example: Example, fence: tuple[str, list[str]], path: str, mode: str) -> None:
    kind, lines = fence
    if kind == "output":
        example.output = [line.rstrip("\n") for line in lines]
    else:
        assert path, f"a block of {example.kind} has no file name above it"
        example.texts[path] = "".join(lines)
        example.executable.discard(path)
        if mode == "executable" or (not mode and lines and lines[0].startswith("#!")):
            example.executable.add(path)


# ---------------------------------------------------------------- what is found
def findings(files: Files, name: str, workload: Workload | None = None):
    """What the rule of this name finds; the rules about comments need all rules to be run."""
    about_comments = name in ABOUT_COMMENTS
    chosen = [rule for rule in rules() if rule.name not in ABOUT_COMMENTS and (about_comments or rule.name == name)]
    judged = subjects(files.texts, files.executable, workload)
    found = []
    for subject in judged:
        some, internal_errors = lint(subject, chosen)
        assert not internal_errors, internal_errors
        found += some
    if not about_comments:
        return merged(found)
    context = judged[0].context
    own = judged[0].dockerfile.source
    sources = [(own, True), *((source, False) for path in files.texts if (source := context.read(path)) is not own)]
    said = silenced(merged(found), sources, rules(), {rule.code for rule in rules()})
    return merged(each for each in said if each.name == name)


def offences(files: Files, name: str) -> list[tuple[str, str]]:
    """What a rule says of a context that contradicts what was traced there."""
    found = [trace for subject in subjects(files.texts, files.executable) for trace in subject.traces]
    return list(laws.broken(found, findings(files, name)))


def lines(found) -> list[str]:
    """The findings as `--output-format concise` shows them."""
    return [concise.line(finding, View()) for finding in found]


def fixed(files: Files, name: str, *, unsafe: bool = True) -> FixResult:
    """The rule's fixes made as `--fix --unsafe-fixes` makes them: proven, round by round, to rest."""

    def judge(changes: Changes) -> Judged:
        now = _changed(files, changes)
        found = findings(now, name)
        judged = subjects(now.texts, now.executable)
        runs = tuple(subject.traces for subject in judged)
        return Judged(found, (found,) * len(judged), runs, tuple(each.dockerfile.source.path for each in judged))

    return fix_all(judge, unsafe=unsafe)


def _changed(files: Files, changes: Changes) -> Files:
    return Files({**files.texts, **changes.texts}, files.executable | changes.executable)


def fixed_files(files: Files, name: str) -> Files:
    """The files with the rule's fixes made."""
    return _changed(files, fixed(files, name).changes)


# ---------------------------------------------------------------- twists
def _edited(text: str, edit) -> str:
    """The Dockerfile's text after `edit(instruction)` gave (span, replacement) for some instructions."""
    dockerfile = read(Source("Dockerfile", text))
    changes = [change for each in dockerfile.instructions if (change := edit(each)) is not None]
    for span, new in reversed(changes):
        text = text[: span.start] + new + text[span.end :]
    return text


def _lower_case(text: str) -> str:
    return _edited(text, lambda each: (each.name_span, each.name_span.text.lower()))


def _comment_above(text: str) -> str:
    first = read(Source("Dockerfile", text)).instructions[0]
    return text[: first.span.start] + "# what this image is for\n\n" + text[first.span.start :]


def _named_stage(text: str) -> str:
    def name(each):
        if each.name != "FROM" or len(each.words) != 1:
            return None
        return each.words[0].span.source.span(
            each.words[0].span.end, each.words[0].span.end
        ), f" AS renamed{each.span.line}"

    return _edited(text, name)


def _continued(text: str) -> str:
    escape = read(Source("Dockerfile", text)).escape

    def fold(each):
        if each.name not in ("CMD", "ENTRYPOINT") or not each.value.text:
            return None
        return each.name_span.source.span(each.name_span.end, each.value_span.start), f" {escape}\n  "

    return _edited(text, fold)


def _dockerfile(change):
    def twist(files: Files) -> Files:
        own = files.texts.get("Dockerfile")
        return files if own is None else replace(files, texts={**files.texts, "Dockerfile": change(own)})

    return twist


def _manifests(change):
    def twist(files: Files) -> Files:
        texts = {path: change(text) if path.endswith(".yaml") else text for path, text in files.texts.items()}
        return replace(files, texts=texts)

    return twist


def _scripts(change):
    def twist(files: Files) -> Files:
        texts = {path: change(text) if text.startswith("#!") else text for path, text in files.texts.items()}
        return replace(files, texts=texts)

    return twist


def _script_comment(text: str) -> str:
    first, newline, rest = text.partition("\n")
    return f"{first}{newline}# what this script is for\n\n{rest}"


TWISTS = {
    "as it is": lambda files: files,
    "CRLF in the Dockerfile": _dockerfile(lambda text: text.replace("\n", "\r\n")),
    "no final newline": lambda files: replace(
        files, texts={path: text.rstrip("\n") for path, text in files.texts.items()}
    ),
    "a comment above": _dockerfile(_comment_above),
    "lower-case instructions": _dockerfile(_lower_case),
    "a named stage": _dockerfile(_named_stage),
    "continuation lines": _dockerfile(_continued),
    "CRLF in the manifests": _manifests(lambda text: text.replace("\n", "\r\n")),
    "a comment in the manifests": _manifests(lambda text: f"# who it is for\n---\n# what it is for\n\n{text}"),
    "a comment in the scripts": _scripts(_script_comment),
}


def without_places(found: list[str]) -> list[str]:
    """The lines without line and column numbers, in order: what a twist may not change."""
    return sorted(re.sub(r":\d+", "", line) for line in found)
