"""What execve(2) makes of a file, and why it refuses one."""

from __future__ import annotations

import pytest

from listing import Listing
from stoplint.config import Options
from stoplint.model.stop.causes import CannotStart
from stoplint.model.workload import Workload
from stoplint.project.stated_facts import traces
from stoplint.syntax.dockerfile import read


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("exec server\n", "shebang"),
        ("\ufeffexec server\n", "shebang"),
        ("# it begins with #!\nexec server\n", "shebang"),
        ("\ufeff#!/bin/sh\nexec server\n", "bom"),
        ("\n#!/bin/sh\nexec server\n", "late-shebang"),
        ("#!/usr/bin/env -S\nexec server\n", "nameless"),
        ("#! \nexec server\n", "nameless"),
        ("#!\r\nexec server\n", "crlf"),
        ("#!/bin/sh\r\nexec server\r\n", "crlf"),
    ],
)
def test_a_file_that_the_kernel_does_not_start_says_why(text, fault):
    files = {"Dockerfile": 'FROM debian:12\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n', "start.sh": text}
    context = Listing(files, frozenset({"start.sh"}))
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    cause = found.runs[0].cause
    assert isinstance(cause, CannotStart)
    assert (cause.failure.fault, cause.failure.path) == (fault, "/start.sh")


def started(argv, text="", base="debian:12", mode=True):
    files = {"Dockerfile": f"FROM {base}\nCOPY start.sh /start.sh\nENTRYPOINT {argv}\n", "start.sh": text}
    context = Listing(files, frozenset({"start.sh"} if mode else ()))
    (found,) = traces(read(context.read("Dockerfile")), context, Options(), Workload())
    return found


FAULTS = [
    # what a script wants that an empty image lacks
    ('["/start.sh"]', "#!/bin/sh\nexec server\n", "scratch", "shell", "/start.sh wants /bin/sh, which is not in the image"),
    ('["/start.sh"]', "#!/bin/bash\nexec server\n", "scratch", "interpreter", "/start.sh wants /bin/bash, which is not in the image"),
    ('["sh", "/start.sh"]', "exec server\n", "scratch", "shell", "sh is not in the image"),
    ('["/bin/sh", "-c", "server"]', "", "scratch", "shell", "/bin/sh is not in the image"),
    ('["/absent/server"]', "", "scratch", "missing", "/absent/server is not in the image"),
    ('["sh", "-c"]', "", "debian:12", "empty", "sh -c has no command"),
    ('["sh", "/absent.sh"]', "", "scratch", "shell", "sh is not in the image"),
    ('["A=1", "server"]', "", "debian:12", "name", "there is no program called A=1"),
    ('["-x"]', "", "debian:12", "name", "there is no program called -x"),
    ('["[x"]', "", "debian:12", "name", "there is no program called [x"),
    ('["a b"]', "", "debian:12", "name", "there is no program called a b"),
    ('["source"]', "", "debian:12", "name", "there is no program called source"),
    ('["/start.sh"]', "#!/bin/sh\r\nexec server\r\n", "debian:12", "crlf",
     "/start.sh has Windows line ends: there is no program called '/bin/sh' followed by a carriage return"),
    ('["sh", "/start.sh"]', "exec server\r\n", "debian:12", "crlf", "/start.sh has Windows line ends: no command in it is found"),
    ('["gosu", "nobody", "/start.sh"]', "exec server\n", "debian:12", "shebang", "/start.sh has no #! line, so the kernel can't run it"),
    ('["tini", "--", "/absent/server"]', "", "scratch", "missing", None),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "text", "base", "fault", "why"), FAULTS)
def test_what_does_not_start_is_told_with_its_reason(argv, text, base, fault, why):
    found = started(argv, text, base)
    cause = found.runs[0].cause
    assert (found.verdict, type(cause)) == ("fails-to-start", CannotStart)
    if why is not None:
        assert (cause.failure.fault, cause.failure.why) == (fault, why)


@pytest.mark.parametrize("argv", ['["/start.sh"]', '["env", "/start.sh"]', '["tini", "--", "/start.sh"]'])
def test_a_script_that_is_not_executable_does_not_start(argv):
    found = started(argv, "#!/bin/sh\nexec server\n", mode=False)
    assert found.verdict == "fails-to-start"
    assert found.runs[0].cause.failure.why == "/start.sh is not executable"
    assert started(argv, "#!/bin/sh\nexec server\n").verdict == "graceful"


@pytest.mark.parametrize(("argv", "verdict"), [
    ('["[", "x", "]"]', "exits-early"),
    ('["/start.sh"];', "fails-to-start"),
    ("['/start.sh', 'x']", "fails-to-start"),
    ("[ /start.sh, x ]", "fails-to-start"),
    ("[ x = x ] && exec ./start.sh", "graceful"),
    ('["./start.sh"]', "graceful"),
    ('["sh", "start.sh"]', "graceful"),
    ('["bash", "start.sh"]', "graceful"),
    ('["bash", "-O", "extglob", "start.sh"]', "graceful"),
    ('["bash", "--init-file", "/x", "start.sh"]', "graceful"),
    ('["bash", "--posix", "start.sh"]', "graceful"),
    ('["sh", "-eu", "--", "start.sh"]', "graceful"),
    ('["sh", "-", "start.sh"]', "graceful"),
    ('["sh", "+e", "start.sh"]', "graceful"),
])  # fmt: skip
def test_a_command_line_that_starts(argv, verdict):
    assert started(argv, "#!/bin/sh\nexec server\n").verdict == verdict


@pytest.mark.parametrize(("text", "verdict"), [
    ("\x7fELF\x02\x01", "graceful"),
    ("\x7fELF is no text\n", "graceful"),
    ("exec\0server\n", "graceful"),
    ("exec server\n", "fails-to-start"),
])  # fmt: skip
def test_a_program_is_no_script(text, verdict):
    assert started('["/start.sh"]', text).verdict == verdict


@pytest.mark.parametrize(("text", "verdict"), [
    # half of the lines and more: no command is found; fewer: the last one is
    ("#!/bin/sh\n:\r\nexec server\r\n", "fails-to-start"),
    ("#!/bin/sh\ntrue # x\r\n:\n:\nexec server\n", "graceful"),
])  # fmt: skip
def test_lines_with_carriage_returns(text, verdict):
    assert started('["sh", "/start.sh"]', text).verdict == verdict
