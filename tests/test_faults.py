"""Faults: the words and places that all rules share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import samples
from stoplint.faults import Fault
from stoplint.model.fact import Fact, Unknown
from stoplint.model.stop import causes
from stoplint.model.workload import Workload
from stoplint.text import Source

DOCKERFILE, SCRIPT = Source("Dockerfile", samples.DOCKERFILE), Source("start.sh", samples.SCRIPT)


def fault(*related):
    """A fault of an image that says neither ENTRYPOINT nor CMD, with these related places."""
    image: Any = SimpleNamespace(
        from_span=DOCKERFILE.span(0, 4), froms=(), taken=(), stand_ins=(), entrypoint=Fact(None, ""), cmd=Fact(None, "")
    )
    trace: Any = SimpleNamespace(image=image, launch=Unknown("nobody says"), workload=Workload())
    return Fault(trace, samples.lost_run(), causes.Ended(None, related=related))


def test_a_place_is_told_once_with_each_of_its_labels():
    place = SCRIPT.span(0, 9)
    (told,) = fault((place, "webapp runs"), (place, "app runs"), (place, "webapp runs")).related
    assert told.label == "webapp runs; app runs"  # a label within another one is another label
