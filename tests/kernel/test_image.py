"""The interpreter of Dockerfiles: which files, which launch."""

from __future__ import annotations

import pytest

pytest.importorskip("dockerfile", reason="BuildKit's parser has no wheel for this platform")

from kernel.image import Base, context_files, read
from kernel.words import commands

FILES = {"a.sh": "#!/bin/sh\n", "conf/x.conf": "x", "conf/sub/y.conf": "y", "b.txt": "b"}


def image(text, files=None, base=None, **more):
    context = {**(FILES if files is None else files), "Dockerfile": text}
    return read(context_files(context, {}), "Dockerfile", base or Base(), **more)


LAUNCHES = [
    ('FROM x\nCMD ["a", "b"]', ("a", "b")),
    ("FROM x\nCMD a b", ("/bin/sh", "-c", "a b")),
    ('FROM x\nENTRYPOINT ["a"]\nCMD ["b"]', ("a", "b")),
    ('FROM x\nENTRYPOINT ["a"]\nCMD b c', ("a", "/bin/sh", "-c", "b c")),
    ('FROM x\nENTRYPOINT a\nCMD ["b"]', ("/bin/sh", "-c", "a", "b")),
    ('FROM x\nSHELL ["bash", "-ec"]\nCMD a', ("bash", "-ec", "a")),
    ('FROM x\nCMD a\nSHELL ["bash", "-ec"]', ("/bin/sh", "-c", "a")),
    ("FROM x\nCMD ['a']", ("/bin/sh", "-c", "['a']")),
    ('FROM x\nCMD ["a",]', ("/bin/sh", "-c", '["a",]')),
    ('FROM x\nCMD [ "a" ] # why', ("/bin/sh", "-c", '[ "a" ] # why')),
    ('FROM x\nENV A=1\nCMD ["$A"]', ("$A",)),
    ('FROM x\nCMD ["b"]\nENTRYPOINT ["a"]', ("a", "b")),
    ('FROM x AS one\nCMD ["b"]\nFROM one\nENTRYPOINT ["a"]', ("a",)),
    ('FROM x AS one\nENTRYPOINT ["a"]\nFROM one\nCMD ["b"]', ("a", "b")),
    ('FROM x AS one\nENTRYPOINT ["a"]\nFROM y\nCMD ["b"]', ("b",)),
    ('FROM x AS one\nSHELL ["s"]\nFROM one\nCMD b', ("s", "b")),
    ('FROM x\nCMD ["a", \\\n  "b"]', ("a", "b")),
]


@pytest.mark.parametrize(("text", "argv"), LAUNCHES)
def test_the_launch_is_composed_as_the_runtime_does(text, argv):
    assert image(text).argv == argv


def test_an_entrypoint_takes_the_place_of_the_command_of_the_base():
    base = Base(entrypoint=("e",), cmd=("c",))
    assert image("FROM x", base=base).argv == ("e", "c")
    assert image('FROM x\nENTRYPOINT ["f"]', base=base).argv == ("f",)
    assert image('FROM x\nCMD ["d"]', base=base).argv == ("e", "d")


def test_arguments_take_the_place_of_the_command():
    assert image('FROM x\nENTRYPOINT ["e"]\nCMD ["c"]', arguments=("x", "y")).argv == ("e", "x", "y")
    assert image('FROM x\nENTRYPOINT ["e"]\nCMD ["c"]', entrypoint=("f",)).argv == ("f",)


COPIES = [
    ("COPY a.sh /", {"/a.sh"}),
    ("COPY a.sh /b", {"/b"}),
    ("COPY a.sh /opt/", {"/opt/a.sh"}),
    ("COPY a.sh b.txt /opt/", {"/opt/a.sh", "/opt/b.txt"}),
    ("WORKDIR /w\nCOPY a.sh .", {"/w/a.sh"}),
    ("WORKDIR /w\nCOPY . .", {"/w/a.sh", "/w/b.txt", "/w/conf/x.conf", "/w/conf/sub/y.conf", "/w/Dockerfile"}),
    ("COPY conf /c", {"/c/x.conf", "/c/sub/y.conf"}),
    ("COPY conf/ /c/", {"/c/x.conf", "/c/sub/y.conf"}),
    ("COPY ./conf/*.conf /c/", {"/c/x.conf"}),
    ("COPY *.sh /c/", {"/c/a.sh"}),
    ('COPY ["a.sh", "/c/"]', {"/c/a.sh"}),
    ("COPY a.sh /usr/local/bin", {"/usr/local/bin/a.sh"}),
    ("ENV D=/d\nCOPY a.sh ${D}/x", {"/d/x"}),
    ("ARG D=/d\nCOPY a.sh $D/x", {"/d/x"}),
    ("ADD https://host/a.sh /x", set()),
    ("COPY --from=elsewhere /a /x", set()),
    ("WORKDIR /a\nWORKDIR b\nCOPY a.sh ../x", {"/a/x"}),
]


@pytest.mark.parametrize(("text", "paths"), COPIES)
def test_files_come_to_where_buildkit_puts_them(text, paths):
    assert set(image(f"FROM x\n{text}").copied) == paths


def test_files_come_out_of_an_earlier_stage():
    text = "FROM x AS one\nCOPY a.sh /s/a.sh\nFROM y\nCOPY --from=one /s/a.sh /t/\nCOPY --from=0 /s /u"
    assert set(image(text).copied) == {"/t/a.sh", "/u/a.sh"}


def test_a_heredoc_is_expanded_unless_its_name_is_quoted():
    body = 'exec "$@" $A \\$B'
    plain = image(f"FROM x\nENV A=1\nCOPY <<EOF /f\n{body}\nEOF").copied["/f"][0]
    quoted = image(f"FROM x\nENV A=1\nCOPY <<'EOF' /f\n{body}\nEOF").copied["/f"][0]
    assert (plain, quoted) == (b'exec "" 1 $B\n', f"{body}\n".encode())


def test_ignored_files_are_not_copied():
    files = {**FILES, ".dockerignore": "conf\n*.txt\n!b.txt\n"}
    assert set(image("FROM x\nCOPY . /c/", files).copied) == {
        "/c/a.sh",
        "/c/b.txt",
        "/c/Dockerfile",
        "/c/.dockerignore",
    }


def test_modes_are_those_of_the_context_or_of_chmod():
    assert image("FROM x\nCOPY a.sh b.txt /c/").copied["/c/a.sh"][1] == 0o755
    assert image("FROM x\nCOPY a.sh b.txt /c/").copied["/c/b.txt"][1] == 0o644
    assert image("FROM x\nCOPY --chmod=755 b.txt /c/").copied["/c/b.txt"][1] == 0o755


def test_a_target_names_the_stage():
    text = 'FROM x AS one\nCMD ["a"]\nFROM y AS two\nCMD ["b"]\nFROM z\nCMD ["c"]'
    assert [image(text, target=target).argv for target in ("one", "two", "0", None)] == [("a",), ("b",), ("a",), ("c",)]


def test_an_argument_is_gone_at_run_time():
    found = image("FROM x\nARG A=1\nENV B=$A\nCMD a")
    assert "A" not in found.env
    assert found.env["B"] == "1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("exec app --flag", ["app"]),
        ("A=1 app; b && c || d", ["app", "b", "c", "d"]),
        ("if x; then y; else exec z; fi", ["x", "y", "z"]),
        ("echo app", []),
        ("app & wait", ["app"]),
        ("sh -c 'one; two'", ["sh", "one", "two"]),
        ("# app\ncd /x && ./run.sh", ["./run.sh"]),
        ("trap 'stopper; exit' TERM", ["stopper"]),
    ],
)
def test_commands_are_found_where_they_stand(text, words):
    assert [word for word in commands(text) if word != "fi"] == words
