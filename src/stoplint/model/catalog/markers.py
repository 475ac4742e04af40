"""Variables by which an image tells its own scripts that they run in a container.

`ENV TAUTULLI_DOCKER=True`, `ENV DOTNET_RUNNING_IN_CONTAINER=true` (the .NET images set it), `ENV IN_DOCKER=1`: nobody who
runs the image sets them to something else, as they would with a switch.
"""

from __future__ import annotations

import re

_TRUE = frozenset({"1", "true", "yes", "on", "y"})
_CONTAINER = r"(?:DOCKER(?:_CONTAINER)?|CONTAINER|DOCKERIZED|CONTAINERIZED)"
# IN_DOCKER, IS_CONTAINER, RUNNING_IN_CONTAINER, APP_DOCKER, DOCKER; DATA_CONTAINER says of another one something
_MARKER = re.compile(
    rf"(?:\w*_)?(?:IN|IS|INSIDE|WITHIN|RUNNING)_?{_CONTAINER}|{_CONTAINER}"
    r"|\w+_(?:DOCKER|DOCKERIZED|CONTAINERIZED)|DOCKER_RUNNING"
)
# what is wished for, of the Docker daemon or of the program: START_DOCKER, DISABLE_WARNING_IN_CONTAINER
_WISHES = frozenset((
    "ALLOW", "DISABLE", "DISABLED", "ENABLE", "ENABLED", "FORCE", "INSTALL", "MOUNT", "NO", "RUN", "SKIP", "START",
    "STOP", "USE", "WAIT", "WITH", "WITHOUT",
))  # fmt: skip


def says_container(name: str, value: str) -> bool:
    """Whether the variable with this value says that the scripts run in a container."""
    upper = name.upper()
    is_marker = _MARKER.fullmatch(upper) is not None and not _WISHES & set(upper.split("_"))
    return is_marker and value.strip().lower() in _TRUE
