"""One stage of a Dockerfile: its instructions read in order, on top of what it is built from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.image import Image
from stoplint.model.image.launch import command_line, inherited
from stoplint.model.image.made import Made, Taken
from stoplint.model.image.references import is_windows, is_windows_shell, reference_of
from stoplint.model.image.refused import refused
from stoplint.model.image.rootfs import DEFAULT_PATH
from stoplint.model.image.scope import Scope
from stoplint.paths import absolute
from stoplint.syntax.templates import filled_in_lines, is_filled_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.catalog.rows import Base
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.image import CommandLine
    from stoplint.model.image.made import Bases
    from stoplint.model.image.stage_files import StageFiles
    from stoplint.syntax.dockerfile_nodes import Dockerfile, Instruction
    from stoplint.text import Span

LINUX_SHELL = ("/bin/sh", "-c")
# BuildKit, dispatchRun/withShell: defaultShell of windows.
WINDOWS_SHELL = ("cmd", "/S", "/C")


@dataclass
class Inherited:
    """What all stages of a file have in common: ARGs in front of the first FROM, and what is given from outside."""

    dockerfile: Dockerfile
    arguments: dict[str, str | Unknown | None]
    build_args: Mapping[str, str]
    bases: Bases

    @property
    def scope(self) -> Scope:
        """What FROM lines and global ARGs can refer to."""
        return Scope(self.arguments, escape=self.dockerfile.escape)

    def declare(self, instruction: Instruction) -> None:
        """An ARG in front of the first FROM."""
        for name, default in declared(instruction):
            if name in self.build_args:
                self.arguments[name] = self.build_args[name]
            elif default is not None or name not in self.arguments:
                self.arguments[name] = self.scope.expand(default) if default is not None else None


def declared(instruction: Instruction) -> list[tuple[str, str | None]]:
    """The names that an ARG declares, with their defaults as written."""
    pairs = [word.value.partition("=") for word in instruction.words]
    return [(name, value if equals else None) for name, equals, value in pairs]


@dataclass
class Stage:
    """A stage while it is read. `steps` are what may change files, each with what it could refer to.

    It goes on where `parent` ended, a stage of the same file, or the stage of another one that has `made` its base image.
    """

    number: int
    name: str | None
    from_: Instruction
    file: Inherited
    parent: Stage | None
    base: str | None
    row: Base | None
    platform: str
    entrypoint: Fact[CommandLine | None] | Unknown
    cmd: Fact[CommandLine | None] | Unknown
    stop_signal: Fact[str] | Unknown
    shell: Fact[tuple[str, ...]]
    workdir: Fact[str]
    user: Fact[str]
    env: dict[str, Fact[str | Unknown]]
    named: Mapping[str, Stage]
    made: Made | None = None
    taken: tuple[Taken, ...] = ()
    exposes: bool = False
    arguments: dict[str, str | Unknown | None] = field(default_factory=dict)
    steps: list[tuple[Instruction, Scope]] = field(default_factory=list)
    triggers: list[Instruction] = field(default_factory=list)
    origins: dict[str, Stage] = field(default_factory=dict)
    launches: bool = False
    _cmd_is_own: bool = False
    _scope: Scope | None = None

    # ------------------------------------------------------------ FROM
    @staticmethod
    def of(from_: Instruction, number: int, named: Mapping[str, Stage], file: Inherited) -> Stage:
        """The stage that begins with a FROM. `named` are the stages before it, by lower-case name and by number."""
        words = [word.value for word in from_.words]
        reference = reference_of(words[0], file.scope) if words else Unknown("no image is named", from_.span)
        name = words[2] if len(words) > 2 and words[1].lower() == "as" else None
        parent = named.get(reference.lower()) if isinstance(reference, str) and not reference.isdigit() else None
        base = reference if isinstance(reference, str) and reference not in ("", "scratch") else None
        known = file.bases(base) if parent is None and base is not None else None
        if isinstance(known, Made):
            parent = known.stage
        if parent is None:
            return _on_image(from_, number, name, reference, None if isinstance(known, Made) else known, named, file)
        stage = _on_stage(from_, number, name, parent, named, file)
        if isinstance(known, Made):
            stage.parent, stage.made = None, known
            if known.evidence:
                stage.taken = (Taken(base or "", known.path, known.evidence, from_.span), *stage.taken)
        for trigger in parent.triggers:
            stage.apply(trigger)
        return stage

    @property
    def froms(self) -> tuple[Span, ...]:
        """The FROM lines that the stage rests on, its own first."""
        below = self.made.stage if self.made is not None else self.parent
        return (self.from_.span, *(below.froms if below is not None else ()))

    @property
    def label(self) -> str:
        """The name, or the number as text."""
        return self.name if self.name is not None else str(self.number)

    @property
    def complete(self) -> bool:
        """Whether all variables that the base image sets are known."""
        return self.base == "scratch" or self.row is not None

    # ------------------------------------------------------------ instructions
    @property
    def scope(self) -> Scope:
        """What the next instruction can refer to. The same object until something in it changes."""
        if self._scope is None:
            variables = {**self.arguments, **{name: fact.value for name, fact in self.env.items()}}
            variables.setdefault("PATH", DEFAULT_PATH)
            self._scope = Scope(
                variables, self.complete, self.workdir.value, self.shell.value, self.file.dockerfile.escape
            )
        return self._scope

    def apply(self, one: Instruction) -> None:
        """Read one instruction. What is no instruction of a stage is passed over."""
        match one.name:
            case "ENV":
                self._env(one)
            case "ARG":
                self._arg(one)
            case "WORKDIR":
                self._workdir(one)
            case "USER":
                self.user = Fact(self.scope.written(one.value.text), str(one.span), one.span)
            case "SHELL":
                self._shell(one)
            case "STOPSIGNAL":
                self._stop_signal(one)
            case "CMD":
                self._cmd(one)
            case "ENTRYPOINT":
                self._entrypoint(one)
            case "EXPOSE":
                self.exposes = True
            case "VOLUME":
                self.steps.append((one, self.scope))
            case "COPY" | "ADD" | "RUN":
                self._file_step(one)
            case "ONBUILD" if one.inner is not None:
                self.triggers.append(one.inner)
            case _:
                pass

    def _env(self, one: Instruction) -> None:
        scope = self.scope
        words = [word.value for word in one.words]
        if words and "=" not in words[0]:
            pairs = [(words[0], words[1] if len(words) > 1 else "")]
        else:
            pairs = [(key, value) for key, _, value in (word.partition("=") for word in words)]
        for key, value in pairs:
            name = scope.written(key)
            if name:
                self.env[name] = Fact(scope.expand(value), str(one.span), one.span)
        self._scope = None

    def _arg(self, one: Instruction) -> None:
        for name, default in declared(one):
            if name in self.file.build_args:
                self.arguments[name] = self.file.build_args[name]
            elif default is not None:
                self.arguments[name] = self.scope.expand(default)
            else:
                # ARGs in front of the first FROM, and the platform's, are seen by stages that name them.
                self.arguments[name] = self.file.arguments.get(name)
            self._scope = None

    def _workdir(self, one: Instruction) -> None:
        path = self.scope.written(one.value.text)
        if re.match(r"[A-Za-z]:[\\/]", one.value.text):
            self.platform = "windows"
        if path:
            self.workdir = Fact(absolute(path, self.workdir.value), str(one.span), one.span)
            self._scope = None
            self.steps.append((one, self.scope))

    def _shell(self, one: Instruction) -> None:
        if one.json:
            self.shell = Fact(tuple(word.value for word in one.json), str(one.span), one.span)
            if is_windows_shell(self.shell.value):
                self.platform = "windows"
            self._scope = None

    def _stop_signal(self, one: Instruction) -> None:
        signal = self.scope.expand(one.value.text)
        where = Unknown(signal.why, one.span) if isinstance(signal, Unknown) else Fact(signal, str(one.span), one.span)
        self.stop_signal = where

    def _cmd(self, one: Instruction) -> None:
        self.cmd = self._line(one)
        self._cmd_is_own = True
        self.launches = True

    def _line(self, one: Instruction) -> Fact[CommandLine | None] | Unknown:
        if is_filled_in(self.file.dockerfile, one):
            return Unknown("the file is a template: what is started stands in a placeholder", one.span)
        return Fact(command_line(one, self.shell.value), str(one.span), one.span)

    def _entrypoint(self, one: Instruction) -> None:
        self.entrypoint = self._line(one)
        self.launches = True
        if not self._cmd_is_own:  # BuildKit, dispatchEntrypoint
            self.cmd = Fact(None, str(one.span), one.span)

    def _file_step(self, one: Instruction) -> None:
        self.steps.append((one, self.scope))
        origin = next((flag.value for flag in one.flags if flag.name == "from" and flag.value), None)
        # `named` is shared by all stages and grows; right now it holds those before this one, and this one.
        stage = self.named.get(self.scope.written(origin).lower()) if origin is not None else None
        if stage is not None and stage is not self and origin is not None:
            self.origins[self.scope.written(origin).lower()] = stage

    @property
    def copied_from(self) -> set[int]:
        """The numbers of the stages that a COPY of this one takes files from."""
        return {stage.number for stage in self.origins.values()}

    # ------------------------------------------------------------ the image
    def _filled_in(self) -> Unknown | None:
        """Why what the base image starts is not what the stage does: in a template, a line may become a CMD."""
        dockerfile = self.file.dockerfile
        if any(
            said.span is not None and said.span.source is dockerfile.source
            for said in (self.entrypoint, self.cmd)
            if isinstance(said, Fact)
        ):
            return None
        starts = [one.span for one in dockerfile.instructions if one.name == "FROM"]
        for line in filled_in_lines(dockerfile):
            above = [start for start in starts if start.start < line.start]
            if above and above[-1] in self.froms:
                return Unknown("the file is a template: what is filled in here may say what is started", line)
        return None

    def image(self, is_target: bool, files: StageFiles, sh: Fact[Dialect | None] | None) -> Image:
        """The stage as an image that could be run."""
        env = dict(self.env)
        env.setdefault("PATH", Fact(DEFAULT_PATH, "default"))
        left_out = self._filled_in()
        return Image(
            dockerfile=self.file.dockerfile.source,
            stage=self.label,
            is_target=is_target,
            from_span=self.from_.span,
            froms=self.froms,
            taken=self.taken,
            base=self.base,
            platform="windows" if self.platform == "windows" else "linux",
            entrypoint=left_out or self.entrypoint,
            cmd=left_out or self.cmd,
            shell=self.shell,
            stop_signal=self.stop_signal,
            env=env,
            env_complete=self.complete,
            workdir=self.workdir,
            user=self.user,
            sh=sh or files.sh(self),
            rootfs=files.rootfs(self),
            old_busybox=self.row is not None and self.row.old_busybox,
            exposes=self.exposes,
            refused=next(iter(refused(self.file.dockerfile)), None),
        )


def _on_stage(
    from_: Instruction, number: int, name: str | None, parent: Stage, named: Mapping[str, Stage], file: Inherited
) -> Stage:
    """A stage goes on where its parent ended; ARGs end with the stage that declares them."""
    return Stage(
        number, name, from_, file, parent, parent.base, parent.row, parent.platform, parent.entrypoint, parent.cmd,
        parent.stop_signal, parent.shell, parent.workdir, parent.user, dict(parent.env), named, taken=parent.taken,
        exposes=parent.exposes,
    )  # fmt: skip


def _on_image(
    from_: Instruction,
    number: int,
    name: str | None,
    reference: str | Unknown,
    known: Base | Unknown | None,
    named: Mapping[str, Stage],
    file: Inherited,
) -> Stage:
    base = None if isinstance(reference, Unknown) or not reference else reference
    row = None if isinstance(known, Unknown) else known
    platform = (
        "windows"
        if (row is not None and row.windows)
        or is_windows(from_, base, file.scope, known=row is not None or base == "scratch")
        else "linux"
    )
    entrypoint: Fact[CommandLine | None] | Unknown
    cmd: Fact[CommandLine | None] | Unknown
    signal: Fact[str] | Unknown
    env: dict[str, Fact[str | Unknown]] = {}
    usual: Fact[tuple[str, ...]] = Fact(WINDOWS_SHELL if platform == "windows" else LINUX_SHELL, "default")
    if row is not None and base is not None:
        place = from_.span
        entrypoint = Fact(inherited(row.entrypoint, base, place) if row.entrypoint is not None else None, base)
        cmd = Fact(inherited(row.cmd, base, place) if row.cmd is not None else None, base)
        signal = Fact(row.stop_signal, base) if row.stop_signal is not None else Fact("SIGTERM", "default")
        doubt = Unknown(f"what {base} sets is not known for certain", place)
        entrypoint = doubt if "entrypoint" in row.unknown else entrypoint
        cmd = doubt if "cmd" in row.unknown else cmd
        signal = doubt if "stop_signal" in row.unknown else signal
        env = {name: Fact(Unknown(f"{base} sets it, to something", place), base) for name in row.env_names}
        env |= {key: Fact(cast("str | Unknown", value), base) for key, value in row.env}
        usual = Fact(row.shell, base) if row.shell is not None else usual
    elif base == "scratch":
        entrypoint = cmd = Fact(None, "scratch")
        signal = Fact("SIGTERM", "default")
    else:
        shown = base if base is not None else " ".join(word.value for word in from_.words[:1])
        why = f"nothing is known about the base image {shown}"
        if isinstance(known, Unknown):
            why = f"{why}: {known.why}"
        if isinstance(reference, Unknown):
            why = f"the base image cannot be told: {reference.why}"
        entrypoint = cmd = signal = Unknown(why, from_.span)
    workdir = Fact(row.workdir, base or "") if row is not None and row.workdir else Fact("/", "default")
    user = Fact(row.user, base or "") if row is not None and row.user else Fact("root", "default")
    return Stage(
        number, name, from_, file, None, base, row, platform, entrypoint, cmd, signal, usual, workdir, user, env, named,
    )  # fmt: skip
