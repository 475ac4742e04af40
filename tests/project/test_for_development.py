"""Images that only somebody runs who develops, as the name of the Dockerfile or of its folder says."""

from __future__ import annotations

import pytest

import stoplint

LOST = "FROM debian:12-slim\nCMD app; cleanup\n"


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("Dockerfile", "error"), ("docker/prod/Dockerfile", "error"), ("docker/dev/Dockerfile", "info"), ("dev/api/Dockerfile", "error"),
        ("Dockerfile.dev", "info"), ("dev.Dockerfile", "info"), ("Dockerfile.device", "error"), ("Dockerfile.dev-db", "info"),
        (".devcontainer/Dockerfile", "info"),
    ],
)  # fmt: skip
def test_a_fault_of_an_image_for_development_is_information(workspace, path, severity):
    workspace({path: LOST})
    assert {each.severity for each in stoplint.lint(path)} == {severity}


def test_what_does_not_start_is_an_error_everywhere(workspace):
    workspace({"Dockerfile.dev": 'FROM debian:12-slim\nCMD ["$APP"]\n'})
    assert [each.severity for each in stoplint.lint("Dockerfile.dev")] == ["error"]
