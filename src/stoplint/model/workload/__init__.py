"""What is said from outside about a launch: what `docker run` takes, and what the user states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.rows import Program, Wrapper
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Fact
    from stoplint.model.workload.service import Service


@dataclass(frozen=True)
class Workload:
    """How an image is run.

    `environment`: `-e KEY=VALUE`; `sh`: what /bin/sh is, over what the base says; `arguments`: instead of CMD;
    `grace`: seconds, with who says so; `drains`: seconds that a program takes to shut down, by its name;
    `programs` and `wrappers`: rows that go before those of the catalog. `service`: the container of an orchestrator that it is, whose
    values stand in the image by then (see `overlay`), or here.
    """

    init: bool = False
    stop_signal: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    sh: Dialect | None = None
    arguments: tuple[str, ...] | None = None
    grace: Fact[float] | None = None
    drains: Mapping[str, float] = field(default_factory=dict)
    programs: tuple[Program, ...] = ()
    wrappers: tuple[Wrapper, ...] = ()
    service: Service | None = None
