"""`exec` in front of what a script starts: where the shell has nothing left to do, and nowhere else."""

from __future__ import annotations

import pytest

import stoplint
from stoplint.edits import handover, places
from stoplint.syntax import shell
from stoplint.text import Source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(cd /x; APP)\n", "{ cd /x; exec APP; }\n"),
        ("(APP)\n", "{ exec APP; }\n"),
        ("(\n  cd /x\n  APP\n)\n", "{\n  cd /x\n  exec APP\n}\n"),
        ("( APP; )\n", "{ exec APP; }\n"),
        ("( ( APP ) )\n", "{ { exec APP; }; }\n"),
        ("( APP ) > log\n", "{ exec APP; } > log\n"),
        ("( exec APP )\n", "{ exec APP; }\n"),
        ("( APP # why\n)\n", "{ exec APP # why\n}\n"),
        ("( APP\n  # why\n)\n", "{ exec APP\n  # why\n}\n"),
        ("( a & APP )\n", "{ a & exec APP; }\n"),
    ],
)  # fmt: skip
def test_a_subshell_around_what_is_last_becomes_a_group(fixed, before, after):
    made = fixed({"start.sh": "#!/bin/sh\n" + before.replace("APP", "./server")})
    assert made["start.sh"] == "#!/bin/sh\n" + after.replace("APP", "./server")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if a; then b; elif APP; then c; fi\n", "if a; then exec b; elif APP; then exec c; fi\n"),
        ("APP\nf() { b; }\n", "exec APP\nf() { b; }\n"),
        ("APP; exit ${?}\n", "exec APP; exit ${?}\n"),
        ('APP; exit "$?"\n', 'exec APP; exit "$?"\n'),
        ("X=1 APP; exit $?\n", "X=1 exec APP; exit $?\n"),
        ("APP || exit\n", "exec APP || exit\n"),
        ("APP || return $?\n", "exec APP || return $?\n"),
        ("a && APP || exit $?\n", "a && exec APP || exit $?\n"),
        ("command APP --x\n", "exec APP --x\n"),
        (">log APP\n", ">log exec APP\n"),
        ("a() { ./a; }\nmain() { APP; }\nmain\n", "a() { ./a; }\nmain() { exec APP; }\nmain\n"),
        ("run() {\n  if [ -n \"$X\" ]; then return; fi\n  APP\n}\nrun\n", "run() {\n  if [ -n \"$X\" ]; then return; fi\n  exec APP\n}\nrun\n"),
        ("set -e\ncase a in\n  a) APP ;;\n  *) b ;;\nesac\n", "set -e\ncase a in\n  a) exec APP ;;\n  *) b ;;\nesac\n"),
    ],
)  # fmt: skip
def test_exec_is_put_where_only_ends_come_behind(fixed, before, after):
    made = fixed({"start.sh": "#!/bin/sh\n" + before.replace("APP", "./server")})
    assert made["start.sh"] == "#!/bin/sh\n" + after.replace("APP", "./server")


@pytest.mark.parametrize(
    "text",
    [
        "APP\nexit &\n", "APP; exit ${?:-1}\n", "APP; X=1 exit\n", "APP; exit 1\n", "APP; exit $x\n", "APP; exit $? 1\n", "APP && exit\n",
        "APP\nwait\n", "APP; :\n", "APP || { echo failed; exit 1; }\n", "! APP\n", "f() { APP; }\nf\nf\n", "f() { APP; }\nf && b\n",
        "f() { if a; then f; else APP; fi; }\nf\n", "( APP; b )\n", "( APP ) && b\n", "( APP ) | cat\n", "while APP; do :; done\n",
        "case $1 in '') APP ;; esac; b\n", "{ APP; b; }\n", "eval APP; b\n",
    ],
)  # fmt: skip
def test_what_goes_on_behind_the_application_is_left_as_it_is(fixed, text):
    script = "#!/bin/sh\n" + text.replace("APP", "./server")
    made = fixed({"start.sh": script})["start.sh"]
    assert "exec ./server" not in made


@pytest.mark.parametrize("text", ["X=(a b) ./server\n", "X[1]=a ./server\n", "time ./server\n", "case a in a) ./server ;& b) : ;; esac\n"])  # fmt: skip
def test_what_only_bash_can_say_is_left_as_it_is(fixed, text):
    script = "#!/bin/bash\n" + text
    assert fixed({"start.sh": script}, unsafe=True)["start.sh"] == script


@pytest.mark.parametrize(
    ("trap", "lost"),
    [
        ("trap 'rm x' EXIT", True),
        ("trap 'rm x' exit", True),
        ("trap 'rm x' 0", True),
        ("trap -- 'rm x' EXIT", True),
        ("trap 'rm x' HUP EXIT", True),
        ("trap 'rm x' $SIGNAL", True),
        ("trap 'rm x' TERM", True),
        ("trap 'rm x' sigterm", True),
        ("trap 'rm x' 15", True),
        ("trap '' TERM", False),
        ("trap '' TERM; trap 'rm x' EXIT", True),
        ("trap 'rm x' HUP", False),
        ("trap 'rm x' INT 1", False),
        ("trap - EXIT", False),
        ("trap -p EXIT", False),
        ("trap", False),
    ],
)  # fmt: skip
def test_exec_loses_the_traps_for_the_end_and_for_the_stop_signal(trap, lost):
    source = Source("start.sh", f"{trap}\n./server\n")
    assert handover.loses_trap(shell.read(source), "TERM") is lost
    *_, (server, _) = places.simple_commands(shell.read(source).script)
    assert (handover.exec_before(server.span, "TERM") is None) is lost


def test_a_trap_for_another_stop_signal_is_lost_with_that_signal_only():
    whole = shell.read(Source("start.sh", "trap x QUIT\n./server\n"))
    assert handover.loses_trap(whole, "QUIT")
    assert not handover.loses_trap(whole, "TERM")


@pytest.mark.parametrize(
    ("functions", "safe"),
    [
        ("", True),
        ("f() { ./a; }\nf\n", True),
        ("f() { ./a; }\ntrap f HUP\n", True),
        ("f() { ./a; }\n", False),
        ("f() { ./a; }\ng() { ./b; }\nf\n", False),
        ("f() { ./a; }\ng() { f; }\ng\n", True),
    ],
)
def test_words_that_may_name_a_function_that_nobody_calls_are_no_safe_exec(functions, safe):
    source = Source("start.sh", f'{functions}"$@"\n')
    *_, (command, _) = places.simple_commands(shell.read(source).script)
    fix = handover.exec_before(command.span, "TERM")
    assert fix is not None
    assert fix.safe is safe
    named = Source("start.sh", f"{functions}./server\n")
    *_, (command, _) = places.simple_commands(shell.read(named).script)
    assert handover.exec_before(command.span, "TERM").safe


@pytest.mark.parametrize(
    "command",
    [
        "command",
        "command -v ./server",
        "command cd",
        "%1",
        "-x",
        "<(x) y",
        "X=1",
        "f",
        "command %1",
        '"" x',
        "if",
        "X[1]=a y",
        "X=(a) y",
    ],
)
def test_what_is_no_program_is_not_put_behind_exec(command):
    source = Source("start.sh", f"f() {{ ./a; }}\n{command}\n")
    *_, (last, _) = places.simple_commands(shell.read(source).script)
    assert handover.exec_before(last.span, "TERM") is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("server --port 80", "server --port 80"),
        ("server  --port \\\n  80", "server --port 80"),
        ("server " + "x" * 53, "server " + "x" * 53),
        ("server " + "x" * 54, "server " + "x" * 50 + "…"),
        ("server 'a\nb'", "server 'a…"),
    ],
)
def test_the_title_shows_the_command_on_one_line(words, shown):
    source = Source("start.sh", f"{words}\n")
    ((command, _),) = places.simple_commands(shell.read(source).script)
    assert handover.exec_before(command.span, "TERM").title == f"put `exec` before `{shown}`"


# ---------------------------------------------------------------- read by another script
@pytest.mark.parametrize(
    ("start", "made"),
    [
        (". /lib.sh\n", True),
        (". /lib.sh\nexit $?\n", True),
        ('. "$(dirname "$0")/lib.sh"\n', True),
        ("run() { . /lib.sh; }\nrun\n", True),
        ("echo\n. /lib.sh a\n", True),
        (". /lib.sh\necho\n", False),
        (". /lib.sh\n. /lib.sh\n", False),
        ("trap 'rm x' EXIT\n. /lib.sh\n", False),
        ("trap 'rm x' HUP\n. /lib.sh\n", True),
        ("( . /lib.sh )\n", False),  # the other shell would stay
        ("( . /lib.sh )\necho\n", False),
    ],
)
@pytest.mark.parametrize(("shell_", "dot"), [("sh", "."), ("bash", "."), ("bash", "source")])
def test_a_script_that_another_reads_hands_over_where_that_one_is_done(fixed, start, made, shell_, dot):
    text = start.replace(". ", f"{dot} ")
    after = fixed({"start.sh": f"#!/bin/{shell_}\n{text}", "lib.sh": "./server\n"})
    assert ("exec" in after["lib.sh"]) is made


def test_a_dot_without_a_name_may_mean_any_script():
    source = Source("lib.sh", "./server\n")
    ((command, _),) = places.simple_commands(shell.read(source).script)
    assert handover.exec_before(command.span, "TERM", [Source("a", ".\n")]) is not None
    assert handover.exec_before(command.span, "TERM", [Source("a", ". ./other.sh\n")]) is None
    assert handover.exec_before(command.span, "TERM", [Source("a", ".\necho\n")]) is None


# ---------------------------------------------------------------- in the background, at the end
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("./server &\n", "exec ./server\n"),
        ("./server &", "exec ./server"),
        ("X=1 ./server &\n", "X=1 exec ./server\n"),
        ("set -e\n./server >log 2>&1 &\n", "set -e\nexec ./server >log 2>&1\n"),
        ("./server \t & # why\n", "exec ./server # why\n"),
        ("$X ./server &\n", "exec $X ./server\n"),
        ("trap x HUP\n./server &\n", "trap x HUP\nexec ./server\n"),
        ("./server <<E &\nhi\nE\n", "exec ./server <<E\nhi\nE\n"),
    ],
)
def test_what_is_left_behind_at_the_end_is_started_in_the_foreground_when_asked_for(fixed, before, after):
    script = {"start.sh": f"#!/bin/sh\n{before}"}
    assert fixed(script)["start.sh"] == f"#!/bin/sh\n{before}"
    assert fixed(script, unsafe=True)["start.sh"] == f"#!/bin/sh\n{after}"


@pytest.mark.parametrize(
    "text",
    [
        "a &\n./server &\n", "if x; then ./server & fi\n", "./server &\necho\n", "trap x EXIT\n./server &\n", "( ./server ) &\n",
        "cd /x && ./server &\n", "f() { ./server; }\nf &\n", "./server \\\n &\n", "./a & ./server\n",
    ],
)  # fmt: skip
def test_what_is_left_behind_elsewhere_is_not_started_in_the_foreground(text):
    source = Source("start.sh", text)
    for command, _ in places.simple_commands(shell.read(source).script):
        assert handover.in_foreground(command.span, "TERM") is None


def test_a_trap_for_an_ignored_signal_hides_no_other_trap(workspace):
    workspace(
        {
            "Dockerfile": 'FROM debian:12-slim\nCOPY *.sh /\nSTOPSIGNAL SIGQUIT\nENTRYPOINT ["/start.sh"]\n',
            "start.sh": "#!/bin/sh\ntrap '' TERM EXIT\ntrap 'rm x' EXIT\n./server\n",
        }
    )
    assert stoplint.fix(".", unsafe=True, write=False).made == ()


# ---------------------------------------------------------------- scripts that start scripts
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"start.sh": "#!/bin/sh\n/two.sh\n", "two.sh": "#!/bin/sh\nserver\n"}, {"start.sh": "#!/bin/sh\nexec /two.sh\n", "two.sh": "#!/bin/sh\nexec server\n"}),
        ({"start.sh": "#!/bin/sh\n. /a.sh\n. /b.sh\n", "a.sh": "x=1\n", "b.sh": "server\n"}, {"b.sh": "exec server\n"}),
        ({"start.sh": "#!/bin/sh\nsh /l.sh\n", "l.sh": ". /m.sh\n", "m.sh": "server\n"}, {"start.sh": "#!/bin/sh\nexec sh /l.sh\n", "m.sh": "exec server\n"}),
        ({"start.sh": "#!/bin/sh\nsh /l.sh\n", "l.sh": ". /m.sh\n:\n", "m.sh": "server\n"}, {"start.sh": "#!/bin/sh\nexec sh /l.sh\n"}),
        ({"start.sh": "#!/bin/sh\n. /m.sh\n. /start2.sh\n", "m.sh": "server\n", "start2.sh": "server\n"}, {"start2.sh": "exec server\n"}),
    ],
)  # fmt: skip
def test_each_script_on_the_way_makes_way(fixed, before, after):
    made = fixed(before)
    del made["Dockerfile"]
    assert made == {**before, **after}
