"""How sure a finding is: what rests on a guess says so."""

from __future__ import annotations

import pytest

import stoplint

TRAP = "#!/bin/sh\n./server &\np=$!\ntrap 'kill $p; wait' SIGTERM\nwait\n"
START = 'FROM {}\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
PYTHON = 'FROM python:3.13-slim\nCOPY w.py /\nCMD ["python", "/w.py"]\n'


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"Dockerfile": "FROM debian:12-slim\nCMD server; :\n"}, [("SL102", "error", "high")], id="a known shell"),
        pytest.param({"Dockerfile": START.format("debian:12"), "start.sh": TRAP}, [("SL211", "error", "high")], id="a known shell and its trap"),
        pytest.param({"Dockerfile": START.format("acme/unknown"), "start.sh": TRAP}, [("SL211", "warning", "medium")], id="a shell that nobody knows"),
        pytest.param({"Dockerfile": PYTHON, "w.py": "import time\nwhile True:\n    time.sleep(1)\n"}, [("SL306", "error", "medium")], id="a program as it reads"),
    ],
)  # fmt: skip
def test_what_rests_on_a_guess_says_so(workspace, files, said):
    workspace(files)
    assert [(one.code, one.severity, one.confidence) for one in stoplint.lint(".")] == said
