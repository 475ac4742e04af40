"""Faults by which nobody's work is lost: containers that are kept for `docker exec`, and tools for development."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from stoplint.model.stop import causes
from stoplint.model.stop.standing import NEVER_RUN
from stoplint.paths import base_name

if TYPE_CHECKING:
    from stoplint.faults import Fault
    from stoplint.text import Source

_FOLDERS_OF_DEVELOPERS = frozenset({"dev", "develop", "development", ".devcontainer"})
# Dockerfile.dev, dev.Dockerfile, Dockerfile-development
_OF_DEVELOPERS = re.compile(r"(?:^|[._-])dev(?:elop(?:ment)?)?(?:[._-]|$)")
# docker-compose.dev.yml, compose.override.yaml (which docker compose reads by itself on a developer's machine), compose.test.yaml
_OF_DEVELOPERS_ALONE = re.compile(
    r"(?:^|[._-])(?:dev(?:elop(?:ment|er)?)?|override|local|tests?|testing|ci|e2e|integration|debug|bench(?:mark)?)(?:[._-]|$)"
)
_NO_PRODUCTION = re.compile(
    r"(?:\bnot|n't) (?:(?:be |to be )?(?:meant |intended |suitable |ready |used? )?(?:for |in )(?:use in )?(?:a )?|a )production\b"
    r"|\b(?:for )?development (?:use )?only\b|\bonly for development\b",
    re.IGNORECASE,
)


def is_toolbox(fault: Fault[causes.Cause]) -> bool:
    """Whether nothing but a command that does nothing runs, in no run: the image is there for what `docker exec` starts."""
    if not isinstance(fault.cause, causes.KeepAlive) or not fault.cause.alone:
        return False
    runs = fault.trace.runs
    alone = all(each.cause.alone for each in runs if isinstance(each.cause, causes.KeepAlive))
    return alone and not any(run.applications for run in runs)


def only_develops(fault: Fault[causes.Cause]) -> bool:
    """Whether nothing goes wrong in the run but with programs that only somebody runs who develops, or the image is for them."""
    apps = fault.run.applications
    hit = [each for each in apps if each.fate != "finished"] or apps
    if fault.verdict in NEVER_RUN or not hit:
        return False
    service = fault.trace.workload.service
    if service is not None and (service.develops or _OF_DEVELOPERS_ALONE.search(base_name(service.span.path.lower()))):
        return True
    return all(each.develops for each in hit) or _is_for_development(fault.image.from_span.source)


def _is_for_development(dockerfile: Source) -> bool:
    """Whether a Dockerfile's name, its folder or the comment at its head says that nobody else runs the image."""
    *folders, name = dockerfile.path.lower().replace("\\", "/").split("/")
    if _OF_DEVELOPERS.search(name) or (folders and folders[-1] in _FOLDERS_OF_DEVELOPERS):
        return True
    head = itertools.takewhile(
        lambda line: not line.strip() or line.lstrip().startswith("#"), dockerfile.text.splitlines()
    )
    return any(_NO_PRODUCTION.search(line) for line in head)
