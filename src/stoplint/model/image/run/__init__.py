"""RUN: what its commands do to the files, as far as they can be read.

A command that is not read may have put anything anywhere: paths that no step is known to have filled are in doubt
afterwards. Files that are known to be there stay known, unless such a command names them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.fact import Unknown
from stoplint.model.image.heredocs import with_heredocs
from stoplint.model.image.launch import unquoted
from stoplint.model.image.run.dispatch import do
from stoplint.model.image.run.files import Site
from stoplint.model.image.run.runner import Runner
from stoplint.model.image.run.traced_text import EMPTY, Written
from stoplint.model.image.run.walk import walk
from stoplint.model.image.run.words import Words
from stoplint.paths import base_name
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.layers import Layers
    from stoplint.model.image.scope import Scope
    from stoplint.syntax.dockerfile_nodes import Instruction
    from stoplint.text import Source


def run(layers: Layers, instruction: Instruction, scope: Scope, dialect: Dialect | None) -> None:
    """Do to `layers` what a RUN does. `dialect` is the shell that reads it (None: not known which)."""
    place = instruction.span
    site = Site(layers, place.source, place, scope.workdir, Unknown(f"RUN at {place} may put it there", place))
    runner = Runner(site, Words(scope), dialect, walk, do)
    if instruction.json is not None:
        runner.command([_of_text(unquoted(word, instruction.value)) for word in instruction.json], EMPTY)
        return
    body = instruction.heredocs[0].body if len(instruction.heredocs) == 1 else None
    if body is not None and re.fullmatch(r"<<-?\s*\S+", instruction.value.text):
        _script(runner, body)
    else:
        runner.text(with_heredocs(instruction))


def _of_text(source: Source) -> Written:
    places = source.offsets or tuple(range(len(source.text) + 1))
    return Written(source.text, places[: len(source.text)])


def _script(runner: Runner, body: Source) -> None:
    """A here-document that is a script of its own."""
    line = shebang(body)
    if line is not None:
        name = base_name(line.command[0]) if line.command else ""
        if not is_shell(name):
            runner.site.unread()
            return
        runner.dialect = dialect_of(name, runner.dialect)
    runner.text(body)
