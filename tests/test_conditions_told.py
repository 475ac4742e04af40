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


def _told_behind(workspace, step: str) -> str:
    workspace({
        "Dockerfile": DOCKERFILE.replace("start.sh /", "start.sh step.sh /"),
        "start.sh": f'#!/bin/sh\nif [ "$MODE" = job ]; then {step}; server; exit; fi\nexec other\n',
        "step.sh": '#!/bin/sh\n[ -n "$1" ] || exit 1\nif [ "$1" = db ]; then echo wait; fi\n',
    })  # fmt: skip
    (one,) = stoplint.lint(".")
    return one.consequence


def test_what_a_step_asked_is_not_told_for_only_its_status_is_left(workspace):
    told = _told_behind(workspace, '/step.sh "$HOST" || exit 1')
    assert told.startswith('if [ "$MODE" = job ] holds (start.sh:2), among others: '), told


def test_what_a_script_asked_that_was_read_is_told(workspace):
    told = _told_behind(workspace, 'set -- "$HOST"; . /step.sh')
    assert told.startswith('if [ "$MODE" = job ] holds (start.sh:2) and [ -n "$1" ] holds (step.sh:2): '), told
