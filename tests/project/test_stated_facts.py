"""What the configuration states about programs and wrappers goes before what the tables know."""

from __future__ import annotations

import pytest

START = 'FROM debian:12-slim\nENTRYPOINT ["my-init", "-u", "app", "/opt/app"]\n'


def verdict(workspace, stoplint, facts, dockerfile=START):
    workspace({"Dockerfile": dockerfile, "stoplint.toml": facts})
    result = stoplint("trace")
    assert result.code == 0, result.err
    return result.out.split("\n", 1)[0].partition("→ ")[2].partition(",")[0]


PROGRAM = "[programs.app]\nsignals = {{{}}}\n"
WRAPPER = '[wrappers.my-init]\nkind = "{}"\nforwards = [{}]\nwith-value = ["-u"]\n'


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("", "unknown"),  # what my-init starts is not known
        (WRAPPER.format("forward", '"*"'), "graceful"),
        (WRAPPER.format("forward", '"INT"'), "lost"),
        (WRAPPER.format("block", ""), "lost"),
        (WRAPPER.format("exec", "") + PROGRAM.format('TERM = "fast"'), "abrupt"),
        (WRAPPER.format("exec", "") + PROGRAM.format('SIGTERM = "graceful"'), "graceful"),
        (WRAPPER.format("exec", "") + PROGRAM.format('INT = "graceful"'), "ignored"),  # no handler as PID 1
        (WRAPPER.format("exec", "") + PROGRAM.format('INT = "graceful"') + 'others = "graceful"\n', "graceful"),
        (WRAPPER.format("init", '"*"') + PROGRAM.format('TERM = "ignored"'), "ignored"),
    ],
)
def test_stated_facts_decide(workspace, stoplint, facts, expected):
    assert verdict(workspace, stoplint, facts) == expected


TWO = """FROM debian:12-slim
ENTRYPOINT ["my-init", "bash", "-c", "trap : TERM; %s wait; wait"]
"""


@pytest.mark.parametrize(
    ("to", "same_group", "own_group", "own_session"),
    [
        ("child", "lost", "lost", "lost"),
        ("group", "graceful", "lost", "lost"),
        ("session", "graceful", "graceful", "lost"),
        ("all", "graceful", "graceful", "graceful"),
    ],
)
def test_a_stated_wrapper_tells_those_that_it_is_said_to_tell(
    workspace, stoplint, to, same_group, own_group, own_session
):
    facts = WRAPPER.format("init", '"*"') + f'to = "{to}"\n'
    found = [verdict(workspace, stoplint, facts, TWO % start) for start in ("app &", "set -m; app &", "setsid app &")]
    assert found == [same_group, own_group, own_session]


def test_stated_facts_go_before_the_tables(workspace, stoplint):
    dockerfile = 'FROM debian:12-slim\nCMD ["nginx", "-g", "daemon off;"]\n'
    assert verdict(workspace, stoplint, "", dockerfile) == "abrupt"
    assert verdict(workspace, stoplint, '[programs.nginx]\nsignals = {TERM = "graceful"}\n', dockerfile) == "graceful"
    dockerfile = 'FROM debian:12-slim\nCMD ["tini", "--", "app"]\n'
    assert verdict(workspace, stoplint, '[wrappers.tini]\nkind = "block"\n', dockerfile) == "lost"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ('[programs.app]\nsignals = {TREM = "fast"}\n', "'TREM' is no signal; did you mean 'SIGTERM'?"),
        ('[programs.app]\nsignals = {TERM = "gracefull"}\n', "did you mean 'graceful'?"),
        ('[programs.app]\nstopsignal = "TERM"\n', "did you mean 'stop-signal'?"),
        ('[wrappers.x]\nkind = "fork"\n', "'fork' is none of exec, init, forward, block, exit"),
        ("[wrappers.x]\npositionals = -1\n", "must be a number of words"),
    ],
)
def test_what_is_not_understood_is_an_error(workspace, stoplint, facts, why):
    workspace({"Dockerfile": START, "stoplint.toml": facts})
    result = stoplint("check")
    assert result.code == 2
    assert why in result.err
