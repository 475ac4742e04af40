"""Which Dockerfiles are templates that a tool fills in."""

from __future__ import annotations

import pytest

from stoplint.project.checking import Request, check
from stoplint.syntax.dockerfile import read
from stoplint.syntax.templates import is_template, placeholder
from stoplint.text import Source


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("FROM debian\nEXPOSE %%PORTS%%", "%%PORTS%%"),
        ("FROM @BASE@\nCMD x", "@BASE@"),
        ("FROM {{ base }}\nCMD x", "{{ base }}"),
        ("FROM debian:{{version}}-slim", "{{version}}"),
        ("FROM debian\n{% if x %}\nCMD x\n{% endif %}", "{% if x %}"),
        ("FROM debian\n{{ extra }}\nCMD x", "{{ extra }}"),
        ("FROM debian\n%%EXTRA%%\nCMD x", "%%EXTRA%%"),
        ("FROM debian\nCOPY <%= file %> /", "<%= file %>"),
        ('FROM debian\nCMD ["@APP@"]', "@APP@"),
        # what a program takes, and what other texts may hold
        ('FROM debian\nCMD ["docker", "ps", "--format", "{{.ID}}"]', ""),
        ("FROM debian\nRUN docker inspect -f '{{.Id}}' x && date +%%Y%%m", ""),
        ("FROM debian\nRUN <<E\n%%A%%\nE", ""),
        ("FROM debian@sha256:abc\nLABEL a={{b}} mail=x@Y@z", ""),
        ("FROM debian\nENV A=${B%%C%%}", ""),
        ("FROM debian\n# FROM {{ x }}\nUSER a@b", ""),
        ("FROM node\nRUN npm i @SCOPE/x @OTHER/y\nCOPY node_modules/@A/b@C /", ""),
        ("FROM debian\nCMD app", ""),
    ],
)
def test_a_placeholder_where_no_builder_takes_one_makes_a_template(text, sign):
    dockerfile = read(Source("Dockerfile", text))
    assert placeholder(dockerfile) == sign
    assert is_template(dockerfile) is bool(sign)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Dockerfile.j2", "FROM debian\nFOO x", True),
        ("Dockerfile.tmpl", "FROM debian\nFOO x", True),
        ("Dockerfile-template", "FROM debian\nFOO x", True),
        ("Dockerfile.app", "FROM debian\nFOO x", False),
        ("Dockerfile", "FROM debian\n{# a remark #}\nFOO x", True),
        ("Dockerfile", "FROM debian\n${EXTRA}\nFOO x", True),
        ("Dockerfile", "FROM debian\n&& ${EXTRA}\nFOO x", False),
        ("Dockerfile", "FROM debian\nRUN a '{# x #}' '{{.Id}}' '<%s>'\nFOO x", False),
    ],
)
def test_a_name_or_a_line_for_the_tool_makes_a_template_too(name, text, found):
    assert is_template(read(Source(name, text))) is found


def test_a_template_is_left_out_with_a_note_unless_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM debian\nEXPOSE %%PORT%%\nCMD server\n")
    searched, named = check(["."], Request()), check(["Dockerfile"], Request())
    assert [str(note) for note in searched.notes] == ["Dockerfile: is a template: nothing fills %%PORT%% in; left out"]
    assert not searched.findings
    assert [finding.code for finding in named.findings] == ["SL102"]
