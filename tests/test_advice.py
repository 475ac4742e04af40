"""What the rules advise where no fix is offered: chosen by what the causes say, not by the words of a file."""

from __future__ import annotations

import pytest

import pages

DEBIAN = "FROM debian:12\n"


def findings(rule, entrypoint, script):
    texts = {"Dockerfile": f"{DEBIAN}COPY start.sh /\nENTRYPOINT {entrypoint}\n", "start.sh": f"#!/bin/sh\n{script}\n"}
    return pages.findings(pages.Files(texts, frozenset({"start.sh"})), rule)


TINI = '["tini", "--", "/start.sh"]'
START = '["/start.sh"]'


@pytest.mark.parametrize(
    ("rule", "entrypoint", "script", "told"),
    [
        ("init-does-not-replace-exec", TINI, "server; date", "let start.sh become the application: exec server"),
        ("init-does-not-replace-exec", TINI, "(exec server); date", "no copy of the shell"),
        ("init-does-not-replace-exec", TINI, 'X=ser\nexec sh -c "${X}ver; date"', "the text that sh is given"),
        (
            "init-does-not-replace-exec",
            TINI,
            "exec_server() { server; }\nexec_server; date",
            "application: exec server",
        ),
        ("shell-behind-wrapper", START, 'exec sudo -u a sh -c "server; date"', "is given: exec server"),
        ("shell-behind-wrapper", START, 'X=ser\nexec sudo -u a sh -c "${X}ver; date"', "sudo is given"),
        ("shell-behind-wrapper", START, 'exec sudo -u a sh -c "(exec server); date"', "no copy of the shell"),
        ("exec-without-effect", START, "exec server | cat", "take it out of the pipeline"),
        ("exec-without-effect", START, "(exec server)\ndate", "exec outside the subshell"),
        ("exec-without-effect", START, "exec server &\nwait", "leave out the &"),
        ("signal-swallowed-by-wrapper", '["flock", "/l", "server"]', "", "flock --no-fork"),
        ("signal-swallowed-by-wrapper", '["xargs", "server"]', "", "without xargs"),
        ("wrapper-cuts-shutdown", '["timeout", "-k", "1", "1d", "server"]', "", "leave the -k out"),
        ("wrapper-cuts-shutdown", '["su", "-s", "/bin/sh", "-c", "exec server", "a"]', "", "they become the program"),
    ],
)
def test_the_advice_is_about_what_the_run_did(rule, entrypoint, script, told):
    (found,) = findings(rule, entrypoint, script)
    assert told in found.help


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("'kill $(jobs -p)'", "in dash, `jobs -p` prints nothing in $( )"),
        ("'kill %2'", "dash has no job control in scripts: there is no job %2"),
        ("'echo 100%; kill -TERM 99999'", "server is not told"),
        ("'echo \"no jobs -p here\"'", "server is not told"),
        ("stop", "dash has no job control in scripts: there is no job %1"),
    ],
)
def test_why_a_handler_told_nobody_is_what_its_commands_did(body, told):
    script = f"stop() {{ kill %1; }}\ntrap {body} TERM\nserver & sleep 1 &\nwait"
    (found,) = findings("trap-does-not-forward", START, script)
    assert found.label == told


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("['server']", "fails-to-start"), ('[ "server" ] # a', "exits-early"), ('[ "server", "-v",]', "exits-early")],
)
def test_a_broken_array_has_the_verdict_of_what_the_shell_makes_of_it(text, verdict):
    (found,) = pages.findings(pages.Files({"Dockerfile": f"{DEBIAN}CMD {text}\n"}), "malformed-exec-form")
    assert found.verdict == verdict
    assert ("does not start" in found.consequence) == (verdict == "fails-to-start")
