"""Lines that docker build refuses: the image is not built.

Source: https://docs.docker.com/reference/dockerfile/#overview; BuildKit's dockerfile/parser ("unknown instruction").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.syntax.templates import is_template

if TYPE_CHECKING:
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Span


def refused(dockerfile: Dockerfile) -> tuple[Span, ...]:
    """The words that stand where an instruction should and are none; none in templates and for other frontends."""
    places = tuple(region.instruction for region in dockerfile.opaque if region.instruction is not None)
    return places if places and _is_for_docker(dockerfile) else ()


def _is_for_docker(dockerfile: Dockerfile) -> bool:
    """False for templates, and where `# syntax=` names a frontend of somebody else, which may know more instructions."""
    syntax = next((each.value for each in dockerfile.directives if each.name == "syntax"), "docker/dockerfile")
    if not syntax.removeprefix("docker.io/").startswith(("docker/dockerfile", "moby/buildkit")):
        return False
    return not is_template(dockerfile)
