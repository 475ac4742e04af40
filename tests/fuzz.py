"""Mutated repositories: Dockerfiles, scripts and configuration of the fixtures with small and large changes in them.

`make fuzz` runs until it was told enough (`COUNT`, `SEED`), and prints what doesn't hold with the files that show it:
whatever is in a file, nothing fails, nothing takes long, places stand in their texts, and what was fixed stays so.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bounded import NeverEndsError, bounded
from stoplint.config import ConfigError, Options, _toml, _with, from_folder
from stoplint.finding import Edit
from stoplint.fixing.writing import written
from stoplint.model.catalog.configs import package_json, supervisord
from stoplint.project import checking, fixes
from stoplint.project.build_files import builds
from stoplint.project.checking import Request
from stoplint.syntax import dockerfile, shell
from stoplint.syntax.handlers import sets_handler
from stoplint.syntax.shell_walk import walk
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.finding import Finding

FIXTURES = Path(__file__).parent.parent / "fixtures"
# Seconds of CPU time for an input; larger ones are no good for finding anything.
MOST_SECONDS, MOST_BYTES = 10, 20_000
WORDS = (
    "exec ", "trap 'kill $!' TERM\n", "wait\n", "wait $!\n", " &\n", " && ", " || ", "; ", " | ", "$(", ")", "`", "${", "}", "$((", "))", "[[ ",
    " ]]", "{ ", "; }", "( ", "if ", "; then ", "fi\n", "while :; do ", "done\n", "case $1 in\n", ";;\n", "esac\n", "<<E\n", "E\n", "'", '"', "\\", "\\\n", "#", "\r",
    "\r\n", "\t", "\0", "\x1b", "\u202e", "²", "\ufeff", "\x85", "\x0c", "\ud800", "99999999999999999999", "-1", "0", "$@", '"$@"', "$*", "$0", "$!", "$$", "eval ",
    "set -- ", "shift\n", ". /start.sh\n", "source ", "sh -c ", "bash", "kill -TERM 1\n", "FROM ", "FROM debian:12 AS x\n", "COPY . /\n", "COPY --from=0 / /\n",
    'CMD ["', '"]\n', "ENTRYPOINT ", "SHELL [", "STOPSIGNAL SIGINT\n", "ENV A=$A$A\n", "ARG X\n", "USER x\n", "WORKDIR ..\n", "ONBUILD ", "RUN ln -s / /x\n", "HEALTHCHECK CMD ",
    "[program:x]\n", "command=", "autorestart=true\n", "stopsignal=INT\n", "[include]\nfiles=*.conf\n", '{"scripts": {"start": "', "npm start", "npm run x", "[", "]", "{", ":", ",",
    "true", "null", "=", "[tool.stoplint]\n", "context = \"..\"\n", "grace-period = 1e9\n", "tini -- ", "gosu x ", "su-exec x ", "supervisord -n\n", "timeout 5 ", "sleep infinity\n",
)  # fmt: skip


@cache
def corpus() -> tuple[dict[str, str], ...]:
    """The small repositories that inputs are made of."""
    found = []
    for folder in sorted(FIXTURES.iterdir()):
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        files = [path for path in files if path.name not in ("fixture.toml", "expected.toml")]
        if files and sum(path.stat().st_size for path in files) < MOST_BYTES:
            found.append({str(path.relative_to(folder)): path.read_text("utf-8", "surrogateescape") for path in files})
    return tuple(found)


@cache
def lines() -> tuple[str, ...]:
    """All lines of the corpus."""
    return tuple(
        {line: None for files in corpus() for text in files.values() for line in text.splitlines(keepends=True)}
    )


def repository(rng: random.Random) -> dict[str, str]:
    """One input: files of a fixture, some of them changed."""
    files = dict(rng.choice(corpus()))
    if rng.random() < 0.1:
        files["stoplint.toml"] = "".join(rng.choice(WORDS) for _ in range(rng.randrange(5)))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        name = rng.choice(sorted(files))
        for _ in range(rng.choice((1, 1, 2, 4, 8))):
            files[name] = mutated(files[name], rng)[:MOST_BYTES]
    return files


def mutated(text: str, rng: random.Random) -> str:
    """The text with one change in it."""
    at = rng.randrange(len(text) + 1)
    end = min(len(text), at + rng.choice((1, 2, 5, 20, 100)))
    rows = text.splitlines(keepends=True) or [""]
    row = rng.randrange(len(rows))
    match rng.randrange(9):
        case 0:
            return text[:at] + text[end:]
        case 1:
            return text[:at] + rng.choice(WORDS) + text[at:]
        case 2:
            return text[:at] + text[at:end] * rng.choice((2, 3, 50)) + text[end:]
        case 3:
            return "".join([*rows[:row], rng.choice(lines()), *rows[row:]])
        case 4:
            return "".join([*rows[:row], *rows[row + 1 :]])
        case 5:
            other = rng.randrange(len(rows))
            rows[row], rows[other] = rows[other], rows[row]
            return "".join(rows)
        case 6:
            return text[:at] + chr(rng.choice((rng.randrange(128), rng.randrange(0x2100)))) + text[at + 1 :]
        case 7:
            return text.replace("\n", "\r\n") if rng.random() < 0.5 else text[:at]
        case _:
            return text[:at] + rng.choice(lines()) + text[end:]


def offences(files: dict[str, str], folder: Path) -> Iterator[str]:
    """What does not hold of one input."""
    lay_out(files, folder)
    before = os.getcwd()
    os.chdir(folder)
    from_folder.cache_clear()
    try:
        with bounded(MOST_SECONDS):
            yield from _offences()
    except ConfigError:
        pass
    except NeverEndsError:
        yield f"no end after {MOST_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        yield f"{type(error).__name__}: {error}"
    finally:
        os.chdir(before)


def _offences() -> Iterator[str]:
    checked = checking.check((".",), Request())
    yield from map(str, checked.internal_errors)
    for finding in checked.findings:
        yield from _places(finding)
    if not any(finding.fix is not None for finding in checked.findings):
        return
    for round_ in range(2):
        fixed = fixes.fix((".",), Request(), unsafe=True)
        yield from map(str, fixed.checked.internal_errors)
        if round_ and fixed.result.changes.changed:
            yield f"fixed again: {[finding.code for finding in fixed.result.made]} in {fixed.result.changes.changed}"
        yield from (f"{path}: not written: {why}" for path, why in written(fixed.result.changes))


def _places(finding: Finding) -> Iterator[str]:
    spans = [finding.span, *(related.span for related in finding.related)]
    spans += [edit.span for edit in (finding.fix.edits if finding.fix is not None else ()) if isinstance(edit, Edit)]
    for span in spans:
        if span is not None:
            place = span.located
            if not 0 <= place.start <= place.end <= len(place.source.text):
                yield f"{finding.code}: a place outside of the text: {place.start} {place.end}"
            if not 1 <= span.line <= span.end_line:
                yield f"{finding.code}: ends before it begins: {span.line} {span.end_line}"


def unreadable(text: str) -> Iterator[str]:
    """What does not hold of the readers, by themselves: a thousand times as quick as whole repositories."""
    for name, read in READERS.items():
        try:
            with bounded(MOST_SECONDS):
                read(text)
        except NeverEndsError:  # noqa: PERF203 - each reader by itself
            yield f"{name}: no end after {MOST_SECONDS} s"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            yield f"{name}: {type(error).__name__}: {error}"


def _read_shell(text: str) -> None:
    source = Source("x", text)
    for node in walk(shell.read(source).script):
        place = node.span.located
        assert 0 <= place.start <= place.end <= len(text), "a place outside of the text"


def _read_dockerfile(text: str) -> None:
    for each in dockerfile.read(Source("x", text)).instructions:
        place = each.span.located
        assert 0 <= place.start <= place.end <= len(text), "a place outside of the text"


def _read_configuration(text: str) -> None:
    with suppress(ConfigError):
        for key, value in _toml(text, "x").items():
            _with(Options(root=tempfile.gettempdir()), key, value, "x.toml")


def _read_builds(text: str) -> None:
    for name in (
        "compose.yaml",
        "docker-bake.json",
        "docker-bake.hcl",
        "package.json",
        "Makefile",
        ".github/workflows/x.yml",
    ):
        list(builds(name, text))


READERS = {
    "shell": _read_shell,
    "Dockerfile": _read_dockerfile,
    "configuration": _read_configuration,
    "supervisord": supervisord.supervised,
    "package.json": package_json.scripts,
    "builds": _read_builds,
    "Python": lambda text: sets_handler("python", text, lambda _: None),
    "JavaScript": lambda text: sets_handler("node", text, lambda _: None),
}


def lay_out(files: dict[str, str], folder: Path) -> None:
    (folder / ".git").mkdir(parents=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass" if "\ud800" in text else "surrogateescape"))
        path.chmod(0o755 if text.startswith("#!") else 0o644)


def found(seed: int) -> tuple[list[str], dict[str, str]]:
    """What does not hold of the input with this number, and its files."""
    files = repository(random.Random(seed))
    with tempfile.TemporaryDirectory() as folder:
        return list(offences(files, Path(folder) / "repository")), files


def found_by_readers(seed: int) -> tuple[list[str], dict[str, str]]:
    """What does not hold of the readers on all files of the input with this number."""
    files = repository(random.Random(seed))
    return [said for text in files.values() for said in unreadable(text)], files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--readers", action="store_true", help="the readers by themselves")
    given = parser.parse_args()
    start, bad, slowest, done = time.monotonic(), 0, 0.0, 0
    for seed in range(given.seed, given.seed + given.count):
        if given.minutes and time.monotonic() - start > given.minutes * 60:
            break
        before = time.process_time()
        said, files = found_by_readers(seed) if given.readers else found(seed)
        slowest = max(slowest, time.process_time() - before)
        done += 1
        if said:
            bad += 1
            print(f"--- {seed}: {'; '.join(said)}", flush=True)
            for name, text in files.items():
                print(f"{name}: {text!r}")
    print(f"{done} inputs, {bad} of which something does not hold; the slowest took {slowest:.1f} s of CPU time")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
