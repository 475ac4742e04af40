"""Fixes as people get them: a whole context on disk, fixed in memory."""

from __future__ import annotations

import os

import pytest

import stoplint

DOCKERFILE = 'FROM debian:12-slim\nCOPY *.sh /\nENTRYPOINT ["/start.sh"]\n'


@pytest.fixture
def fixed(workspace):
    """`fixed({"start.sh": "…"})`: what `--fix` would make of the files, as a dict; unchanged ones as they were."""

    def run(files, *, unsafe=False, dockerfile=DOCKERFILE):
        files = {"Dockerfile": dockerfile, **files}
        root = os.path.realpath(workspace(files))
        changes = stoplint.fix(".", unsafe=unsafe, write=False).changes
        return {name: changes.texts.get(os.path.join(root, name), text) for name, text in files.items()}

    return run
