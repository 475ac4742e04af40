"""The build arguments that Home Assistant's builder gives the Dockerfile of an app."""

from __future__ import annotations

import json
import re
from textwrap import indent

from stoplint.project.build_files import maps

# The base of an app whose build.yaml names none: home-assistant/supervisor@090ef31ec:supervisor/apps/build.py#L111-L114
# (ghcr.io/home-assistant/base). Up to 2026.03 also of one without a build.yaml: 1264dbeda^:supervisor/addons/build.py#L84-L87
DEFAULT = ("BUILD_FROM=ghcr.io/home-assistant/amd64-base:latest",)
# What the configuration of every app says: developers.home-assistant.io/docs/add-ons/configuration, "Required configuration
# options"; `arch`, which stands there, too, the first ones did not have
_REQUIRED = ("name", "version", "slug", "description")


def is_app(text: str) -> bool:
    """Whether it is the config.yaml or config.json of an app."""
    return all(re.search(rf"""(?:^|[{{,])\s*["']?{key}["']?\s*:""", text, re.MULTILINE) for key in _REQUIRED)


def leaves_base_open(dockerfile: str) -> bool:
    """Whether a Dockerfile is built FROM what the builder says alone."""
    return re.search(r"^\s*ARG\s+BUILD_FROM\s*$", dockerfile, re.MULTILINE | re.IGNORECASE) is not None


def arguments(text: str) -> tuple[str, ...]:
    """The build arguments in the `build.yaml` or `build.json` beside the Dockerfile of a Home Assistant app.

    BUILD_FROM is the one of `build_from` for the machine: developers.home-assistant.io/docs/add-ons/configuration, "Add-on extended
    build".
    """
    if text.lstrip().startswith("{"):
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            return ()
        found = {key: read.get(key) for key in ("build_from", "args")}
    else:
        top = next((each for each in maps("x:\n" + indent(text, " ")) if "build_from" in each.values), None)
        below = {key: top.under(key) if top is not None else None for key in ("build_from", "args")}
        found = {
            key: {name: each.text(name) for name in each.values} for key, each in below.items() if each is not None
        }
    bases, said = (found.get(key) for key in ("build_from", "args"))
    named = dict(said) if isinstance(said, dict) else {}
    if isinstance(bases, dict) and isinstance(bases.get("amd64"), str):
        named["BUILD_FROM"] = bases["amd64"]
    return tuple(f"{name}={value}" for name, value in named.items() if isinstance(value, str))
