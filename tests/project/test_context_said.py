"""The build context of a Dockerfile, where its own COPYs don't tell it and another file of the repository does."""

from __future__ import annotations

import os

import pytest

from stoplint.project.analysis import context_said
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

COMPOSE = "services:\n  app:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n"
ACTION = """jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: .
          file: docker/Dockerfile
          push: true
"""


def said(tmp_path, files, copies="COPY start.sh /start.sh", at="docker/Dockerfile"):
    for path, text in {".git/HEAD": "", at: f"FROM debian:12\n{copies}\n", **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    dockerfile = read(Source(at, f"FROM debian:12\n{copies}\n"))
    folder, by = context_said(str(tmp_path / at), str(tmp_path), dockerfile)
    return os.path.relpath(folder, tmp_path), by


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("compose.yaml", COMPOSE, 3),
        ("docker/docker-compose.yml", COMPOSE.replace(" .\n", " ..\n"), 3),
        (".github/workflows/image.yml", ACTION, 6),
        ("Makefile", "image:\n\tdocker build -f docker/Dockerfile .\n", 2),
        ("Makefile", "image:\n\tcd docker && docker build -t app -f Dockerfile ..\n", 2),
        (
            ".devcontainer/devcontainer.json",
            '{\n  // as in production\n  "build": {"dockerfile": "../docker/Dockerfile", "context": "..",},\n}\n',
            3,
        ),
        (
            ".devcontainer.json",
            '{"build": {"dockerfile": "docker/Dockerfile", "context": "."}, "postCreateCommand": "x // y"}\n',
            1,
        ),
        ("scripts/image.sh", "#!/bin/sh\npodman build -t app --file docker/Dockerfile .\n", 2),
    ],
)
def test_a_file_that_builds_it_says_the_context(tmp_path, path, text, line):
    both = {"start.sh": "", "docker/start.sh": "", path: text}
    assert said(tmp_path, both) == (".", f"{path}:{line}")


def test_what_is_built_before_the_image_is_found_nowhere_and_the_command_says_where_it_will_be(tmp_path):
    files = {"cmd/app/run.sh": "", "run.sh": "", "go.mod": "", "Makefile": "image:\n\tdocker build -t app ./cmd/app/\n"}
    copies = "COPY app run.sh /"
    assert said(tmp_path, files, copies, "cmd/app/Dockerfile") == ("cmd/app", "Makefile:2")


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": COMPOSE, "Makefile": "image:\n\tdocker build docker\n"},  # two say two
        {"Makefile": "image:\n\tdocker build -f docker/Dockerfile $(DIR)\n"},
        {"Makefile": "image:\n\tdocker build -f docker/Dockerfile made/later\n"},
        {"Makefile": "image:\n\tdocker build -f docker/Other .\n"},
        {"Makefile": "image:\n\tdocker build -f docker/Dockerfile -\n"},
        {},
    ],
)
def test_what_is_not_plainly_said_leaves_the_guess(tmp_path, files):
    both = {"start.sh": "", "docker/start.sh": "", **files}
    assert said(tmp_path, both) == ("docker", "")


def test_nobody_is_asked_where_the_copies_tell_it(tmp_path):
    assert said(tmp_path, {"start.sh": "", "compose.yaml": COMPOSE}) == (".", "")
    assert said(tmp_path, {"Makefile": "image:\n\tdocker build docker\n", "start.sh": ""}) == (".", "")
    nothing = said(tmp_path / "x", {"compose.yaml": COMPOSE}, "RUN true")
    assert nothing == ("docker", "")


def test_the_trace_tells_who_says_it(workspace, stoplint):
    workspace({
        ".git/HEAD": "",
        "docker/Dockerfile": "FROM debian:12\nCOPY start.sh /start.sh\nCMD /start.sh\n",
        "docker/start.sh": "",
        "start.sh": "",
        "compose.yaml": COMPOSE,
    })  # fmt: skip
    assert "  build context . (compose.yaml:3)\n" in stoplint("trace", "docker/Dockerfile").out
