"""What stoplint says of every build context in `fixtures/`, and what happens when it is really started and stopped."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from contexts import Started, fixtures
from kernel import Case, Outcome, stop_many
from kernel.container import command_words
from stoplint.folder import Folder
from stoplint.folder.repository import copied_paths
from stoplint.model.bases import find
from stoplint.model.fact import Unknown
from stoplint.model.stages import images
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
        stubs=said.get("stubs", {}), missing=lambda image: [*command_words(image), *built],
        grace=float(said.get("grace", GRACE)),
    )  # fmt: skip


@cache
def outcomes() -> dict[str, Outcome]:
    """All contexts, side by side, once: they mostly sleep."""
    return dict(zip([started.name for started in STARTS], stop_many(map(case, STARTS), 32), strict=True))


@pytest.mark.kernel
@pytest.mark.parametrize("started", [pytest.param(started, id=started.name) for started in STARTS])
def test_the_kernel_does_what_stoplint_says(started):
    trace = started.target()
    outcome = outcomes()[started.name]
    if trace.verdict != outcome.verdict:
        # a machine under load starts things late: once more, alone and with time
        (outcome,) = stop_many([replace(case(started), window=0.4, patience=4.0, early=False)])
    assert trace.verdict == outcome.verdict, f"{trace.reason}\n{outcome.describe()}"
