"""Which of many conditions a finding tells."""

from __future__ import annotations

import stoplint

DOCKERFILE = 'FROM debian:12-slim\nCOPY --chmod=755 start.sh /\nENTRYPOINT ["/start.sh"]\n'


def _told(workspace, lines: str) -> str:
    workspace({"Dockerfile": DOCKERFILE, "start.sh": f"#!/bin/sh\n{lines}exec other\n"})
    (one,) = stoplint.lint(".")
    return one.consequence


def test_what_leaves_the_default_run_is_told_rather_than_what_nobody_knows(workspace):
    told = _told(
        workspace,
        "if check a; then setup a; else exit 0; fi\nif check b; then setup b; else exit 0; fi\n"
        'if [ "$MODE" = job ]; then server; exit; fi\n',
    )
    assert told.startswith('if [ "$MODE" = job ] holds (start.sh:4), among others: '), told


def test_the_last_two_departures_are_told(workspace):
    told = _told(
        workspace,
        'if [ -n "$A" ]; then if [ -n "$B" ]; then if [ -n "$C" ]; then server; exit; fi; fi; fi\n',
    )
    assert told.startswith('if [ -n "$B" ] holds (start.sh:2) and [ -n "$C" ] holds (start.sh:2), among others: ')
