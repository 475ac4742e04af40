"""The trap that hands the stop signal to children in the background, and what stands around it."""

from __future__ import annotations

import pytest

from stoplint.edits import forwarding, places
from stoplint.syntax import shell
from stoplint.text import Source

DOCKERFILE = 'FROM debian:12-slim\nCOPY *.sh /\nSTOPSIGNAL {}\nENTRYPOINT ["/start.sh"]\n'


def block(variable="child", name="forward_stop", signal="TERM", said="SIGTERM", *, many=False, exits=True, indent=""):
    """The lines that are put before the first launch."""
    them = f"${variable}" if many else f'"${variable}"'
    who = "the children, and stay until they are" if many else "the child, and stay until it is"
    end = f'    status=0\n    wait {them} || status=$?\n    exit "$status"\n' if exits else f"    wait {them} || :\n"
    text = (
        f"# Hand {said} to {who} gone.\n{variable}=\n{name}() {{\n    trap '' {signal}\n"
        f"    kill -{signal} {them} 2>/dev/null || :\n{end}}}\ntrap {name} {signal}\n"
    )
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("./server &\nwait\n", block() + "./server &\nchild=$!\nwait\n"),
        ("./server &\nwait", block() + "./server &\nchild=$!\nwait"),
        ("cd /x\n./server &\nwait\n", "cd /x\n" + block() + "./server &\nchild=$!\nwait\n"),
        ("./server & # why\nwait\n", block() + "./server & # why\nchild=$!\nwait\n"),
        ("./server & wait\n", block() + "./server & child=$!; wait\n"),
        ("cd /x && ./server &\nwait\n", block() + "cd /x && ./server &\nchild=$!\nwait\n"),
        ("{ cd /x; ./server; } &\nwait\n", block() + "{ cd /x; ./server; } &\nchild=$!\nwait\n"),
        ("( cd /x; ./server ) &\nwait\n", block() + "( cd /x; ./server ) &\nchild=$!\nwait\n"),
        ("./server >a 2>&1 &\nwait\n", block() + "./server >a 2>&1 &\nchild=$!\nwait\n"),
        ("./server <<E &\nhi\nE\nwait\n", block() + "./server <<E & child=$!\nhi\nE\nwait\n"),
        ("./server <<E & wait\nhi\nE\n", block() + "./server <<E & child=$!; wait\nhi\nE\n"),
        ("{ ./server; } <<E &\nx\nE\nwait\n", block() + "{ exec ./server; } <<E & child=$!\nx\nE\nwait\n"),
        ("if [ -f x ]; then\n  ./server &\nfi\nwait\n", block() + "if [ -f x ]; then\n  ./server &\n  child=$!\nfi\nwait\n"),
        ("if x; then ./server &\nfi\nwait\n", block() + "if x; then ./server &\nchild=$!\nfi\nwait\n"),
        ("  ./server &\n  wait\n", block(indent="  ") + "  ./server &\n  child=$!\n  wait\n"),
    ],
)  # fmt: skip
def test_a_child_in_the_background_gets_a_trap_before_it_and_its_number_noted(fixed, before, after):
    assert fixed({"start.sh": f"#!/bin/sh\n{before}"})["start.sh"] == f"#!/bin/sh\n{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("./server &\np=$!\nwait $p\n", block("p") + "./server &\np=$!\nwait $p\n"),
        ('./server &\np="$!"\nwait $p\n', block("p") + './server &\np="$!"\nwait $p\n'),
        ("./server &\np=$!; wait\n", block("p") + "./server &\np=$!; wait\n"),
        ("./server & p=$!\np=x\nwait\n", block() + "./server & child=$!; p=$!\np=x\nwait\n"),
        ("./server &\np=x$!\nwait\n", block() + "./server &\nchild=$!\np=x$!\nwait\n"),
        ("p=a\n./server &\np=$!\nwait\n", "p=a\n" + block() + "./server &\nchild=$!\np=$!\nwait\n"),
        ("./server &\np=$! q=1\nwait\n", block() + "./server &\nchild=$!\np=$! q=1\nwait\n"),
        ("./server &\np=$?\nwait\n", block() + "./server &\nchild=$!\np=$?\nwait\n"),
        ("./server &\nb=1\np=$!\nwait\n", block() + "./server &\nchild=$!\nb=1\np=$!\nwait\n"),
        ("./server &\necho $!\nwait\n", block() + "./server &\nchild=$!\necho $!\nwait\n"),
    ],
)  # fmt: skip
def test_a_variable_that_holds_the_child_alone_is_used_and_no_other(fixed, before, after):
    assert fixed({"start.sh": f"#!/bin/sh\n{before}"})["start.sh"] == f"#!/bin/sh\n{after}"


@pytest.mark.parametrize(
    ("line", "noted"), [("p+=$!", "p+=$!"), ("p[0]=$!", "p[0]=$!"), ("p=()", "p=()"), ("p=", "p=")]
)
def test_what_bash_can_assign_besides_holds_no_child(fixed, line, noted):
    made = fixed({"start.sh": f"#!/bin/bash\n./server &\n{line}\nwait\n"})["start.sh"]
    assert made == "#!/bin/bash\n" + block() + f"./server &\nchild=$!\n{noted}\nwait\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("./server & ./b &\nwait\n", './server & children="$children $!"; ./b &\nchildren="$children $!"\nwait\n'),
        ("./server &\np=$!\n./b &\nq=$!\nwait\n", './server &\nchildren="$children $!"\np=$!\n./b &\nchildren="$children $!"\nq=$!\nwait\n'),
        ("for i in 1 2; do\n\t./server &\ndone\nwait\n", 'for i in 1 2; do\n\t./server &\n\tchildren="$children $!"\ndone\nwait\n'),
        ("for i in 1 2; do ./server & done\nwait\n", 'for i in 1 2; do ./server & children="$children $!"; done\nwait\n'),
        ("for i in 1 2; do\n\t./server &\n\tp=$!\ndone\nwait\n", 'for i in 1 2; do\n\t./server &\n\tchildren="$children $!"\n\tp=$!\ndone\nwait\n'),
        ("if x; then\n  ./server &\n  ./b &\nfi\nwait\n", 'if x; then\n  ./server &\n  children="$children $!"\n  ./b &\n  children="$children $!"\nfi\nwait\n'),
    ],
)  # fmt: skip
def test_several_children_are_listed(fixed, before, after):
    made = fixed({"start.sh": f"#!/bin/sh\n{before}"})["start.sh"]
    assert made == "#!/bin/sh\n" + block("children", many=True) + after


@pytest.mark.parametrize(
    ("rest", "exits"),
    [
        ("wait\n", True),
        ("wait\nexit $?\n", True),
        ("wait\nf() { :; }\n", True),
        ("wait $child\nf() { :; }\nexit\n", True),
        ("wait\necho bye\n", False),
        ("wait || exit 1\n", False),
        ("wait && echo\n", False),
        ("if :; then wait; fi\n", False),
        ("while ! wait; do :; done\n", True),
        ("wait\nexit 3\n", False),
    ],
)
def test_the_trap_ends_the_script_where_that_has_nothing_left_to_do(rest, exits):
    source = Source("start.sh", f"./server &\n{rest}")
    command = next(iter(places.simple_commands(shell.read(source).script)))[0]
    fix = forwarding.forwarding_trap(command.span, "TERM")
    assert fix.safe
    assert ('exit "$status"' in fix.edits[0].text) is exits
    assert ("|| status=$?" in fix.edits[0].text) is exits


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [("SIGQUIT", "QUIT", "SIGQUIT"), ("3", "QUIT", "SIGQUIT"), ("SIGRTMIN+3", "37", "RTMIN+3"), ("WINCH", "WINCH", "SIGWINCH")],
)  # fmt: skip
def test_the_trap_is_for_the_images_own_stop_signal(fixed, words, name, said):
    made = fixed({"start.sh": "#!/bin/sh\n./server &\nwait\n"}, dockerfile=DOCKERFILE.format(words))["start.sh"]
    assert made == "#!/bin/sh\n" + block(signal=name, said=said) + "./server &\nchild=$!\nwait\n"


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("child=1\n", ("child2", "forward_stop")),
        ("child=1\necho child2\n", ("child3", "forward_stop")),
        ("# child\n", ("child2", "forward_stop")),
        ("children=\n", ("child", "forward_stop")),
        ("forward_stop() { :; }\n", ("child", "forward_stop2")),
        ("grandchild=1\n", ("child", "forward_stop")),
    ],
)
def test_the_trap_takes_names_that_are_free(fixed, script, names):
    made = fixed({"start.sh": f"#!/bin/sh\n{script}./server &\nwait\n"})["start.sh"]
    assert made == f"#!/bin/sh\n{script}" + block(*names) + f"./server &\n{names[0]}=$!\nwait\n"


def test_the_list_of_children_takes_a_name_that_is_free(fixed):
    made = fixed({"start.sh": "#!/bin/sh\nchildren=\n./server &\n./b &\nwait\n"})["start.sh"]
    assert made == (
        "#!/bin/sh\nchildren=\n" + block("children2", many=True)
        + './server &\nchildren2="$children2 $!"\n./b &\nchildren2="$children2 $!"\nwait\n'
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "echo a; ./server &\nwait\n", "f() { ./server & }\nf\nwait\n", "./server | cat &\nwait\n", "( ./server & )\nwait\n", "./server & ( ./b & )\nwait\n",
        "while :; do ./server & wait; done\n", "{ ./server & } | cat\nwait\n", "echo; if x; then\n./server &\nfi\nwait\n", "until a; do ./server & done\nwait\n",
    ],
)  # fmt: skip
def test_where_the_children_can_not_be_listed_no_trap_is_put(fixed, text):
    script = f"#!/bin/sh\n{text}"
    assert fixed({"start.sh": script}, unsafe=True)["start.sh"] == script


def test_a_launch_in_the_foreground_gets_no_trap_though_another_is_in_the_background():
    source = Source("start.sh", "./server\n./b &\nwait\n")
    command = next(iter(places.simple_commands(shell.read(source).script)))[0]
    assert forwarding.forwarding_trap(command.span, "TERM") is None


def test_a_loop_of_bash_that_counts_gets_no_trap(fixed):
    script = "#!/bin/bash\nfor ((i = 0; i < 2; i++)); do ./server & done\nwait\n"
    assert fixed({"start.sh": script}, unsafe=True)["start.sh"] == script


# ---------------------------------------------------------------- instead of a keep-alive
@pytest.mark.parametrize(
    ("keep", "wait"),
    [
        ("tail -f /dev/null", 'wait "$child"'),
        ("tail -f /var/log/x", 'tail -f /var/log/x & wait "$child"'),
        ("sleep infinity", 'wait "$child"'),
        ("tail -F a /dev/null", 'wait "$child"'),
    ],
)
def test_what_keeps_the_container_up_becomes_a_wait_for_the_application_when_asked_for(fixed, keep, wait):
    script = {"start.sh": f"#!/bin/sh\n./server &\n{keep}\n"}
    assert fixed(script) == {**script, "Dockerfile": fixed({})["Dockerfile"]}
    made = fixed(script, unsafe=True)["start.sh"]
    assert made == "#!/bin/sh\n" + block() + f"./server &\nchild=$!\n{wait}\n"


def test_what_keeps_the_container_up_becomes_a_wait_for_all_children(fixed):
    made = fixed({"start.sh": "#!/bin/sh\n./server &\n./b &\ntail -F a b\n"}, unsafe=True)["start.sh"]
    assert made.endswith('./b &\nchildren="$children $!"\ntail -F a b & wait $children\n')


HANDLER = """trap 'kill $pid; wait "$pid"' TERM"""


@pytest.mark.parametrize(
    ("script", "after"),
    [
        (f"./server & pid=$!\n{HANDLER}\ntail -f /dev/null\n", f'./server & pid=$!\n{HANDLER}\nwait "$pid"\n'),
        (f"{HANDLER}\n./server & pid=$!\nsleep infinity\n", f'{HANDLER}\n./server & pid=$!\nwait "$pid"\n'),
        (f"./server & pid=$!\n{HANDLER}\ntail -f log\n", f'./server & pid=$!\n{HANDLER}\ntail -f log & wait "$pid"\n'),
        # what the handler itself lacks is another fix: it waits behind its kill
        ("./server & pid=$!\ntrap 'kill $pid; exit' TERM\nsleep infinity\n", "./server & pid=$!\ntrap 'kill $pid; wait $pid; exit' TERM\nwait \"$pid\"\n"),
        # a trap for another signal is no handler for the stop
        ("trap 'rm x' HUP\n./server &\nsleep infinity\n", f"trap 'rm x' HUP\n{block()}./server &\nchild=$!\nwait \"$child\"\n"),
    ],
)  # fmt: skip
def test_a_trap_that_a_keep_alive_held_back_stays_and_only_the_wait_is_new(fixed, script, after):
    made = fixed({"start.sh": f"#!/bin/sh\n{script}"}, unsafe=True)["start.sh"]
    assert made.count("trap ") == after.count("trap ")
    assert made == f"#!/bin/sh\n{after}"


@pytest.mark.parametrize(
    "keep",
    ["while :; do sleep 1; done", "tail -f log | grep x", "if x; then tail -f /dev/null; fi", "tail -f /dev/null; echo", "cat", "tail -f x && a", "cat /dev/null"],
)  # fmt: skip
def test_another_way_to_stay_is_left_as_it_is(fixed, keep):
    script = f"#!/bin/sh\n./server &\n{keep}\n"
    assert "wait" not in fixed({"start.sh": script}, unsafe=True)["start.sh"]


@pytest.mark.parametrize(
    ("keep", "after"),
    [
        ("exec tail -f /dev/null", 'wait "$child"'),
        ("exec tail -f log", 'tail -f log & wait "$child"'),
        ("exec sleep 5", 'wait "$child"'),
        ("exec", None),
        ("exec cat", None),
        ("cat /dev/null", None),
        ("$KEEP tail", None),
        ("tail -f x; :", None),
        ("{ tail -f x; }", None),
    ],
)
def test_only_what_waits_at_the_end_becomes_a_wait(keep, after):
    source = Source("start.sh", f"./server &\n{keep}\n")
    commands = [one.span for one, _ in places.simple_commands(shell.read(source).script)]
    fix = forwarding.forwarding_trap(commands[0], "TERM", commands[1])
    if after is None:
        assert fix is None
    else:
        (edit,) = [one for one in fix.edits if one.span.text]
        assert (edit.span.text, edit.text, fix.safe) == (keep, after, False)
