"""What images a Dockerfile makes, and what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.built import built, image, words
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.launch import argv
from stoplint.model.image.stages import stage_names
from stoplint.syntax.dockerfile import read
from stoplint.text import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian", ["bash"]),
        ('FROM debian\nCMD ["a", "b"]', ["a", "b"]),
        ("FROM debian\nCMD a $X", ["/bin/sh", "-c", "a $X"]),
        ("FROM debian\nENTRYPOINT a", ["/bin/sh", "-c", "a"]),
        # a child's ENTRYPOINT clears an inherited CMD, but not one of its own, on whichever side it stands
        ('FROM debian\nENTRYPOINT ["a"]', ["a"]),
        ('FROM debian\nENTRYPOINT ["a"]\nCMD ["b"]', ["a", "b"]),
        ('FROM debian\nCMD ["b"]\nENTRYPOINT ["a"]', ["a", "b"]),
        ('FROM debian AS x\nCMD ["b"]\nFROM x\nENTRYPOINT ["a"]', ["a"]),
        ('FROM nginx\nCMD ["b"]', ["/docker-entrypoint.sh", "b"]),
        ('FROM nginx\nENTRYPOINT []\nCMD ["b"]', ["b"]),
        ("FROM nginx\nENTRYPOINT []", None),
        ('FROM nginx\nENTRYPOINT [""]', None),
        ('FROM nginx\nENTRYPOINT [""]\nCMD ["b"]', ["b"]),
        ('FROM debian\nENTRYPOINT ["a"]\nCMD b', ["a", "/bin/sh", "-c", "b"]),
        ('FROM debian\nENTRYPOINT a\nCMD ["b"]', ["/bin/sh", "-c", "a", "b"]),
        ("FROM debian\nENTRYPOINT a\nCMD b", ["/bin/sh", "-c", "a", "/bin/sh", "-c", "b"]),
        ('FROM debian\nCMD ["a"]\nCMD ["b"]', ["b"]),
        ('FROM debian\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]', ["b"]),
        ("FROM debian\nCMD ['a']", ["/bin/sh", "-c", "['a']"]),
        ('FROM debian\nCMD [ "a" ] # x', ["/bin/sh", "-c", '[ "a" ] # x']),
        # the SHELL in force at the instruction, not the last one; it is inherited
        (
            'FROM debian\nSHELL ["/bin/bash", "-ec"]\nCMD a\nSHELL ["/bin/sh", "-c"]',
            ["/bin/bash", "-ec", "a"],
        ),
        ('FROM debian AS x\nSHELL ["bash", "-c"]\nFROM x\nCMD a', ["bash", "-c", "a"]),
        ('FROM debian AS x\nSHELL ["bash", "-c"]\nFROM debian\nCMD a', ["/bin/sh", "-c", "a"]),
        ("FROM debian\nHEALTHCHECK CMD x", ["bash"]),
        ("FROM scratch", None),
        ('FROM scratch\nCMD ["a"]', ["a"]),
        ("FROM who/knows", "unknown"),
        ('FROM who/knows\nCMD ["a"]', "unknown"),
        ('FROM who/knows\nENTRYPOINT ["a"]', ["a"]),
        ('FROM who/knows\nENTRYPOINT []\nCMD ["a"]', ["a"]),
        # ONBUILD acts in the child, once
        ('FROM debian AS x\nONBUILD CMD ["o"]\nCMD ["x"]\nFROM x', ["o"]),
        ('FROM debian AS x\nONBUILD CMD ["o"]\nFROM x\nCMD ["c"]', ["c"]),
        ('FROM debian AS x\nONBUILD CMD ["o"]\nCMD ["x"]', ["x"]),
        ('FROM debian AS x\nONBUILD CMD ["o"]\nFROM x AS y\nCMD ["y"]\nFROM y', ["y"]),
        ('FROM debian AS x\nCMD ["a"]\nFROM X', ["a"]),
        ('from debian as x\ncmd ["a"]\nfrom x\nentrypoint ["b"]', ["b"]),
        ('FROM debian\nCMD ["a", "$HOME"]', ["a", "$HOME"]),
        ("FROM debian\nCMD []", None),
    ],
)
def test_the_argv_is_what_the_runtime_makes_of_entrypoint_and_cmd(text, expected):
    assert words(image(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('FROM debian\nENTRYPOINT ["a"]\nCMD ["b"]', ["a", "x", "y z"]),
        ('FROM debian\nCMD ["b"]', ["x", "y z"]),
        ("FROM debian\nENTRYPOINT a", ["/bin/sh", "-c", "a", "x", "y z"]),
        ("FROM scratch", ["x", "y z"]),
        ("FROM who/knows", "unknown"),
    ],
)
def test_arguments_stand_in_for_cmd(text, expected):
    assert words(image(text), ("x", "y z")) == expected


def test_no_arguments_are_arguments_too():
    assert words(image('FROM debian\nENTRYPOINT ["a"]\nCMD ["b"]'), ()) == ["a"]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("FROM debian:12", "debian:12"),
        ("ARG V=12\nFROM debian:$V", "debian:12"),
        ("ARG V=12\nARG I=debian:${V}-slim\nFROM ${I}", "debian:12-slim"),
        ("ARG V\nFROM debian:${V:-12}", "debian:12"),
        ("ARG V\nFROM debian:$V", "debian:$V"),
        ("FROM $NOTHING", None),
        # a prefix that nobody gives is empty
        ("ARG REGISTRY\nFROM ${REGISTRY}debian:12", "debian:12"),
        ("ARG R\nFROM $R/debian", None),
        ("ARG R\nFROM x/$R/debian", None),
        ("ARG TAG\nFROM debian-${TAG}", None),
        ("FROM --platform=$BUILDPLATFORM debian", "debian"),
        ("FROM debian:x AS a\nFROM a AS b\nFROM b", "debian:x"),
        ("FROM debian-$TARGETARCH", "debian-amd64"),
        ("FROM", None),
    ],
)
def test_the_base_is_the_outermost_from(text, base):
    assert image(text).base == base


def test_build_arguments_replace_defaults():
    text = "ARG V=12\nFROM debian:$V\nARG P=a\nENV Q=$P\nWORKDIR /$P"
    one = image(text, build_args={"V": "13", "P": "b"})
    assert (one.base, one.env["Q"].value, one.workdir.value) == ("debian:13", "b", "/b")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("ENV A=1", "A", "1"),
        ("ENV A=1 B=$A", "B", ""),  # a line's own values are not seen in it
        ("ENV A=1\nENV B=$A", "B", "1"),
        ("ENV A one  two", "A", "one  two"),
        ('ENV A="x y" B=z', "A", "x y"),
        ("ARG A=1\nENV B=$A", "B", "1"),
        ("ARG A=1\nENV A=2\nENV B=$A", "B", "2"),
        ("ENV A=2\nARG A=1\nENV B=$A", "B", "2"),
        ("ENV PATH=/app/bin:$PATH", "PATH", "/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("ARG TARGETARCH\nENV B=$TARGETARCH", "B", "amd64"),
        ("ENV B=$TARGETARCH", "B", ""),
        ("ENV B=${X:-y}", "B", "y"),
        ("ARG X\nENV B=${X:-y}", "B", "y"),
    ],
)
def test_env_is_expanded_where_it_stands(text, name, value):
    assert image(f"FROM debian\n{text}").env[name].value == value


def test_a_value_that_nobody_gave_is_unknown():
    one = image("FROM debian\nARG X\nENV B=$X C=c")
    assert isinstance(one.env["B"].value, Unknown)
    assert "X" in one.env["B"].value.why
    assert one.env["C"].value == "c"


def test_an_unknown_base_may_set_any_variable():
    one = image("FROM who/knows\nENV B=$JAVA_HOME/bin")
    assert not one.env_complete
    assert isinstance(one.env["B"].value, Unknown)


def test_arguments_of_a_stage_end_with_it():
    one = image("ARG G=g\nFROM debian AS a\nARG X=x\nARG G\nENV E=$X$G\nFROM a\nENV B=-$X$G-")
    assert one.env["E"].value == "xg"
    assert one.env["B"].value == "--"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "/"),
        ("WORKDIR /a\nWORKDIR b\nWORKDIR ../c", "/a/c"),
        ("ENV D=/srv\nWORKDIR $D/x", "/srv/x"),
        ("WORKDIR /a/../..", "/"),
        ('WORKDIR "/with space"', "/with space"),
    ],
)
def test_workdir_accumulates(text, path):
    assert image(f"FROM debian\n{text}").workdir.value == path


def test_every_fact_says_who_said_it():
    one = image("FROM nginx:1.29\nWORKDIR /x\nUSER app\nSTOPSIGNAL SIGINT")
    assert (one.stop_signal.said_by, one.stop_signal.span.line) == ("Dockerfile:4", 4)
    assert (one.workdir.said_by, one.user.value) == ("Dockerfile:2", "app")
    assert (one.entrypoint.said_by, one.cmd.said_by, one.shell.said_by) == ("nginx:1.29", "nginx:1.29", "default")
    inherited = image("FROM nginx:1.29")
    assert inherited.stop_signal == Fact("SIGQUIT", "nginx:1.29")
    assert image("FROM debian").stop_signal == Fact("SIGTERM", "default")
    assert isinstance(image("FROM who/knows").stop_signal, Unknown)


@pytest.mark.parametrize(
    ("text", "sh"),
    [
        ("FROM debian", "dash"),
        ("FROM alpine\nRUN apk add --no-cache bash", "ash"),
        ("FROM debian\nRUN ln -sf bash /bin/sh", "bash"),
        ("FROM debian\nRUN ln -sf /bin/bash /bin/sh", "bash"),
        ("FROM debian\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh", "bash"),
        ("FROM debian\nRUN cd /bin && ln -sf bash sh", "bash"),
        ("FROM debian AS x\nRUN ln -sf bash /bin/sh\nFROM x", "bash"),
        ("FROM debian AS x\nRUN ln -sf bash /bin/sh\nFROM debian", "dash"),
        ("FROM debian\nRUN mv /bin/bash /bin/sh", "bash"),
        (
            'FROM debian\nRUN echo "dash dash/sh boolean false" | debconf-set-selections && dpkg-reconfigure dash',
            "bash",
        ),
        ("FROM debian\nRUN dpkg-reconfigure dash", "dash"),
        ("FROM debian\nRUN echo '#!/bin/sh' > /x", "dash"),
        ("FROM distroless", None),
        ("FROM scratch", None),
        ("FROM scratch\nCOPY app /", None),
    ],
)
def test_bin_sh_is_what_the_base_has_until_something_replaces_it(text, sh):
    found = image(text, {"app": "x"}).sh
    assert isinstance(found, Fact)
    assert found.value == sh


@pytest.mark.parametrize(
    "text",
    [
        "FROM who/knows",
        "FROM scratch\nADD rootfs.tar.gz /",
        "FROM distroless\nCOPY --from=busybox /bin/sh /bin/sh",
        "FROM debian\nRUN ln -sf strange /bin/sh",
    ],
)
def test_bin_sh_may_be_unknown(text):
    assert isinstance(image(text, {"rootfs.tar.gz": ""}).sh, Unknown)


def test_a_fact_given_from_outside_says_what_bin_sh_is():
    assert image("FROM debian", sh=Fact("bash", "--sh")).sh == Fact("bash", "--sh")


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022", "windows"),
        ("FROM mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022", "windows"),
        ("# escape=`\nFROM who/knows", "windows"),
        ("FROM --platform=windows/amd64 who/knows", "windows"),
        ("FROM mcr.microsoft.com/dotnet/sdk:8.0", "linux"),
        # the escape character is a mere taste where the image is known
        ("# escape=`\nFROM debian", "linux"),
        ("# escape=`\nFROM scratch", "linux"),
        ('# escape=`\nFROM debian\nSHELL ["powershell", "-Command"]', "windows"),
        ('FROM debian\nSHELL ["C:\\\\Windows\\\\System32\\\\cmd.exe", "/S", "/C"]', "windows"),
        ('FROM debian\nSHELL ["pwsh", "-Command"]', "linux"),
        ("FROM debian\nWORKDIR C:\\\\app", "windows"),
        ("FROM debian\nWORKDIR c:/app", "windows"),
        ("FROM debian\nWORKDIR /c:/app", "linux"),
    ],
)
def test_windows_is_recognised(text, platform):
    assert image(text).platform == platform


@pytest.mark.parametrize(
    ("text", "target", "stages"),
    [
        ("FROM debian", None, ["0"]),
        ("FROM debian AS a\nFROM debian AS b", None, ["b"]),
        ("FROM debian AS a\nCMD x\nFROM debian AS b", None, ["b", "a"]),
        ("FROM debian AS a\nENTRYPOINT x\nFROM debian AS b\nFROM debian", None, ["2", "a"]),
        # only built on, or only copied from
        ("FROM debian AS a\nCMD x\nFROM a", None, ["1"]),
        ("FROM debian AS a\nCMD x\nFROM debian\nCOPY --from=a /x /x", None, ["1"]),
        ("FROM debian AS a\nCMD x\nFROM debian\nCOPY --from=0 /x /x", None, ["1"]),
        ("FROM debian AS a\nCMD x\nFROM debian AS b\nCMD y", "A", ["a", "b"]),
        ("FROM debian AS a\nCMD x\nFROM debian AS b\nCMD y", "0", ["a", "b"]),
        ("FROM debian AS a\nCMD x\nFROM debian AS b\nCMD y", "nothing", []),
        ("FROM debian", "1", []),
        ("FROM debian", "²", []),
        ("", None, []),
        ("ARG X=1", None, []),
        ("CMD x\nFROM debian", None, ["0"]),
    ],
)
def test_the_target_comes_first_then_stages_that_could_be_run(text, target, stages):
    found = built(text, target=target)
    assert [one.stage for one in found] == stages
    assert [one.is_target for one in found] == [True, False, False][: len(found)]


def test_the_stages_have_names_or_numbers():
    assert stage_names(read(Source("D", "FROM a AS x\nFROM b\nFROM c AS Y"))) == ("x", "1", "Y")


def test_a_word_of_an_exec_form_is_traced_to_its_letters():
    text = 'FROM debian\nENTRYPOINT [ "sh", "-c", "a \\"b\\" \\u00e9\\n \\\n  exec c" ]\n'
    source = Source("Dockerfile", text)
    (one,) = (image(text),)
    word = argv(one)[2]
    assert word.value == 'a "b" é\n   exec c'
    start = word.value.index("exec")
    place = word.source.span(start, start + 6).located
    assert (place.text, place.line, place.column) == ("exec c", 3, 3)
    assert word.source.span(3, 4).located.text == "b"
    assert word.source.span(6, 7).located.text == "\\u00e9"[:1]
    assert source.text[place.start : place.end] == "exec c"


def test_the_text_of_a_shell_form_is_traced_through_continuations():
    one = image("FROM debian\nCMD a && \\\n  # why\n  exec b\n")
    word = argv(one)[2]
    start = word.value.index("exec b")
    assert word.source.span(start, start + 6).located.line == 4
    assert word.source.span(start, start + 6).is_verbatim


def test_inherited_words_are_said_to_come_in_with_from():
    assert {str(word.span) for word in argv(image("# x\nFROM nginx"))} == {"Dockerfile:2"}


@pytest.mark.parametrize(
    ("text", "malformed"),
    [
        ("['a']", "command"),
        ('["a",]', "command"),
        ("[a", "command"),
        ("[ x", "test"),
        ('[ "a" ] # why', "test"),
        ('[ "a", "b",]', "test"),
        ("[ -f /x ] && a", ""),
        ("[ -f /x ]; a", ""),
        ("[[ -f /x ]] && a", ""),
        ("a [", ""),
        ('["a"]', ""),
    ],
)
def test_malformed_json_is_marked(text, malformed):
    one = image(f"FROM debian\nENTRYPOINT {text}\nCMD {text}")
    assert (one.entrypoint.value.malformed, one.cmd.value.malformed) == (malformed, malformed)


INSTRUCTIONS = st.sampled_from([
    "FROM debian", "FROM debian AS a", "FROM a", "FROM $X", "FROM", "ARG X=1", "ARG X", "ENV A=$X", "ENV A", "ENV",
    'CMD ["a"]', "CMD a", "CMD", "ENTRYPOINT []", "ENTRYPOINT b", "SHELL []", 'SHELL ["x"]', "WORKDIR $A/b", "USER",
    "COPY a b", "COPY --from=a . .", "COPY --from=9 a b", "COPY", "COPY a", "COPY [", "COPY *.s[ /x", "ADD http://x /y",
    "RUN echo a > b", "RUN cat <<E > /x\n$A\nE", "RUN", 'RUN ["a"]', "RUN []", "ONBUILD CMD x", "ONBUILD FROM x",
    "ONBUILD COPY --from=a /x /y", "ONBUILD", "STOPSIGNAL $X", "{{ x }}", "RUN ln -s /a /a", "RUN mv /a /b; cp -r / /x",
    "COPY <<E /x\n${X:-$\nE", "RUN find / -exec chmod +x {} \\;", "RUN ln -s / /l; cp -r /l /l/l/m", "WORKDIR /l/l/l",
    "RUN chmod", "RUN cp", "RUN mv x", "RUN install -m", "RUN sed -i", "RUN tee", "RUN cd; ls > f", "RUN xargs < f",
    "ADD --chmod=u+x a.tar.gz /", "COPY --chmod=$X a /b", "COPY --exclude=** . /y", "COPY --parents a/./b /z",
])  # fmt: skip


@given(st.lists(INSTRUCTIONS, max_size=12))
def test_no_dockerfile_is_too_odd(lines):
    for one in built("\n".join(lines) + "\n", {"a": "x", "b/c": "y", "a.s": "", "a.tar.gz": ""}):
        argv(one)
        argv(one, ("x",))
        for path in ("/", "/a", "/x", "/b/c", "/l/l/l/a", "//..//x/"):
            one.rootfs.lookup(path)
            one.rootfs.known_children(path)
        one.rootfs.which("a", "/:/b::x", "/x")


@given(st.text(alphabet="FROM debianCOPYRUNE[]\"'\\$\n{}<>|;&*? \t/.-=`\0\udc80", max_size=60))
def test_no_text_is_too_odd(text):
    for one in built(f"FROM debian\nRUN {text}\nCOPY {text}\nENV {text}\nENTRYPOINT {text}", {"a": "x"}):
        argv(one)
        one.rootfs.lookup("/a")


_KINDS = (
    "ARG KIND=apache\nFROM php:8-${KIND} AS base\nFROM base AS apache-runtime\nCMD a\nFROM base AS fpm-runtime\nCMD b"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # the stage's name says what the ARG is when it is built, where another's has the default in that place
        (_KINDS, {"fpm-runtime": "php:8-fpm", "apache-runtime": "php:8-apache"}),
        (_KINDS.replace("apache-runtime", "web"), {"fpm-runtime": "php:8-apache", "web": "php:8-apache"}),
        (
            _KINDS.replace("fpm-runtime", "apache-debug"),
            {"apache-debug": "php:8-apache", "apache-runtime": "php:8-apache"},
        ),
        (
            "ARG OS=deb\nFROM x/${OS} AS base\nFROM base AS run-deb\nCMD a\nFROM base AS run-rpm\nCMD b\nFROM run-${OS}",
            {"3": "x/deb", "run-rpm": "x/rpm"},
        ),
        (
            "ARG OS=deb\nFROM x/${OS} AS base\nFROM base AS deb\nCMD a\nFROM base AS rpm\nCMD b\nFROM ${OS}",
            {"3": "x/deb", "rpm": "x/rpm"},
        ),
        # nothing is chosen by the whole name
        (
            "ARG OS=deb\nFROM x/${OS} AS base\nFROM base AS deb\nCMD a\nFROM base AS debug\nCMD b",
            {"debug": "x/deb", "deb": "x/deb"},
        ),
    ],
)
def test_a_stage_is_judged_with_the_arguments_with_which_it_is_built(text, said):
    assert {one.stage: one.base for one in built(text)} == said


def test_an_argument_that_is_given_stands():
    assert {one.base for one in built(_KINDS, build_args={"KIND": "zts"})} == {"php:8-zts"}
