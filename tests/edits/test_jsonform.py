"""CMD and ENTRYPOINT as arrays, as the Dockerfile reads afterwards."""

from __future__ import annotations

import json

import pytest

from stoplint.edits import jsonform
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

HEAD = "FROM debian:12-slim\n"


def sh(text, shell=("/bin/sh", "-c")):
    """The array of a shell with a string."""
    return json.dumps([*shell, text], ensure_ascii=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CMD ./server", 'CMD ["./server"]'),
        ("CMD ./server 'a b' ümlaut \"q\\\"x\"", 'CMD ["./server", "a b", "ümlaut", "q\\"x"]'),
        ('CMD "./server" --x', 'CMD ["./server", "--x"]'),
        ("CMD   ./server  a  ", 'CMD   ["./server",  "a"]  '),
        ("CMD env A=1 ./server", 'CMD ["env", "A=1", "./server"]'),
        ("CMD ./server \\\n # c\n --x", 'CMD ["./server", \\\n # c\n "--x"]'),
        ("ENTRYPOINT ./server", 'ENTRYPOINT ["./server"]'),
        ("ENTRYPOINT ./server\nCMD []", 'ENTRYPOINT ["./server"]\nCMD []'),
        ("CMD ./server > log", f"CMD {sh('exec ./server > log')}"),
        ("CMD X=1 ./server", f"CMD {sh('X=1 exec ./server')}"),
        ("CMD cd /x && ./server", f"CMD {sh('cd /x && exec ./server')}"),
        ("CMD cd /x && \\\n  ./server", "CMD cd /x && \\\n  exec ./server"),
        ("CMD \\\n  cd /x && ./server", f"CMD \\\n  {sh('cd /x && exec ./server')}"),
        ("CMD ./a; \\\n# c\n  ./server > log", "CMD ./a; \\\n# c\n  exec ./server > log"),
        ("CMD (cd /x; \\\n ./server)", f"CMD {sh('{ cd /x;  exec ./server; }')}"),
        ("CMD ./a; ./server", f"CMD {sh('./a; exec ./server')}"),
        ('CMD ./server "$HOME"', f"CMD {sh('exec ./server ' + chr(34) + '$HOME' + chr(34))}"),
        ("CMD server || exit $?", f"CMD {sh('exec server || exit $?')}"),
        ("CMD { ./server; }", f"CMD {sh('{ exec ./server; }')}"),
        ("CMD (cd /x; ./server)", f"CMD {sh('{ cd /x; exec ./server; }')}"),
        ("CMD command ./server --x", f"CMD {sh('exec ./server --x')}"),
        ("CMD ( exec ./server )", f"CMD {sh('{ exec ./server; }')}"),
        ("  cmd   cd /x;  ./server  ", f"  cmd   {sh('cd /x;  exec ./server')}  "),
        ('SHELL ["/bin/bash","-lc"]\nCMD ./server --x', f'SHELL ["/bin/bash","-lc"]\nCMD {sh("exec ./server --x", ("/bin/bash", "-lc"))}'),
        ('SHELL ["/bin/bash","-c"]\nCMD ./server --x', 'SHELL ["/bin/bash","-c"]\nCMD ["./server", "--x"]'),
        ('SHELL ["/bin/bash","-o","pipefail","-ec"]\nCMD ./server --x', 'SHELL ["/bin/bash","-o","pipefail","-ec"]\nCMD ["./server", "--x"]'),
        ('SHELL ["/bin/bash","-o","posix","-c"]\nCMD ./server --x', f'SHELL ["/bin/bash","-o","posix","-c"]\nCMD {sh("exec ./server --x", ("/bin/bash", "-o", "posix", "-c"))}'),
        ('ENTRYPOINT ./server\nCMD ["a"]', 'ENTRYPOINT exec ./server\nCMD ["a"]'),
        ("ENTRYPOINT cd /x; ./server\nCMD a", "ENTRYPOINT cd /x; exec ./server\nCMD a"),
        ('CMD ["./a", "b",]', 'CMD ["./a", "b"]'),
        ("CMD [ \"./server\", 'x' ]", 'CMD [ "./server", "x" ]'),
        ("ENTRYPOINT ['./server']\nCMD [\"x\"]", 'ENTRYPOINT ["./server"]\nCMD ["x"]'),
        ('CMD ["sh", "-c", "./server --port 80"]', 'CMD ["./server", "--port", "80"]'),
        ('CMD ["bash", "-c", "./server \'a b\'"]', 'CMD ["./server", "a b"]'),
        ('CMD ["sh", "-ec", "./server"]', 'CMD ["./server"]'),
        ('CMD ["tini", "--", "sh", "-c", "./server --x"]', 'CMD ["tini", "--", "./server", "--x"]'),
        ('CMD ["sh", "-c", "cd /x && ./server"]', 'CMD ["sh", "-c", "cd /x && exec ./server"]'),
        ('CMD ["sh", "-c", "cd \\"/x\\" && ./server"]', 'CMD ["sh", "-c", "cd \\"/x\\" && exec ./server"]'),
        ('CMD ["bash", "-lc", "./server; exit"]', 'CMD ["bash", "-lc", "exec ./server; exit"]'),
        ('ENTRYPOINT ["sh","-c","./server"]', 'ENTRYPOINT ["sh","-c","exec ./server"]'),
        ('ENTRYPOINT ["sh","-c","./server --x; exit $?"]', 'ENTRYPOINT ["sh","-c","exec ./server --x; exit $?"]'),
    ],
)  # fmt: skip
def test_the_application_is_started_without_a_shell_in_front(fixed, before, after):
    assert fixed({}, dockerfile=f"{HEAD}{before}\n")["Dockerfile"] == f"{HEAD}{after}\n"
    assert fixed({}, dockerfile=f"{HEAD}{before}".rstrip("\n"))["Dockerfile"] == f"{HEAD}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "CMD exec ./server --a", "CMD ./server; echo", "CMD server && :", "CMD if true; then ./server; fi; echo done", "CMD ./server | tee log",
        "CMD -x y", "CMD cd /x", "CMD exec cd /x", "CMD trap 'rm x' EXIT; ./server", "CMD <<END\n./server\nEND", "CMD ./server \udcff",
        'CMD ["sh", "-c", "./server $PORT; :"]', 'CMD ["sh","-c","-x"]', 'CMD ["sh","-c","cd /"]', 'CMD ["sh", "-c", "exec ./server"]',
        "CMD [\"sh\", \"-c\", \"trap 'rm x' EXIT; ./server\"]", 'CMD ["sh","-c","./server \udcff; true"]', "ENTRYPOINT ./server; :\nCMD a", "CMD cd '\udcff'; ./server",
    ],
)  # fmt: skip
def test_what_the_shell_is_needed_for_is_left_as_it_is(fixed, text):
    assert fixed({}, dockerfile=f"{HEAD}{text}\n")["Dockerfile"] == f"{HEAD}{text}\n"


def test_an_entrypoint_resets_the_cmd_of_its_base_image(fixed):
    made = fixed({}, dockerfile="FROM acme/unknown\nENTRYPOINT ./server; exit\n")["Dockerfile"]
    assert made == f"FROM acme/unknown\nENTRYPOINT {sh('exec ./server; exit')}\n"


def test_background_at_the_end_of_a_shell_form_is_started_in_the_foreground_when_asked_for(fixed):
    dockerfile = f"{HEAD}CMD ./server &\n"
    assert fixed({}, dockerfile=dockerfile)["Dockerfile"] == dockerfile
    assert fixed({}, dockerfile=dockerfile, unsafe=True)["Dockerfile"] == f"{HEAD}CMD exec ./server\n"


# ---------------------------------------------------------------- arrays that are none
def array(text):
    """What becomes of a CMD that was meant as an array; None if it is left alone."""
    source = Source("Dockerfile", f"FROM x\nCMD {text}\n")
    fix = jsonform.fixed_array(read(source).instructions[-1])
    if fix is None:
        return None
    made = source.text
    for edit in sorted(fix.edits, key=lambda one: one.span.start, reverse=True):
        made = made[: edit.span.start] + edit.text + made[edit.span.end :]
    return made.split("CMD ", 1)[1][:-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("['a']", '["a"]'),
        ("['a' 'b']", '["a", "b"]'),
        ("[a,b]", '["a","b"]'),
        ("[a\t,\tb]", '["a"\t,\t"b"]'),
        ("[ 'a',]", '[ "a"]'),
        ("['a' , ]", '["a"  ]'),
        ("['a'", '["a"]'),
        ("['a',", '["a"]'),
        ('["a", "b\\n"', '["a", "b\\n"]'),
        ('["a\\"b" c]', '["a\\"b", "c"]'),
        ("['a\\b']", '["a\\\\b"]'),
        ("['', 'b']", '["", "b"]'),
        ("[“a”]", '["a"]'),
        ("[”a”]", '["a"]'),
        ("[„a“, „b”]", '["a", "b"]'),
        ("[‘a’]", '["a"]'),
        ("[’a’]", '["a"]'),
        ("[«a»]", '["a"]'),
        ("[`a`]", '["a"]'),
        ("[`a´]", '["a"]'),
        ('["a", --port=80]', '["a", "--port=80"]'),
    ],
)
def test_quotes_and_commas_are_put_right(before, after):
    assert array(before) == after
    assert json.loads(after)


@pytest.mark.parametrize(
    "text",
    [
        '["a", "b"]', "a", "[]", "[ ]", "[,]", "[,'a']", "['a',,'b']", "['a', , 'b']", "['a'] b", "['a']]", "['a", '["a', '["\\x"]', "[“a\"b”]", "[$A]", "[a$B]", "['a', [b]]",
        "[\udcff]", "['a\udcff']",
    ],
)  # fmt: skip
def test_an_array_that_is_none_is_left_alone_where_it_is_not_clear(text):
    assert array(text) is None


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("sh -c", True), ("/bin/ash -c", True), ("dash -euxc", True), ("bash -e -c", True), ("bash -o errexit -c", True), ("bash -o nounset -o pipefail -c", True),
        ("bash -o pipefail -o posix -c", False), ("bash -o", False), ("bash -o pipefail -e", False), ("bash -c -e", False), ("bash -c --login", False), ("bash -ic", False), ("bash -eoc pipefail -c", False),
        ("bash -x -l -c", False), ("fish -c", False), ("bash -o c", False), ("bash -oc", False),
    ],
)  # fmt: skip
def test_only_a_shell_that_merely_runs_the_string_is_left_out(words, plain):
    assert jsonform.is_plain_shell(words.split()) is plain


@pytest.mark.parametrize("base", ["fedora:40", "alpine:3.20", "debian:12-slim"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('CMD server "$X"', f"CMD {sh('exec server ' + chr(34) + '$X' + chr(34))}"),
        ('ENTRYPOINT ["sh","-c","server $X"]', 'ENTRYPOINT ["sh","-c","exec server $X"]'),
        ("CMD cd /x && server", f"CMD {sh('cd /x && exec server')}"),
        ("ENTRYPOINT server\nCMD a", "ENTRYPOINT exec server\nCMD a"),
        ("ENTRYPOINT cd /x; server $X\nCMD a", "ENTRYPOINT cd /x; exec server $X\nCMD a"),
        ('CMD ["sh","-c","server a"]', 'CMD ["server", "a"]'),
    ],
)
def test_a_shell_that_makes_way_by_luck_is_told_to(fixed, base, before, after):
    assert fixed({}, dockerfile=f"FROM {base}\n{before}\n")["Dockerfile"] == f"FROM {base}\n{after}\n"


def test_the_shell_form_of_an_outer_image_is_not_edited_from_here(fixed):
    dockerfile = "FROM debian:12-slim AS base\nCMD cd /x; ./server\nFROM base\nENV A=1\n"
    made = fixed({}, dockerfile=dockerfile)["Dockerfile"]
    assert made == dockerfile.replace("cd /x; ./server", sh("cd /x; exec ./server"))
