"""Instructions put into a Dockerfile, modes and line ends of its files."""

from __future__ import annotations

import os

import pytest

import stoplint
from listing import Listing
from stoplint.edits import dockerfile_lines
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.syntax.dockerfile import read


def stop_signal(text, number=0, base=None):
    """(The text with the fix made, whether it is safe) for one of the Dockerfile's images; None without a fix."""
    context = Listing({"Dockerfile": text})
    dockerfile = read(context.read("Dockerfile"))
    found = images(dockerfile, context, lambda _: base or Base("x", "the test", sh="dash"))
    fix = dockerfile_lines.stop_signal(dockerfile, found[number], "QUIT")
    if fix is None:
        return None
    (edit,) = fix.edits
    return text[: edit.span.start] + edit.text + text[edit.span.end :], fix.safe, fix.title


ADD, CHANGE = "add `STOPSIGNAL SIGQUIT`", "stop it with SIGQUIT"


@pytest.mark.parametrize(
    ("before", "after", "safe"),
    [
        ("FROM x\n", "FROM x\nSTOPSIGNAL SIGQUIT\n", True),
        ("FROM x", "FROM x\nSTOPSIGNAL SIGQUIT", True),
        ("FROM x\r\nRUN a\r\n", "FROM x\r\nSTOPSIGNAL SIGQUIT\r\nRUN a\r\n", True),
        ("FROM x\nENTRYPOINT a\nCMD b\n", "FROM x\nSTOPSIGNAL SIGQUIT\nENTRYPOINT a\nCMD b\n", True),
        ("FROM x\nRUN a\n\tCMD b\n", "FROM x\nRUN a\n\tSTOPSIGNAL SIGQUIT\n\tCMD b\n", True),
        ("FROM x\nRUN a\ncmd b\n", "FROM x\nRUN a\nstopsignal SIGQUIT\ncmd b\n", True),
        ("FROM x\nSTOPSIGNAL  SIGINT  \nCMD b\n", "FROM x\nSTOPSIGNAL  SIGQUIT  \nCMD b\n", False),
        ("FROM x\nSTOPSIGNAL 1\nSTOPSIGNAL 2\n", "FROM x\nSTOPSIGNAL 1\nSTOPSIGNAL SIGQUIT\n", False),
        ("FROM x AS a\nSTOPSIGNAL 1\nCMD a\nFROM x\nCMD b\n", "FROM x AS a\nSTOPSIGNAL 1\nCMD a\nFROM x\nSTOPSIGNAL SIGQUIT\nCMD b\n", True),
        ("FROM x AS a\nSTOPSIGNAL 2\nFROM a\nCMD b\n", "FROM x AS a\nSTOPSIGNAL 2\nFROM a\nSTOPSIGNAL SIGQUIT\nCMD b\n", False),
        ("ARG A\nFROM x\nCMD b\n", "ARG A\nFROM x\nSTOPSIGNAL SIGQUIT\nCMD b\n", True),
    ],
)  # fmt: skip
def test_the_stop_signal_stands_before_the_launch_or_where_one_stood(before, after, safe):
    assert stop_signal(before) == (
        after,
        safe,
        CHANGE if "STOPSIGNAL 1\nSTOPSIGNAL 2" in before or "SIGINT" in before else ADD,
    )


def test_an_image_with_a_name_of_its_own_gets_its_own_stop_signal():
    text = "FROM x AS a\nCMD a\nFROM x AS b\nCMD b\nFROM a\nCMD c\n"
    context = Listing({"Dockerfile": text})
    count = len(images(read(context.read("Dockerfile")), context, lambda _: Base("x", "the test", sh="dash")))
    made = {stop_signal(text, number)[0] for number in range(count)}
    wanted = {text.replace(f"CMD {name}", f"STOPSIGNAL SIGQUIT\nCMD {name}") for name in "abc"}
    assert made <= wanted
    assert text.replace("CMD c", "STOPSIGNAL SIGQUIT\nCMD c") in made


def test_a_stop_signal_that_the_base_image_chose_is_changed_when_asked_for_only():
    base = Base("x", "the test", sh="dash", stop_signal="INT")
    assert stop_signal("FROM x\nCMD a\n", base=base) == ("FROM x\nSTOPSIGNAL SIGQUIT\nCMD a\n", False, ADD)


def test_a_byte_order_mark_stays_in_front(workspace):
    text = "\ufeffFROM php:8.2-fpm\n"
    context = Listing({"Dockerfile": "\ufeffCMD a\n"})
    dockerfile = read(context.read("Dockerfile"))
    edit = dockerfile_lines._before(dockerfile.instructions[0], "SIGQUIT", after=False)
    assert (edit.span.start, edit.text) == (1, "STOPSIGNAL SIGQUIT\n")
    assert stop_signal(text)[0] == f"{text}STOPSIGNAL SIGQUIT\n"


@pytest.mark.parametrize(
    ("text", "newline"),
    [
        ("a\nb\r\n", "\n"),
        ("a\r\nb\n", "\r\n"),
        ("\n", "\n"),
        ("\r\n", "\r\n"),
        ("", "\n"),
        ("a", "\n"),
        ("\r", "\n"),
        ("\n\r\n", "\n"),
    ],
)
def test_lines_end_as_the_first_one_does(text, newline):
    assert dockerfile_lines.newline_of(text) == newline


# ---------------------------------------------------------------- modes and line ends
SCRIPT = "#!/bin/sh\nexec ./server\n"


def fixed(root, dockerfile, mode=0o644, *, unsafe=False, name="start.sh", text=SCRIPT):
    """(The Dockerfile afterwards, the files made executable)."""
    (root / "Dockerfile").write_text(dockerfile)
    (root / name).write_text(text, newline="")
    (root / name).chmod(mode)
    changes = stoplint.fix(".", unsafe=unsafe, write=False).changes
    made = changes.texts.get(os.path.realpath(root / "Dockerfile"), dockerfile)
    return made, {os.path.basename(each) for each in changes.executable}


@pytest.mark.parametrize(
    ("before", "after", "executable"),
    [
        ('COPY start.sh /\nCMD ["/start.sh"]\n', 'COPY start.sh /\nCMD ["/start.sh"]\n', {"start.sh"}),
        ('COPY start.sh /go\nCMD ["/go"]\n', 'COPY start.sh /go\nCMD ["/go"]\n', {"start.sh"}),
        ('WORKDIR /srv\nCOPY start.sh .\nCMD ["./start.sh"]\n', 'WORKDIR /srv\nCOPY start.sh .\nCMD ["./start.sh"]\n', {"start.sh"}),
        ('COPY --chmod=644 start.sh /\nCMD ["/start.sh"]\n', 'COPY --chmod=644 start.sh /\nCMD ["/start.sh"]\n', set()),
        ("COPY <<E /go\n#!/bin/sh\nexec ./server\nE\nCMD [\"/go\"]\n", "COPY --chmod=755 <<E /go\n#!/bin/sh\nexec ./server\nE\nCMD [\"/go\"]\n", set()),
        ('COPY start.sh /\nRUN chmod 644 /start.sh\nCMD ["/start.sh"]\n', 'COPY start.sh /\nRUN chmod 644 /start.sh\nCMD ["/start.sh"]\n', set()),
    ],
)  # fmt: skip
def test_a_script_that_is_not_executable_is_made_so_where_its_mode_comes_from(workspace, before, after, executable):
    root = workspace({})
    made = fixed(root, f"FROM debian:12-slim\n{before}")
    assert made == (f"FROM debian:12-slim\n{after}", executable)


def test_a_mode_that_was_chosen_is_changed_when_asked_for_only(workspace):
    root = workspace({})
    before = 'FROM debian:12-slim\nCOPY --chmod=644 --chown=1 start.sh /\nCMD ["/start.sh"]\n'
    assert fixed(root, before, unsafe=True) == (before.replace("644", "755"), set())


def test_windows_line_ends_go_from_every_line_of_the_script_and_from_no_other_file(workspace):
    text = SCRIPT.replace("\n", "\r\n") + "# \r in the middle\r\n"
    workspace({"Dockerfile": 'FROM debian:12-slim\r\nCOPY start.sh /\r\nCMD ["/start.sh"]\r\n', "start.sh": text})
    changes = stoplint.fix(".", write=False).changes
    assert list(changes.texts.values()) == [SCRIPT + "# \r in the middle\n"]


def test_windows_line_ends_in_a_script_of_the_dockerfile_stay(workspace):
    workspace(
        {
            "Dockerfile": 'FROM debian:12-slim\r\nCOPY --chmod=755 <<E /go\r\n#!/bin/sh\r\nexec ./server\r\nE\r\nCMD ["/go"]\r\n'
        }
    )
    changes = stoplint.fix(".", write=False).changes
    assert all("\r\n" in text for text in changes.texts.values())
