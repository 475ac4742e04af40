"""What execve(2) makes of a file, and why it refuses one."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.stop.causes import CannotStart
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("exec server\n", "shebang"),
        ("\ufeffexec server\n", "shebang"),
        ("# it begins with #!\nexec server\n", "shebang"),
        ("\ufeff#!/bin/sh\nexec server\n", "bom"),
        ("\n#!/bin/sh\nexec server\n", "late-shebang"),
        ("#!/usr/bin/env -S\nexec server\n", "nameless"),
        ("#!/bin/sh\r\nexec server\r\n", "crlf"),
    ],
)
def test_a_file_that_the_kernel_does_not_start_says_why(text, fault):
    files = {"Dockerfile": 'FROM debian:12\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n', "start.sh": text}
    context = Listing(files, frozenset({"start.sh"}))
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    cause = found.runs[0].cause
    assert isinstance(cause, CannotStart)
    assert (cause.failure.fault, cause.failure.path) == (fault, "/start.sh")
