"""Which variables of an image say that its scripts run in a container, and which are switches."""

from __future__ import annotations

import pytest

from stoplint.model.catalog.markers import says_container


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TAUTULLI_DOCKER", "True", True),
        ("LIBRENMS_DOCKER", "1", True),
        ("DOTNET_RUNNING_IN_CONTAINER", "true", True),
        ("IN_DOCKER", "True", True),
        ("IS_DOCKER", "yes", True),
        ("AGENT_ISDOCKER", "true", True),
        ("INSIDE_CONTAINER", "1", True),
        ("DOCKER", "true", True),
        ("DOCKER_CONTAINER", "1", True),
        ("PNGX_CONTAINERIZED", "1", True),
        ("in_docker", "1", True),
        ("TAUTULLI_DOCKER", "False", False),
        ("IN_DOCKER", "", False),
        ("DOCKER", "podman", False),
        ("START_DOCKER", "true", False),
        ("ENABLE_DOCKER", "true", False),
        ("RUN_IN_DOCKER", "true", False),
        ("DISABLE_WARNING_IN_CONTAINER", "1", False),
        ("CONTAINER_ENABLE_DEBUG", "true", False),
        ("DOCKER_MODS", "1", False),
        ("DATA_CONTAINER", "1", False),
        ("RUN_CRON", "true", False),
        ("DEBUG", "1", False),
    ],
)
def test_a_marker_is_told_by_its_name_and_its_value(name, value, expected):
    assert says_container(name, value) is expected
