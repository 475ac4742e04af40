"""What stoplint says of every build context in `fixtures/`, before and after its fix, and what the kernel does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from contexts import Started, fixtures
from kernel import Case, Outcome, calmly, missing, stop_many
from kernel.container import command_words
from kernel.image import Image
from kernel.machine import OPTIONAL
from stoplint.folder import Folder, copied_paths
from stoplint.model.catalog.images import find
from stoplint.model.fact import Unknown
from stoplint.model.image.stages import images
from stoplint.model.stop.answer import ImageTrace
from stoplint.syntax.dockerfile import read

STARTS = [started for fixture in fixtures() if not fixture.said.get("kernel") for started in fixture.starts]
# The kernel need not wait ten seconds to see that nothing happens.
GRACE = 3.0


def case(started: Started, folder: Path | None = None) -> Case:
    """The same context for the kernel; `folder` is a copy of the fixture's."""
    folder = folder or started.fixture.folder
    said = started.fixture.said
    context = Folder(folder)
    source = context.read(started.fixture.dockerfile)
    assert source is not None
    dockerfile = read(source)
    base = next(image.sh for image in images(dockerfile, context, find) if image.is_target)
    sh = started.sh or (None if isinstance(base, Unknown) else base.value)
    # what is copied and not there is built before the image is: an application
    copied = [path.rsplit("/", 1)[-1] for path in copied_paths(dockerfile)]
    built = [name for name in copied if not (folder / name).exists()]
    arguments = said.get("arguments")
    return Case(
        folder, started.fixture.dockerfile, sh=sh or "dash", signal=said.get("stop"),
        arguments=None if arguments is None else tuple(arguments), env=said.get("env", {}),
        stubs=said.get("stubs", {}), missing=lambda image: [*command_words(image), *built, *handed(image)],
        grace=float(said.get("grace", GRACE)),
    )  # fmt: skip


def absent(started: Started) -> str:
    """The tools that the context names (and its shell) that this machine lacks, as the reason of a skip; or ""."""
    files = [path for path in started.fixture.folder.rglob("*") if path.is_file() and path.suffix != ".toml"]
    words = {
        word for path in files for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8", errors="replace"))
    }
    return missing(case(started).sh, *sorted(words & OPTIONAL))


def handed(image: Image) -> list[str]:
    """The first word that an entrypoint is handed: often what it executes."""
    return [word for word in image.argv[1:2] if re.fullmatch(r"[A-Za-z_][\w.-]*", word)]


@dataclass(frozen=True)
class Asked:
    """A context, as written or fixed, with what stoplint says of it and how the kernel is asked."""

    name: str
    trace: ImageTrace
    case: Case


@pytest.fixture(scope="session")
def asked(tmp_path_factory) -> dict[str, Asked]:
    """Every context as it is written, and as `--fix` fixes it."""
    into = tmp_path_factory.mktemp("fixed")
    found = []
    for started in (started for started in STARTS if not absent(started)):
        found.append(Asked(started.name, started.target(), case(started)))
        for fixed in started.fixed(started.checked(), into):
            folder = fixed.write(into)
            found.append(Asked(fixed.name, started.target(folder), case(started, folder)))
    return {one.name: one for one in found}


@pytest.fixture(scope="session")
def outcomes(asked) -> dict[str, Outcome]:
    """All contexts, side by side, once: they mostly sleep."""
    return dict(zip(asked, stop_many([one.case for one in asked.values()], 32), strict=True))


@pytest.mark.kernel
@pytest.mark.parametrize("started", [pytest.param(started, id=started.name) for started in STARTS])
def test_the_kernel_does_what_stoplint_says(started, asked, outcomes):
    if reason := absent(started):
        pytest.skip(reason)
    for name in (started.name, f"{started.name}-fixed", f"{started.name}-unsafe-fixed"):
        if name not in asked:
            continue
        one, outcome = asked[name], outcomes[name]
        for slow in (False, True):
            if one.trace.verdict != outcome.verdict:
                # a machine under load starts things late: once more, alone and with time
                (outcome,) = calmly([one.case], slow=slow)
        assert one.trace.verdict == outcome.verdict, f"{name}: {one.trace.reason}\n{outcome.describe()}"
