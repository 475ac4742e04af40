"""Rows of a table: what is started, and what the kernel does with it.

A row is run in each shell it names; all rows that a run of pytest selects are started side by side, once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kernel.container import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kernel.container import Shell
    from kernel.stub import Stub

# The shell under test by its usual name: bash as bash, and not in the POSIX mode that it has as `sh`.
PROGRAM: dict[str, str] = {"dash": "/bin/sh", "ash": "/bin/sh", "bash": "/bin/bash", "sh": "/bin/sh"}
ALL = ("dash", "bash", "ash")


@dataclass(frozen=True)
class Row:
    """`text` is what runs, in the way that `form` names: "-c" (`SHELL -c TEXT`), "file" (a script that is executed),
    "exec" (`text` is a JSON array), or "dockerfile" (all of it). `expected` maps shells ("sh" is bash called as sh)
    to a verdict, or is one for all three. `first` is what PID 1 is at the steady state (the first word's base name).
    `model`: what the model says instead, by shell, for no file tells it of a program with which status it ends, and
    that it heeds which signals were ignored when it was started.
    """

    text: str
    expected: str | Mapping[str, str]
    form: str = "-c"
    first: str | Mapping[str, str] | None = None
    signal: str | None = None
    stubs: Mapping[str, str | Stub] = field(default_factory=lambda: {"app": "app"})
    tools: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    name: str = ""
    model: Mapping[str, str] = field(default_factory=dict)

    @property
    def shells(self) -> tuple[str, ...]:
        return ALL if isinstance(self.expected, str) else tuple(self.expected)

    def verdict(self, shell: str) -> str:
        return self.expected if isinstance(self.expected, str) else self.expected[shell]

    def pid1(self, shell: str) -> str | None:
        return self.first if self.first is None or isinstance(self.first, str) else self.first.get(shell)

    def case(self, shell: str) -> Case:
        program = PROGRAM[shell]
        sh: Shell = {"dash": "dash", "ash": "ash", "bash": "bash", "sh": "bash"}[shell]  # type: ignore[assignment]
        files = dict(self.files)
        match self.form:
            case "-c":
                launch = f"ENTRYPOINT {json.dumps([program, '-c', self.text])}"
            case "file":
                files["start.sh"] = f"#!{program}\n{self.text}\n"
                launch = 'COPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]'
            case "exec":
                launch = f"ENTRYPOINT {self.text}"
            case _:
                launch = self.text
        copies = "".join(f"COPY {name} /{name}\n" for name in self.files)
        files["Dockerfile"] = f"FROM base\n{copies}{launch}\n"
        # Only what the row names is a stub: a command that is missing must be missed.
        return Case(
            files,
            sh=sh,
            signal=self.signal,
            stubs=self.stubs,
            missing=lambda _: (),
            modes=self.modes,
            users=("someone",),
        )
