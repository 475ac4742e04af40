"""What a script hands to `server`: by the real shell, and by the model.

x=abc; server "${x#a}"           → [bc]       each field in brackets; both say so
server "$(hostname)"                → ? [$(…)]   the model does not know, and shows it so; the shell is not asked
: "${x:?}"                       → !          the shell gives up with an error: both say so
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from listing import Listing
from stoplint.model.catalog.rows import Base
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.syntax.dockerfile import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stoplint.model.stop.answer import ImageTrace

SHELLS = {"dash": ["dash"], "bash": ["bash"], "ash": ["busybox", "sh"]}
SERVER = '#!/bin/sh\nfor word do printf "%s\\0" "$word"; done\n'


def rows(table: str, shells: str = "dash bash ash") -> Iterator[object]:
    """The rows of a table, each for each of the shells."""
    for line in table.strip().splitlines():
        if line.strip() and not line.lstrip().startswith("# "):
            script, _, said = line.rpartition("→")
            for shell in shells.split():
                yield pytest.param(shell, _executed(script.strip()), said.strip(), id=f"{shell}: {script.strip()}")


def _executed(script: str) -> str:
    return script if "exec server" in script else script.replace("server", "exec server", 1)


def by_the_shell(folder: Path, sh: str, script: str) -> tuple[str, ...] | None:
    """The arguments that the real shell hands to `server`; None if the script fails."""
    if shutil.which(SHELLS[sh][0]) is None:
        pytest.skip(f"{SHELLS[sh][0]} is not installed")
    for name, text in (("server", SERVER), ("setup", "#!/bin/sh\n")):
        if not (folder / name).exists():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
    done = subprocess.run(
        [*SHELLS[sh], "-c", script, "start.sh", "first", "second"], env={"PATH": f"{folder}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=folder, capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return None if done.returncode != 0 else tuple(done.stdout.decode(errors="replace").split("\0")[:-1])


def traced(sh: str, script: str) -> ImageTrace:
    """The model's answer for a script that an image starts with two arguments."""
    dockerfile = 'FROM tests\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\nCMD ["first", "second"]\n'
    context = Listing(
        {"Dockerfile": dockerfile, "start.sh": f"#!/bin/{'bash' if sh == 'bash' else 'sh'}\n{script}\n"}, ("start.sh",)
    )
    source = context.read("Dockerfile")
    assert source is not None
    image = images(read(source), context, lambda _: Base("tests", "the tests", sh=sh))[0]  # type: ignore[arg-type]
    return trace(image, Workload(sh=sh))  # type: ignore[arg-type]


def shown(sh: str, script: str) -> str:
    """What the model says of `server`'s arguments, in the form of the tables."""
    answer = traced(sh, script)
    default = [run for run in answer.runs if run.default]
    if any(not run.processes or run.processes[0].role != "application" for run in default):
        return "!"
    fields = "".join(f"[{word}]" for word in default[0].processes[0].argv[1:])
    sure = answer.verdict != "unknown" and len(default) == 1 and "$" not in fields
    return fields if sure else f"? {fields}"


def decided(sh: str, condition: str) -> str:
    """Which way a script goes by a condition: "yes" or "no", "yes?" where something outside may make it the other, or "?"."""
    answer = traced(sh, asking(condition))
    default = [run for run in answer.runs if run.default]
    if len(default) != 1:
        return "?"
    return default[0].processes[0].argv[-1] + ("?" if len(answer.runs) > 1 else "")


def asking(condition: str) -> str:
    """A script that hands `server` the answer; what stands before a ` // ` in the condition is done first."""
    before, _, asked = condition.rpartition(" // ")
    return f"{before}\nif {asked}; then exec server yes; fi\nexec server no"
