"""Traps made whole, as the script is written afterwards."""

from __future__ import annotations

import pytest

from stoplint.edits import places, traps
from stoplint.syntax import shell
from stoplint.text import Source

APP = "./server &\np=$!\n"
DOCKERFILE = 'FROM debian:12-slim\nCOPY *.sh /\nSTOPSIGNAL {}\nENTRYPOINT ["/start.sh"]\n'


def first(text):
    """The first simple command of a script."""
    return next(iter(places.simple_commands(shell.read(Source("start.sh", text)).script)))[0].span


def made(text, fix):
    """The text with the fix made, None without one."""
    if fix is None:
        return None
    for edit in sorted(fix.edits, key=lambda one: one.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trap 'kill $p; wait' SIGTERM\n" + APP + "wait\n", "trap 'kill $p; wait' TERM\n" + APP + "wait\n"),
        ("trap 'kill -SIGTERM $p; wait' TERM\n" + APP + "wait\n", "trap 'kill -TERM $p; wait' TERM\n" + APP + "wait\n"),
        ("trap 'kill -s SIGTERM $p; wait' TERM\n" + APP + "wait\n", "trap 'kill -s TERM $p; wait' TERM\n" + APP + "wait\n"),
        (APP + "wait\ntrap 'kill $p; wait' TERM\n", "trap 'kill $p; wait' TERM\n" + APP + "wait\n"),
        (APP + "wait\ntrap 'kill $p; wait' TERM", "trap 'kill $p; wait' TERM\n" + APP + "wait"),
        ('trap "kill $p; wait" TERM\n' + APP + "wait\n", "trap 'kill $p; wait' TERM\n" + APP + "wait\n"),
        ('trap "kill \\"$p\\"; wait" TERM\n' + APP + "wait\n", "trap 'kill \"$p\"; wait' TERM\n" + APP + "wait\n"),
        ("trap 'kill $p' TERM\n" + APP + "wait\n", "trap 'kill $p; wait $p' TERM\n" + APP + "wait\n"),
        ("trap 'kill $p; exit 0' TERM\n" + APP + "wait $p\n", "trap 'kill $p; wait $p; exit 0' TERM\n" + APP + "wait $p\n"),
        ("stop() { kill $p; }\ntrap stop TERM\n" + APP + "wait\n", "stop() { kill $p; wait $p; }\ntrap stop TERM\n" + APP + "wait\n"),
        ("stop() {\n  kill -TERM \"$p\" || true\n  exit 0\n}\ntrap 'stop x' TERM\n" + APP + "wait\n", "stop() {\n  kill -TERM \"$p\" || true\n  wait \"$p\"\n  exit 0\n}\ntrap 'stop x' TERM\n" + APP + "wait\n"),
        ("trap 'kill ${p}' TERM\n" + APP + "wait\n", "trap 'kill ${p}; wait ${p}' TERM\n" + APP + "wait\n"),
        ("trap 'kill \"${p:-}\"' TERM\n" + APP + "wait\n", "trap 'kill \"${p:-}\"; wait' TERM\n" + APP + "wait\n"),
        ("trap 'kill -0 $p && kill $p' TERM\n" + APP + "wait\n", "trap 'kill -0 $p && kill $p; wait $p' TERM\n" + APP + "wait\n"),
        ("trap 'killall server' TERM\n" + APP + "wait\n", "trap 'killall server; wait' TERM\n" + APP + "wait\n"),
        ("trap 'kill -TERM -1' TERM\n" + APP + "wait\n", "trap 'kill -TERM -1; wait' TERM\n" + APP + "wait\n"),
        ("stop() {\n  kill 0\n}\ntrap stop TERM\n" + APP + "wait\n", "stop() {\n  trap '' TERM; kill 0\n  wait\n}\ntrap stop TERM\n" + APP + "wait\n"),
        ("trap \"kill 0\" TERM\n" + APP + "wait\n", "trap \"trap '' TERM; kill 0; wait\" TERM\n" + APP + "wait\n"),
        ("trap 'kill -TERM 0; echo bye' TERM\n" + APP + "wait\n", "trap 'trap \"\" TERM; kill -TERM 0; wait; echo bye' TERM\n" + APP + "wait\n"),
        ("trap 'kill $p; wait' INT HUP # x\n" + APP + "wait\n", "trap 'kill $p; wait' INT HUP TERM # x\n" + APP + "wait\n"),
        ("trap 'kill $p; wait' \"INT\"\n" + APP + "wait\n", "trap 'kill $p; wait' \"INT\" TERM\n" + APP + "wait\n"),
    ],
)  # fmt: skip
def test_a_trap_is_mended_to_rest(fixed, before, after):
    assert fixed({"start.sh": f"#!/bin/sh\n{before}"})["start.sh"] == f"#!/bin/sh\n{after}"


@pytest.mark.parametrize(
    "trap",
    [
        "trap \"kill $p; echo 'x'; wait\" TERM", "trap \"kill $p `date`; wait\" TERM", "trap 'kill $p &' TERM", "trap '(kill $p)' TERM",
        "trap 'if kill $p; then echo; fi' TERM", "trap 'kill $p | cat' TERM", "trap 'kill $p; kill $q' TERM", "trap 'for i in 1; do kill $p; done' TERM",
        "trap kill\\ $p TERM", "trap 'kill %1' TERM",
    ],
)  # fmt: skip
def test_a_trap_that_says_more_is_left_as_it_is(fixed, trap):
    script = f"#!/bin/sh\n{trap}\n{APP}wait\n"
    assert fixed({"start.sh": script}, unsafe=True)["start.sh"] == script


def test_what_is_found_in_a_branch_is_waited_for_there(fixed):
    script = "#!/bin/sh\ntrap 'if [ -n \"$p\" ]; then kill $p; fi' TERM\n" + APP + "wait\n"
    assert "then kill $p; wait $p; fi" in fixed({"start.sh": script})["start.sh"]


def test_a_trap_for_a_real_time_signal_names_it_by_number(fixed):
    made_ = fixed(
        {"start.sh": f"#!/bin/sh\ntrap 'kill 0' INT\n{APP}wait\n"}, dockerfile=DOCKERFILE.format("SIGRTMIN+3")
    )
    assert "' INT 37\n" in made_["start.sh"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trap x SIGTERM", "trap x TERM"),
        ("trap x SigTerm INT", "trap x Term INT"),
        ("trap x 'SIGTERM'", "trap x 'TERM'"),
        ("trap x SIGNALS", None),
        ("trap x", None),
        ("trap SIGTERM SIGINT", "trap TERM INT"),
        ("kill -SIGTERM 1 SIGINT", "kill -TERM 1 SIGINT"),
        ("kill -s SIGTERM SIGINT", "kill -s TERM SIGINT"),
        ("kill -l SIGTERM", None),
        ("kill SIGTERM -SIGINT", None),
        ("trap x -SIGTERM", None),
        ("X=1", None),
    ],
)
def test_sig_is_left_out_where_it_names_a_signal(before, after):
    assert made(before, traps.plain_names(first(before))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('trap "kill $p" TERM', "trap 'kill $p' TERM"),
        ('trap "a \\$p \\" \\\\ b" TERM', "trap 'a $p \" \\ b' TERM"),
        ('trap "a \\n" TERM', "trap 'a \\n' TERM"),
        ('trap -- "kill $p" TERM', "trap -- 'kill $p' TERM"),
        ('trap "$p" TERM', "trap '$p' TERM"),
        ('trap "a\\\nb $p" TERM', None),
        ("trap kill$p TERM", None),
        ("trap 'kill' TERM", None),
        ('trap "kill $p"x TERM', None),
        ('trap "a"$p"b" TERM', None),
        ("trap \"a `b`\" TERM", None),
        ("trap \"a 'b'\" TERM", None),
        ('trap "" TERM', "trap '' TERM"),
        ("echo", None),
    ],
)  # fmt: skip
def test_double_quotes_become_single_ones_where_that_says_the_same_later(before, after):
    assert made(before, traps.expanded_late(first(before))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trap 'kill $p $q' TERM", "trap 'kill $p $q; wait $p $q' TERM"),
        ("trap 'kill -9 $p' TERM", "trap 'kill -9 $p; wait $p' TERM"),
        ("trap 'kill 0' TERM", "trap 'kill 0; wait' TERM"),
        ("trap 'kill -TERM 0' TERM", "trap 'kill -TERM 0; wait' TERM"),
        ("trap 'kill' TERM", None),
        ("trap 'kill 0 12' TERM", None),
        ("trap 'kill -$p' TERM", "trap 'kill -$p; wait' TERM"),
        ("trap 'kill $(cat x)' TERM", "trap 'kill $(cat x); wait' TERM"),
        ("trap 'kill ${p#x}' TERM", "trap 'kill ${p#x}; wait' TERM"),
        ("trap 'echo' TERM", None),
        ("trap '' TERM", None),
        ("trap \"kill \\$p\" TERM", None),
        ("trap kill TERM", None),
        ('trap "kill \\0" TERM', None),
        ("trap 'stop\tx' TERM\nstop() { kill $p; }", "trap 'stop\tx' TERM\nstop() { kill $p; wait $p; }"),
        ("trap 'stop x' TERM\nstop() { kill $p; }", "trap 'stop x' TERM\nstop() { kill $p; wait $p; }"),
        ("trap x'kill $p' TERM", None),
        ("trap 'kill $p'x TERM", None),
        ("trap 'kill $p'\\''' TERM", None),
        ("trap \"kill $p\" TERM", "trap \"kill $p; wait $p\" TERM"),
        ("trap 'until kill $p; do :; done' TERM", None),
        ("trap 'kill $p & wait' TERM", None),
        ("trap 'kill $p; { wait $p; }' TERM", None),
        ("trap 'kill $p; echo; wait $p' TERM", "trap 'kill $p; wait $p; echo; wait $p' TERM"),
        ("trap '{ kill $p; }; wait' TERM", "trap '{ kill $p; wait $p; }; wait' TERM"),
        ("trap 'X=1; kill $p' TERM", "trap 'X=1; kill $p; wait $p' TERM"),
        ("trap 'kill -0 $p; kill $p' TERM", "trap 'kill -0 $p; kill $p; wait $p' TERM"),
        ("trap 'kill $p; X=1' TERM", "trap 'kill $p; wait $p; X=1' TERM"),
        ("trap 'if a; then :; elif kill $p; then b; fi' TERM", None),
        ("trap 'if a; then b; else kill $p; fi' TERM", "trap 'if a; then b; else kill $p; wait $p; fi' TERM"),
        ("trap 'x\nkill $p\ny' TERM", "trap 'x\nkill $p; wait $p\ny' TERM"),
    ],
)  # fmt: skip
def test_the_trap_waits_for_what_its_only_kill_names(before, after):
    assert made(before, traps.waiting(first(before))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("trap 'kill 0; wait' TERM", "trap 'trap \"\" TERM; kill 0; wait' TERM"),
        ("trap 'kill $p' TERM", "trap 'trap \"\" TERM; kill $p; wait $p' TERM"),
        ("trap 'kill 0; echo; wait' TERM", "trap 'trap \"\" TERM; kill 0; wait; echo; wait' TERM"),
        ("trap 'kill 3' TERM", "trap 'trap \"\" TERM; kill 3; wait' TERM"),
        ("trap 'echo' TERM", None),
    ],
)
def test_the_trap_is_deaf_while_it_runs(before, after):
    assert made(before, traps.deaf_while_running(first(before), "TERM")) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("./server &\ntrap x TERM\nwait\n", "trap x TERM\n./server &\nwait\n"),
        ("a\n./server &\nb\n  trap x TERM\nwait\n", "a\n  trap x TERM\n./server &\nb\nwait\n"),
        ("./server &\r\ntrap x TERM", "trap x TERM\r\n./server &"),
        ("trap x TERM\n./server &\n", None),
        ("./server\ntrap x TERM\n", None),
        ("./server &\ntrap x TERM; b\n", None),
        ("./server &\nb; trap x TERM\n", None),
        ("./server &\ntrap x TERM # why\n", None),
        ("./server & trap x TERM\n", None),
        ("a; ./server &\ntrap x TERM\n", None),
        ("./server &\nif a; then\ntrap x TERM\nfi\n", None),
        ("./a &\n./b &\ntrap x TERM\n", "trap x TERM\n./a &\n./b &\n"),
    ],
)
def test_a_trap_that_has_its_line_moves_before_the_first_launch(text, after):
    source = Source("start.sh", text)
    (span,) = [
        one.span for one, _ in places.simple_commands(shell.read(source).script) if one.span.text == "trap x TERM"
    ]
    assert made(text, traps.set_earlier(span)) == after


@pytest.mark.parametrize(
    "edit",
    [
        traps.expanded_late,
        traps.waiting,
        traps.set_earlier,
        lambda span: traps.also_on(span, "TERM"),
        lambda span: traps.deaf_while_running(span, "TERM"),
    ],
)
def test_what_is_no_trap_is_no_place_for_these_edits(edit):
    assert edit(first("echo 'kill $p' INT\n./b &\ntrap \"kill $p\" HUP\n")) is None


def test_the_titles_say_what_is_done():
    assert traps.also_on(first("trap x INT"), "TERM").title == "set the trap for TERM, too"
    assert all(
        fix.safe
        for fix in (
            traps.also_on(first("trap x INT"), "TERM"),
            traps.plain_names(first("trap x SIGTERM")),
            traps.waiting(first("trap 'kill $p' TERM")),
            traps.deaf_while_running(first("trap 'kill 0' TERM"), "TERM"),
            traps.expanded_late(first('trap "$p" TERM')),
        )
    )
