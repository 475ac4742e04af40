"""Words of a manifest of which a part is put in by somebody else: `--host=$(POD_IP)`."""

from __future__ import annotations

import pytest

from listing import Listing
from model.built import bases
from stoplint.checks import Subject, variable_in_exec_form
from stoplint.lazy_dataclass import replace
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.syntax.dockerfile import read
from stoplint.text import Source


def traced(command, *, known):
    """The image's trace, and what SL112 says of it, where the words of its CMD with a variable are known or not."""
    dockerfile = read(Source("Dockerfile", f"FROM debian\nCMD {command}\n"))
    [image] = images(dockerfile, Listing({}), bases)
    line = image.cmd.value
    words = tuple(replace(word, known=known or "$" not in word.value) for word in line.words)
    image = replace(image, cmd=replace(image.cmd, value=replace(line, words=words)))
    found = trace(image)
    return found, list(variable_in_exec_form.check(Subject(dockerfile, (found,), Listing({}))))


@pytest.mark.parametrize("known", [True, False])
def test_a_word_that_somebody_else_fills_in_is_none_that_nothing_expands(known):
    _, said = traced('["gunicorn", "--workers", "${WORKERS}", "app:app"]', known=known)
    assert bool(said) == known


def test_a_program_that_somebody_else_names_is_none_that_is_missing():
    assert traced('["${PROGRAM}", "serve"]', known=True)[0].verdict == "fails-to-start"
    found, said = traced('["${PROGRAM}", "serve"]', known=False)
    by_shell, _ = traced('["/bin/sh", "-c", "exec ${PROGRAM} serve"]', known=True)
    assert (found.verdict, said) == (by_shell.verdict, [])


@pytest.mark.parametrize(
    ("text", "verdict"), [("node app.js ${OPTIONS}; true", "lost"), ("$PRE; node ${FILE}", "unknown")]
)
def test_a_shells_text_that_somebody_else_fills_in_is_judged_as_far_as_its_commands_are_named(text, verdict):
    found, _ = traced(f'["/bin/sh", "-c", "{text}"]', known=False)
    assert found.verdict == verdict
