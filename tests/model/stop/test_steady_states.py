"""What is not followed for want of budget does not stand, unless it is the default run."""

from __future__ import annotations

import pytest

import stoplint
from stoplint.model.stop import steady_states

DOCKERFILE = 'FROM debian:12-slim\nCOPY --chmod=755 start.sh /\nENTRYPOINT ["/start.sh"]\n'
ASKED = '#!/bin/sh\n( if [ -n "$ASKED" ]; then {}; fi; sleep 1 ) &\nexec postgres\n'
ALWAYS = "#!/bin/sh\n( {}; sleep 1 ) &\nexec postgres\n"


@pytest.mark.parametrize(
    ("script", "budget", "stands"),
    [
        pytest.param(ASKED.format("hash=$(mytool pw)"), 400, False, id="only an answer is wanted"),
        pytest.param(ASKED.format("hash=$(mytool pw)"), 0, False, id="an answer, and nobody sees what comes behind it"),
        pytest.param(ASKED.format("mytool pw"), 400, True, id="it may stay"),
        pytest.param(ASKED.format("mytool pw"), 0, False, id="it may stay, and nobody sees what comes behind it"),
        pytest.param(ASKED.format("redis-server"), 0, True, id="it stays"),
        pytest.param(ALWAYS.format("mytool pw"), 0, True, id="it may stay in the default run"),
    ],
)
def test_a_shell_beside_that_was_not_followed_says_nothing_of_its_child(workspace, monkeypatch, script, budget, stands):
    monkeypatch.setattr(steady_states, "_SIDEWAYS", budget)
    workspace({"Dockerfile": DOCKERFILE, "start.sh": script})
    running = [process.argv[0] for run in stoplint.trace()[0].runs for process in run.processes]
    assert any(name in ("mytool", "redis-server") for name in running) is stands


@pytest.mark.parametrize("budget", range(6))
def test_what_is_beyond_the_last_state_stands_behind_no_answer(workspace, monkeypatch, budget):
    monkeypatch.setattr(steady_states, "MAX_OTHERS", budget)
    workspace({"Dockerfile": DOCKERFILE, "start.sh": ASKED.format("hash=$(mytool pw)")})
    running = [process.argv[0] for run in stoplint.trace()[0].runs for process in run.processes]
    assert "mytool" not in running
