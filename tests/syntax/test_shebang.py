"""The first line of a script, as the kernel reads it."""

from __future__ import annotations

import pytest

from stoplint.syntax.shebang import shebang
from stoplint.text import Source

LINES = {
    "#!/bin/sh\n": ("/bin/sh", (), "#!/bin/sh", False),
    "#!/bin/sh": ("/bin/sh", (), "#!/bin/sh", False),
    "#!/bin/sh -e\nx": ("/bin/sh", ("-e",), "#!/bin/sh -e", False),
    "#! /bin/sh  -e \n": ("/bin/sh", ("-e",), "#! /bin/sh  -e ", False),
    "#!\t/bin/sh\t-e -u\n": ("/bin/sh", ("-e -u",), "#!\t/bin/sh\t-e -u", False),
    "#!/usr/bin/env bash\n": ("/usr/bin/env", ("bash",), "#!/usr/bin/env bash", False),
    "#!/usr/bin/env -S bash -e\n": ("/usr/bin/env", ("-S bash -e",), "#!/usr/bin/env -S bash -e", False),
    "#!/bin/sh\r\nx\r\n": ("/bin/sh", (), "#!/bin/sh", True),
    "#!/bin/sh -e\r\n": ("/bin/sh", ("-e",), "#!/bin/sh -e", True),
    "#!\n/bin/sh\n": ("", (), "#!", False),
    "#!": ("", (), "#!", False),
}


@pytest.mark.parametrize("text", LINES)
def test_a_shebang_names_the_interpreter_and_one_argument(text: str) -> None:
    line = shebang(Source("x", text))
    assert line is not None
    assert (line.interpreter, line.args, line.span.text, line.crlf) == LINES[text]


@pytest.mark.parametrize(
    "text", ["", "\n#!/bin/sh\n", "\ufeff#!/bin/sh\n", " #!/bin/sh\n", "# !/bin/sh\n", "x\n#!/bin/sh"]
)
def test_anything_in_front_makes_it_none(text: str) -> None:
    assert shebang(Source("x", text)) is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("#!/bin/sh -e", ("/bin/sh", "-e")),
        ("#!/bin/sh -e -u", ("/bin/sh", "-e -u")),
        ("#!/usr/bin/env bash", ("bash",)),
        ("#!/usr/bin/env -S bash -e", ("bash", "-e")),
        ("#!/usr/bin/env -S -i A=b bash", ("bash",)),
        ("#!/usr/bin/env", ("/usr/bin/env",)),
        ("#!/usr/bin/env -S", ()),
        ("#!", ("",)),
    ],
)
def test_the_command_of_a_script_stands_behind_env(text: str, command: tuple[str, ...]) -> None:
    line = shebang(Source("x", text))
    assert line is not None
    assert line.command == command
