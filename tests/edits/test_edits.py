"""The edits: what each makes of a text, and where it keeps its hands off."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listing import Listing
from stoplint.edits import handover, jsonform, places, traps
from stoplint.edits.dockerfile_lines import stop_signal, unix_line_ends
from stoplint.edits.forwarding import forwarding_trap
from stoplint.fixing.applying import Changes, applied
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.syntax import shell
from stoplint.syntax.dockerfile import read
from stoplint.text import Source


def made(source, fix):
    """The text with the fix made; None without a fix."""
    return None if fix is None else applied(Changes(), [fix]).texts[source.path]


def at(source, text):
    """The place of the simple command that is written as `text`."""
    found = [
        command.span for command, _ in places.simple_commands(shell.read(source).script) if command.span.text == text
    ]
    assert len(found) == 1, found
    return found[0]


def script(text):
    return Source("start.sh", text)


# ---------------------------------------------------------------- exec
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("APP\n", "exec APP\n"),
        ("set -e\nAPP", "set -e\nexec APP"),
        ("a && APP\n", "a && exec APP\n"),
        ("a || APP\n", "a || exec APP\n"),
        ("a; b; APP\n", "a; b; exec APP\n"),
        ("if a; then\n\tAPP\nelse\n\tb\nfi\n", "if a; then\n\texec APP\nelse\n\tb\nfi\n"),
        ("case $1 in a) APP ;; *) b ;; esac\n", "case $1 in a) exec APP ;; *) b ;; esac\n"),
        ("{ a; APP; }\n", "{ a; exec APP; }\n"),
        ("{ APP; } > log\n", "{ exec APP; } > log\n"),
        ("main() { APP; }\nmain\n", "main() { exec APP; }\nmain\n"),
        ("main() {\n  a\n  APP\n  return $?\n}\nmain \"$@\"; exit $?\n", "main() {\n  a\n  exec APP\n  return $?\n}\nmain \"$@\"; exit $?\n"),
        ("APP\nexit $?\n", "exec APP\nexit $?\n"),
        ("APP\nexit\n", "exec APP\nexit\n"),
        ("APP || exit $?\n", "exec APP || exit $?\n"),
        ("( cd /tmp && APP )\n", "{ cd /tmp && exec APP; }\n"),
        ("( sh /x; { APP; } ) &\nwait\n", "( sh /x; { exec APP; } ) &\nwait\n"),
        ("APP # the server\n", "exec APP # the server\n"),
    ],
)  # fmt: skip
def test_exec_stands_before_what_is_last(before, after):
    source = script(before.replace("APP", "./app --x"))
    assert made(source, handover.exec_before(at(source, "./app --x"), "TERM")) == after.replace("APP", "./app --x")


@pytest.mark.parametrize(
    "text",
    [
        "APP\nb\n", "APP; b\n", "APP && b\n", "APP || b\n", "APP || exit 1\n", "APP\nexit 0\n", "APP | b\n", "a | APP\n", "! APP\n", "time APP\n",
        "while true; do APP; done\n", "until APP; do :; done\n", "for i in 1; do APP; done\n", "if APP; then b; fi\n",
        "main() { APP; }\nmain\nb\n", "main() { APP; }\nmain | b\n", "main() { APP; }\nmain\nmain\n", "main() { APP; }\n", "main() { APP; b; }\nmain\n",
        "trap 'rm x' EXIT\nAPP\n", "trap 'kill 0' TERM\nAPP\n", "trap b 15\nAPP\n", "trap b 0\nAPP\n", "APP &\n", "( APP; b )\n", "( APP )\nb\n",
        "case a in a) APP ;& b) c ;; esac\n", "main() { APP; }\ntrap main INT\nmain\n", "x=$(APP)\n",
    ],
)  # fmt: skip
def test_exec_never_stands_where_something_is_left_to_do(text):
    source = script(text.replace("APP", "./app"))
    commands = [
        command for command, _ in places.simple_commands(shell.read(source).script) if command.span.text == "./app"
    ]
    assert all(handover.exec_before(command.span, "TERM") is None for command in commands)


@pytest.mark.parametrize(
    "command",
    [
        "cd /x",
        "f",
        ". ./x",
        "source x",
        "eval x",
        "exec x",
        "wait",
        "[ -f x ]",
        "X=1",
        "X=1 Y=2",
        "export X",
        "-x",
        ":",
    ],
)
def test_exec_never_stands_before_what_is_no_program(command):
    source = script(f"f() {{ x; }}\n{command}\n")
    span = [one.span for one, _ in places.simple_commands(shell.read(source).script)][-1]
    assert handover.exec_before(span, "TERM") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("X=1 ./app", "X=1 exec ./app"), ("X=1 Y=\"$Z\" ./app >log", "X=1 Y=\"$Z\" exec ./app >log"), (">log ./app", ">log exec ./app"),
        ("command ./app", "exec ./app"), ('"$@"', 'exec "$@"'), ("$CMD --x", "exec $CMD --x"), ("env X=1 ./app", "exec env X=1 ./app"),
        ("./app <<END\nhi\nEND\n", "exec ./app <<END\nhi\nEND\n"), ("./app \\\n  --x", "exec ./app \\\n  --x"),
    ],
)  # fmt: skip
def test_exec_stands_behind_assignments_and_redirections(before, after):
    source = script(before)
    (span,) = [one.span for one, _ in places.simple_commands(shell.read(source).script)]
    assert made(source, handover.exec_before(span, "TERM")) == after


def test_words_that_may_call_a_function_are_no_safe_exec():
    source = script('migrate() { ./m; }\n"$@"\n')
    fix = handover.exec_before(at(source, '"$@"'), "TERM")
    assert fix is not None
    assert not fix.safe


def test_a_sourced_script_is_left_alone_where_the_other_goes_on():
    source, last, goes_on = script("./app\n"), Source("a", ". ./start.sh\n"), Source("b", ". ./start.sh\necho done\n")
    assert handover.exec_before(at(source, "./app"), "TERM", (last,)) is not None
    assert handover.exec_before(at(source, "./app"), "TERM", (goes_on,)) is None
    assert handover.exec_before(at(source, "./app"), "TERM", (last, Source("c", "echo\n"))) is None


# ---------------------------------------------------------------- arrays
def instruction(text):
    source = Source("Dockerfile", f"FROM x\n{text}\n")
    return source, read(source).instructions[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CMD ['a', 'b c']", 'CMD ["a", "b c"]'),
        ('CMD ["a", "b",]', 'CMD ["a", "b"]'),
        ("CMD [“a”, “b”]", 'CMD ["a", "b"]'),
        ("CMD [‘a’, ‘b’]", 'CMD ["a", "b"]'),
        ('CMD ["a" "b"]', 'CMD ["a", "b"]'),
        ("CMD [a, b]", 'CMD ["a", "b"]'),
        ("CMD ['say \"hi\"']", 'CMD ["say \\"hi\\""]'),
        ('CMD ["a", "b"', 'CMD ["a", "b"]'),
        ("CMD ['a', \\\n     'b']", 'CMD ["a", \\\n     "b"]'),
        ("ENTRYPOINT [ 'a' ]", 'ENTRYPOINT [ "a" ]'),
    ],
)
def test_an_array_that_is_none_is_made_one(before, after):
    source, found = instruction(before)
    assert made(source, jsonform.fixed_array(found)) == f"FROM x\n{after}\n"
    assert instruction(after)[1].json is not None


@pytest.mark.parametrize(
    "text",
    [
        "CMD [ -f x ] && a",
        "CMD [[ x ]] || a",
        'CMD ["a", "b"] # why',
        "CMD ['a', b'",
        'CMD ["a",,"b"]',
        "CMD [$X]",
        "CMD []",
        'CMD ["\\x"]',
    ],
)
def test_what_is_not_clear_stays(text):
    assert jsonform.fixed_array(instruction(text)[1]) is None


@given(
    st.lists(
        st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="'"), min_size=1),
        min_size=1,
        max_size=4,
    )
)
def test_a_single_quoted_array_says_the_same_words(words):
    text = "CMD [" + ", ".join(f"'{word}'" for word in words) + "]"
    source, found = instruction(text)
    if found.value.text != text[4:]:
        return  # continuation lines and the like
    after = made(source, jsonform.fixed_array(found))
    if after is not None:
        assert json.loads(after.split("\n")[1][4:]) == words


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        (("/bin/sh", "-c"), True), (("bash", "-ec"), True), (("/bin/bash", "-o", "pipefail", "-c"), True), (("bash", "-eo", "pipefail", "-c"), False),
        (("/bin/bash", "-lc"), False), (("bash", "--login", "-c"), False), (("bash", "-ic"), False), (("zsh", "-c"), False), (("sh",), False), ((), False),
        (("python", "-c"), False),
    ],
)  # fmt: skip
def test_a_plain_shell_runs_the_string_and_nothing_else(words, plain):
    assert jsonform.is_plain_shell(words) is plain


# ---------------------------------------------------------------- traps
@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (traps.plain_names, "trap x SIGTERM SIGINT", "trap x TERM INT"),
        (traps.plain_names, "trap x sigterm", "trap x term"),
        (traps.plain_names, "kill -SIGTERM $p", "kill -TERM $p"),
        (traps.plain_names, "kill -s SIGTERM $p", "kill -s TERM $p"),
        (traps.plain_names, "kill SIGTERM $p", None),
        (traps.plain_names, "trap x TERM", None),
        (lambda span: traps.also_on(span, "TERM"), "trap x INT", "trap x INT TERM"),
        (lambda span: traps.also_on(span, "RTMIN+3"), "trap x INT", "trap x INT 37"),
        (traps.expanded_late, 'trap "kill $p" TERM', "trap 'kill $p' TERM"),
        (traps.expanded_late, 'trap "kill \\"$p\\"" TERM', "trap 'kill \"$p\"' TERM"),
        (traps.expanded_late, 'trap "kill \'$p\'" TERM', None),
        (traps.expanded_late, 'trap "kill "$p TERM', None),
        (traps.waiting, "trap 'kill $p' TERM", "trap 'kill $p; wait $p' TERM"),
        (traps.waiting, "trap 'kill -TERM \"$p\" \"$q\"; exit 0' TERM", "trap 'kill -TERM \"$p\" \"$q\"; wait \"$p\" \"$q\"; exit 0' TERM"),
        (traps.waiting, "trap 'kill $p || true' TERM", "trap 'kill $p || true; wait $p' TERM"),
        (traps.waiting, "trap 'kill $p; wait $p' TERM", None),
        (traps.waiting, "trap 'kill $p; wait_log' TERM", "trap 'kill $p; wait $p; wait_log' TERM"),
        (traps.waiting, "trap 'kill $p; kill $q' TERM", None),
        (traps.waiting, "trap 'kill 12' TERM", None),
        (traps.waiting, "trap 'pkill app' TERM", "trap 'pkill app; wait' TERM"),
        (lambda span: traps.deaf_while_running(span, "TERM"), "trap 'kill 0' TERM", "trap 'trap \"\" TERM; kill 0; wait' TERM"),
        (lambda span: traps.deaf_while_running(span, "TERM"), "trap \"kill 0; wait\" TERM", "trap \"trap '' TERM; kill 0; wait\" TERM"),
    ],
)  # fmt: skip
def test_a_trap_is_made_whole(edit, before, after):
    source = script(before)
    (span,) = [one.span for one, _ in places.simple_commands(shell.read(source).script)]
    assert made(source, edit(span)) == after


def test_a_wait_has_a_line_of_its_own_where_the_kill_has():
    source = script("stop() {\n\tkill $p\n\texit\n}\ntrap stop TERM\n./app & p=$!\nwait\n")
    assert made(source, traps.waiting(at(source, "trap stop TERM"))) == source.text.replace(
        "kill $p\n", "kill $p\n\twait $p\n"
    )


# ---------------------------------------------------------------- the block
@pytest.mark.parametrize(
    "text",
    [
        "main() { ./app & }\nmain\nwait\n", "while :; do ./app & wait $!; done\n", "( ./app & )\nwait\n", "./app | cat &\nwait\n", "set -e; ./app &\nwait\n",
        "./app\n", "x | while read y; do ./app & done\nwait\n",
    ],
)  # fmt: skip
def test_the_block_is_not_put_where_the_children_can_not_be_counted(text):
    source = script(text)
    assert forwarding_trap(at(source, "./app"), "TERM") is None


def test_the_block_takes_names_that_the_script_does_not_use():
    source = script("child=1; forward_stop=2\n./app &\nwait\n")
    text = made(source, forwarding_trap(at(source, "./app"), "TERM"))
    assert "child2=$!" in text
    assert "trap forward_stop2 TERM" in text


def test_the_block_keeps_indentation():
    source = script("#!/bin/sh\nif x; then\n\t./app &\nfi\nwait\n")
    text = made(source, forwarding_trap(at(source, "./app"), "QUIT"))
    assert "\t./app &\n\tchild=$!\n" in text
    assert text.endswith("trap forward_stop QUIT\nif x; then\n\t./app &\n\tchild=$!\nfi\nwait\n")


def test_a_here_document_behind_a_launch_stays_whole():
    source = script("./app <<END &\nhi\nEND\nwait\n")
    span = next(one.span for one, _ in places.simple_commands(shell.read(source).script))
    text = made(source, forwarding_trap(span, "TERM"))
    assert "./app <<END & child=$!\nhi\nEND\nwait\n" in text


# ---------------------------------------------------------------- lines
@pytest.mark.parametrize(
    ("before", "after", "safe"),
    [
        ("FROM x\nCMD a\n", "FROM x\nSTOPSIGNAL SIGQUIT\nCMD a\n", True),
        ("FROM x\r\n  CMD a", "FROM x\r\n  STOPSIGNAL SIGQUIT\r\n  CMD a", True),
        ("from x\nentrypoint a\ncmd b\n", "from x\nstopsignal SIGQUIT\nentrypoint a\ncmd b\n", True),
        ("FROM x\nSTOPSIGNAL 9\nCMD a\n", "FROM x\nSTOPSIGNAL SIGQUIT\nCMD a\n", False),
        ("FROM a AS a\nCMD a\nFROM x\nCMD b\n", "FROM a AS a\nCMD a\nFROM x\nSTOPSIGNAL SIGQUIT\nCMD b\n", True),
    ],
)
def test_a_stop_signal_is_put_before_the_launch_or_in_place_of_another(before, after, safe):
    context = Listing({"Dockerfile": before})
    source = context.read("Dockerfile")
    dockerfile = read(source)
    fix = stop_signal(dockerfile, images(dockerfile, context, lambda _: Base("x", "the test", sh="dash"))[0], "QUIT")
    assert made(source, fix) == after
    assert fix.safe is safe


@given(st.text(alphabet="a\r\n# ", max_size=60))
def test_unix_line_ends_take_away_nothing_but_them(text):
    source = script(text)
    after = made(source, unix_line_ends(source))
    assert (text if after is None else after) == text.replace("\r\n", "\n")
