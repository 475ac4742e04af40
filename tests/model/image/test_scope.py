"""What words of a Dockerfile come to: ENV and ARG, what is given from outside, the image that a FROM names."""

from __future__ import annotations

import pytest

from model.built import image
from stoplint.model.fact import Unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV A b", {"A": "b"}),
        ("ENV A= B=2", {"A": "", "B": "2"}),
        ("ENV A=1 B=2", {"A": "1", "B": "2"}),
        ('ENV "A"=1', {"A": "1"}),
        ("ENV A='$X'", {"A": "$X"}),
        ("ENV A=\\$X", {"A": "$X"}),
        ("ENV A=$X", {"A": ""}),
        ("ENV A=${X:-d}", {"A": "d"}),
        ("ENV A=${X:+d}", {"A": ""}),
        ("ARG X=1\nENV X=$X.$X A=$X", {"X": "1.1", "A": "1"}),
        ("ARG X=1\nARG X=2\nENV A=$X", {"A": "2"}),
        ("ARG X=1\nARG Y=$X$X\nENV A=$Y", {"A": "11"}),
        ("ARG X\nENV A=a${X}b", {"A": "? the build argument X has no default"}),
        ("ARG X\nENV A=${X:-d}", {"A": "d"}),
        ("ARG X\nENV A=${X:+d}", {"A": ""}),
        ("ARG X=1 Y=2\nENV A=$X$Y", {"A": "12"}),
        ("ARG X=\nENV A=[$X]", {"A": "[]"}),
        ("ENV X=1\nARG X\nENV A=$X", {"X": "1", "A": "1"}),
        (
            "ARG TARGETPLATFORM TARGETOS TARGETVARIANT\nENV A=$TARGETPLATFORM,$TARGETOS,$TARGETVARIANT",
            {"A": "linux/amd64,linux,"},
        ),
        (
            "ARG BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT\nENV A=$BUILDPLATFORM,$BUILDOS,$BUILDARCH,$BUILDVARIANT",
            {"A": "linux/amd64,linux,amd64,"},
        ),
        ("ENV A=$PATH", {"A": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}),
        ("ENV PATH=/x\nENV A=$PATH", {"A": "/x"}),
        ("ONBUILD ENV A=1", {}),
        ("ENV A=1\nENV B=$A A=2", {"A": "2", "B": "1"}),
    ],
)
def test_the_environment_is_what_env_and_arg_make_of_it(text, expected):
    facts = image(f"FROM debian\n{text}").env
    values = {name: fact.value for name, fact in facts.items() if name != "PATH"}
    assert {name: f"? {one.why}" if isinstance(one, Unknown) else one for name, one in values.items()} == expected


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("FROM --platform=linux/amd64 who", "linux"),
        ("ARG P=windows/amd64\nFROM --platform=$P who", "windows"),
        ("FROM MICROSOFT/NanoServer", "windows"),
        ("FROM x/windowsservercore:1", "windows"),
        ("FROM microsoft/windowsservercore", "windows"),
        ("FROM --platform=$BUILDPLATFORM who", "linux"),
        ("FROM windows", "linux"),
        ("FROM mcr.microsoft.com/windows:ltsc2022", "windows"),
        ("FROM x/servercore", "windows"),
        ("FROM xmcr.microsoft.com/windows", "linux"),
        ("FROM --platform who", "linux"),
    ],
)
def test_the_platform_is_what_the_from_says_or_its_name(text, platform):
    assert image(text).platform == platform


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("ARG R\nFROM ${R}debian", "debian"),
        ("ARG R\nFROM ${R}debian:12@sha256:abc", "debian:12@sha256:abc"),
        ("ARG R\nFROM debian${R}", "debian"),
        ("ARG R\nFROM debian:${R}", "debian:$R"),
        ("ARG R\nFROM a/${R}debian", "a/debian"),
        ("ARG R\nFROM ${R}/debian", None),
        ("ARG R=\nFROM ${R}debian", "debian"),
        ("ARG R=x/\nFROM ${R}debian", "x/debian"),
        ("ARG A=1\nARG B=$A\nFROM debian:$B", "debian:1"),
        ("ARG A=1\nARG A\nFROM debian:$A", "debian:1"),
        ("ARG A=1\nARG A=2\nFROM debian:$A", "debian:2"),
        ("FROM 0", "0"),
        ("FROM debian\nFROM 0", "0"),
        ("FROM 'debian:12'", "debian:12"),
        ('FROM "debian"', "debian"),
        ("ARG R\nFROM ${R}${R}debian", "debian"),
        ("ARG TARGETARCH\nFROM debian:$TARGETARCH", "debian:amd64"),
        ("FROM debian as Q\nFROM q", "debian"),
        ("FROM debian XX q\nFROM q", "q"),
        ("ARG R\nFROM ${R}de_bi.an-x", "de_bi.an-x"),
    ],
)
def test_the_base_image_is_what_the_words_of_the_from_come_to(text, base):
    assert image(text).base == base


@pytest.mark.parametrize(
    ("text", "given", "base", "value"),
    [
        ("ARG A=1\nFROM debian:$A\nARG A\nENV B=$A", {"A": "2"}, "debian:2", "2"),
        ("ARG A=1\nFROM debian:$A\nARG A=3\nENV B=$A", {"A": "2"}, "debian:2", "2"),
        ("FROM debian\nENV B=$A", {"A": "2"}, "debian", ""),
        ("FROM debian\nARG TARGETARCH\nENV B=$TARGETARCH", {"TARGETARCH": "arm64"}, "debian", "arm64"),
        ("FROM debian\nARG A\nENV A=1 B=$A", {"A": "2"}, "debian", "2"),
        ("ARG A\nFROM debian:x$A\nENV B=1", {"A": "2"}, "debian:x2", "1"),
        ("FROM debian:$TARGETARCH\nENV B=$A", {"TARGETARCH": "arm64"}, "debian:arm64", ""),
    ],
)
def test_a_build_argument_is_seen_where_it_is_declared(text, given, base, value):
    one = image(text, build_args=given)
    assert (one.base, one.env["B"].value) == (base, value)


def test_a_value_that_doubles_and_doubles_is_not_worked_out():
    text = "FROM debian\nENV A=0123456789\n" + "ENV A=$A$A\n" * 40
    assert isinstance(image(text).env["A"].value, Unknown)
    assert image(text.replace("A$A", "A")).env["A"].value == "0123456789"
