"""What is told of a file by its name alone."""

from __future__ import annotations

import pytest

from stoplint.model.catalog.scripts import is_called_start, is_start_script


@pytest.mark.parametrize(
    ("path", "unread", "judged"),
    [
        # what is taken for a script though its text is not known; which script is judged though no Dockerfile starts it
        ("/docker-entrypoint.sh", True, True),
        ("/docker-entrypoint", True, True),
        ("/app-entrypoint", True, True),
        ("my-entrypoint.sh", True, True),
        ("/entrypoint.py", True, True),
        ("/start", True, True),
        ("/app/start-server", True, True),
        ("run.sh", True, True),
        ("runserver.sh", True, True),
        ("Start.SH", True, True),
        ("init.fish", True, True),
        ("/deploy.sh", True, False),
        ("/build.sh", True, False),
        ("dry-run.sh", True, False),
        ("/dry-run", True, False),
        ("/restart", False, False),
        ("/runner", False, True),
        ("/server", False, True),
        ("/serve", False, True),
        ("/start.jar", False, True),
        ("/app", False, False),
    ],
)
def test_a_start_script_is_told_by_its_name(path, unread, judged):
    assert (is_start_script(path), is_called_start(path)) == (unread, judged)
