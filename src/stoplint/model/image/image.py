"""What an image says about how it is started and stopped: its own instructions, and what it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.fact import Fact, Unknown
    from stoplint.model.image.made import StandIn, Taken
    from stoplint.model.image.rootfs import Rootfs
    from stoplint.text import Source, Span


@dataclass(frozen=True)
class Argument:
    """One word of an argv. `source` is its text as a Source of its own (so that a script in it has spans).

    One that is not `known` has a variable's name where somebody else puts in its value (`--host=${POD_IP}`).
    """

    value: str
    source: Source
    known: bool = True

    @property
    def span(self) -> Span:
        return self.source.whole


@dataclass(frozen=True)
class CommandLine:
    """An ENTRYPOINT or CMD.

    `form` is "exec" or "shell". For "exec", `words` are the array's strings; for "shell", `words` holds one
    Argument: the text handed to the shell. `malformed`: it was meant as a JSON array and is none, and what the shell
    takes the brackets for: "test" where `[` is a word of its own, else "command" (there is no such program). `span` is
    the instruction (None when it comes from a base image).
    """

    form: Literal["exec", "shell"]
    words: tuple[Argument, ...]
    said_by: str
    span: Span | None
    malformed: Literal["", "test", "command"] = ""
    # the SHELL in force at the instruction (shell form is wrapped with it when the instruction is read)
    shell: tuple[str, ...] = ("/bin/sh", "-c")
    key: str = ""  # what it is called where a manifest says it: `command`, `entrypoint`, `args`


@dataclass(frozen=True)
class Image:
    """A stage of a Dockerfile, as an image that could be run.

    `stage` is its name, or its number as text. `base` is the outermost FROM's reference after expansion (None
    if it cannot be expanded). `entrypoint` and `cmd` hold None when nothing says one, Unknown when an unknown
    base may. `env` values are text or Unknown; a name that is not in `env` is not set by the image itself;
    `env_complete` is False when the base image is unknown and may set more. `sh` is what /bin/sh is (value
    None: there is no shell). `platform` is "windows" for Windows bases, which are left alone.
    """

    dockerfile: Source
    stage: str
    is_target: bool
    from_span: Span
    base: str | None
    platform: Literal["linux", "windows"]
    entrypoint: Fact[CommandLine | None] | Unknown
    cmd: Fact[CommandLine | None] | Unknown
    shell: Fact[tuple[str, ...]]
    stop_signal: Fact[str] | Unknown
    env: Mapping[str, Fact[str | Unknown]]
    env_complete: bool
    workdir: Fact[str]
    user: Fact[str]
    sh: Fact[Dialect | None] | Unknown
    rootfs: Rootfs
    old_busybox: bool = False  # one older than 1.28, see `catalog.rows.Base`
    exposes: bool = False  # the Dockerfile names a port that it listens at
    # the FROM lines that the stage rests on, its own first: those of stages it is built on, and of other Dockerfiles, too
    froms: tuple[Span, ...] = ()
    # the base images that are taken to be made by a Dockerfile of the same repository
    taken: tuple[Taken, ...] = ()
    # the files that are taken to be what it starts, where nobody knows what is there
    stand_ins: tuple[StandIn, ...] = ()
    refused: Span | None = None  # the first line that docker build refuses

    @property
    def base_span(self) -> Span:
        """The FROM that names `base`: the stage's own, or that of one it is built on."""
        return self.froms[-1] if self.froms else self.from_span
