"""Where an image ends badly and nothing is found, the report says why."""

from __future__ import annotations

from typing import get_args

import pytest

import samples
from stoplint.model.processes.start import NotStarted
from stoplint.model.stop import causes
from stoplint.model.stop.answer import Passing
from stoplint.outcomes.silence import PASSING, why_nothing


def test_every_reason_to_pass_a_run_has_a_sentence():
    assert set(PASSING) == set(get_args(Passing))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ({"passing": "idle", "cause": causes.Ended(None)}, "no application that anybody waits for"),
        ({"cause": causes.Ended(None)}, "the script itself decides to end"),
        ({"cause": causes.CannotStart(None)}, "the script itself decides to end"),
        ({"cause": causes.CannotStart(None, failure=NotStarted("missing", "/x"))}, "may be given from outside"),
        ({"cause": causes.Required(None, "$X")}, "a variable must be given"),
        ({"cause": causes.Uncatchable(None, "KILL")}, "no rule is about that"),
        ({}, "no single place is to blame"),
    ],
)
def test_each_kind_of_cause_has_a_sentence(run, said):
    assert said in why_nothing(samples.trace(samples.lost_run(**run)))


def test_of_several_usual_runs_each_sentence_is_said_once():
    runs = [samples.lost_run(passing=passing) for passing in ("idle", "unusual", "idle")]
    assert why_nothing(samples.trace(*runs)) == f"{PASSING['idle']}; {PASSING['unusual']}"


def test_what_another_run_does_is_no_reason():
    other = samples.lost_run(default=False, passing="set-up")
    assert why_nothing(samples.trace(samples.lost_run(passing="idle"), other)) == PASSING["idle"]


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ('CMD ["sleep", "infinity"]', "nothing but a command that keeps the container alive is known to run"),
        ('CMD ["memcached"]', "no other signal makes memcached end in a better way"),
        ('CMD ["/bin/sh", "-c", "exit 3"]', "the script itself decides to end"),
    ],
)
def test_an_image_without_a_finding_is_noted(workspace, stoplint, lines, note):
    workspace({"Dockerfile": f"FROM debian:12-slim\n{lines}\n"})
    assert note in stoplint("check", "-f", "concise").out
