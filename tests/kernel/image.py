"""A Dockerfile and its context, as the steps that make a root folder and the launch that follows from them.

Read with BuildKit's own parser (`dockerfile`), so that nothing here shares an error with the product. What a base
image holds is not known: the caller says it (`Base`), and which `/bin/sh` it has. RUN steps are really executed, in
the container's root folder without network, with do-nothing stand-ins for programs that are not there.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kernel import machine
from kernel.expansion import expanded
from kernel.records import Record, step
from kernel.words import BUILTINS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import dockerfile as buildkit

_HEREDOC = re.compile(r"^<<-?(['\"]?)[A-Za-z0-9_.-]+\1$")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
RUN_LIMIT_MS = 5000


@dataclass(frozen=True)
class Base:
    """What the base image sets; `files` maps paths in it to (text, mode)."""

    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = ""
    stop_signal: str = ""
    shell: tuple[str, ...] = ("/bin/sh", "-c")
    files: Mapping[str, tuple[str | bytes, int]] = field(default_factory=dict)


@dataclass
class Stage:
    """A stage while it is read, and what is known of its folder."""

    env: dict[str, str]
    workdir: str
    user: str
    shell: tuple[str, ...]
    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    stop_signal: str
    own_cmd: bool = False
    args: dict[str, str] = field(default_factory=dict)
    steps: list[Record] = field(default_factory=list)
    copied: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)

    def scope(self) -> dict[str, str]:
        return {**self.args, **self.env}

    def at(self, path: str) -> str:
        """The path made absolute, without `.` and `..`."""
        parts: list[str] = []
        for part in PurePosixPath(self.workdir, path or ".").parts[1:]:
            parts = parts[:-1] if part == ".." else [*parts, part]
        return "/" + "/".join(parts)


@dataclass(frozen=True)
class Image:
    """What is started: the steps that make its folder, and its settings."""

    steps: tuple[Record, ...]
    argv: tuple[str, ...]
    env: Mapping[str, str]
    workdir: str
    user: str
    stop_signal: str
    copied: Mapping[str, tuple[bytes, int]]


def context_files(context: Path | Mapping[str, bytes | str], modes: Mapping[str, int]) -> dict[str, tuple[bytes, int]]:
    """Bytes and mode of each file. In a mapping, what begins with `#!` or ends in `.sh` is executable unless said."""
    found: dict[str, tuple[bytes, int]] = {}
    if isinstance(context, Path):
        for path in sorted(context.rglob("*")):
            if path.is_file() and ".git" not in path.relative_to(context).parts:
                name = path.relative_to(context).as_posix()
                found[name] = path.read_bytes(), modes.get(name, path.stat().st_mode & 0o777)
        return found
    for name, text in context.items():
        data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        usual = 0o755 if data.startswith(b"#!") or name.endswith(".sh") else 0o644
        found[name] = data, modes.get(name, usual)
    return found


def read(
    files: Mapping[str, tuple[bytes, int]],
    dockerfile: str,
    base: Base,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    arguments: tuple[str, ...] | None = None,
    entrypoint: tuple[str, ...] | None = None,
    env: Mapping[str, str] | None = None,
) -> Image:
    """The image of the target stage (a name, or by default the last one); `arguments` stand in place of its CMD."""
    import dockerfile as parser

    stage = _new(base)
    stages: dict[str, Stage] = {}
    outer: dict[str, str] = {}
    names: list[str] = []
    visible = _without_ignored(files, dockerfile)
    for command in parser.parse_string(files[dockerfile][0].decode("utf-8", "surrogateescape")):
        if command.cmd.upper() == "FROM":
            if target is not None and names and target in {names[-1], str(len(names) - 1)}:
                break
            words = [expanded(word, outer) for word in command.value]
            name = words[2].lower() if len(words) > 2 else str(len(names))
            stage = _copy(stages[words[0].lower()]) if words[0].lower() in stages else _new(base)
            stages[name] = stages[str(len(names))] = stage
            names.append(name)
        elif command.cmd.upper() == "ARG" and not names:
            _argument(command, outer, outer, build_args or {})
        else:
            _instruct(command, stage, stages, visible, outer, build_args or {})
    cmd = stage.cmd if arguments is None and entrypoint is None else arguments or ()
    return Image(
        steps=(*_users(files, stage), *stage.steps),
        argv=(stage.entrypoint if entrypoint is None else entrypoint) + cmd,
        env={"PATH": machine.PATH, "HOSTNAME": "container", **stage.env, **(env or {})},
        workdir=stage.workdir,
        user=stage.user,
        stop_signal=stage.stop_signal,
        copied=stage.copied,
    )


def _new(base: Base) -> Stage:
    stage = Stage(
        dict(base.env), base.workdir, base.user, base.shell, tuple(base.entrypoint), tuple(base.cmd), base.stop_signal
    )
    for path, (text, mode) in base.files.items():
        _put(stage, path, text.encode() if isinstance(text, str) else text, mode)
    return stage


def _copy(stage: Stage) -> Stage:
    return replace(
        stage, env=dict(stage.env), args={}, steps=list(stage.steps), copied=dict(stage.copied),
        folders=set(stage.folders), own_cmd=False,
    )  # fmt: skip


def _instruct(
    command: buildkit.Command,
    stage: Stage,
    stages: Mapping[str, Stage],
    files: Mapping[str, tuple[bytes, int]],
    outer: Mapping[str, str],
    build_args: Mapping[str, str],
) -> None:
    value, scope = command.value, stage.scope()
    match command.cmd.upper():
        case "ARG":
            _argument(command, stage.args, outer, build_args, stage.env)
        case "ENV":
            # The parser gives name, value (with its quotes), name, value …
            for name, text in zip(value[::2], value[1::2], strict=False):
                stage.env[expanded(name, scope)] = expanded(text, scope)
        case "WORKDIR":
            stage.workdir = stage.at(expanded(value[0], scope))
            _folder(stage, stage.workdir)
        case "USER":
            stage.user = expanded(value[0], scope)
        case "STOPSIGNAL":
            stage.stop_signal = expanded(value[0], scope)
        case "SHELL":
            stage.shell = tuple(value)
        case "ENTRYPOINT":
            stage.entrypoint = _launch(command, stage)
            # One that came from the base image goes; one set before in the same stage stays (BuildKit).
            stage.cmd = stage.cmd if stage.own_cmd else ()
        case "CMD":
            stage.cmd, stage.own_cmd = _launch(command, stage), True
        case "COPY" | "ADD":
            _copy_files(command, stage, stages, files)
        case "RUN":
            _run(command, stage)
        case _:
            pass


def _launch(command: buildkit.Command, stage: Stage) -> tuple[str, ...]:
    if not command.json:
        return (*stage.shell, *command.value)
    # The package holds a BuildKit that read the first JSON value and let the rest go (json.NewDecoder); since
    # json.Unmarshal anything after the array makes it shell form.
    text = command.original[command.original.index("[") :].strip()
    with contextlib.suppress(json.JSONDecodeError):
        if text[json.JSONDecoder().raw_decode(text)[1] :].strip():
            return (*stage.shell, text)
    return tuple(command.value)


def _argument(
    command: buildkit.Command,
    into: dict[str, str],
    outer: Mapping[str, str],
    build_args: Mapping[str, str],
    env: Mapping[str, str] | None = None,
) -> None:
    for word in command.value:
        name, equals, text = word.partition("=")
        if name in build_args:
            into[name] = build_args[name]
        elif equals:
            into[name] = expanded(text, {**into, **(env or {})})
        elif name in outer:
            into[name] = outer[name]


# ---------------------------------------------------------------- files


def _put(stage: Stage, path: str, data: bytes, mode: int) -> None:
    stage.copied[path] = data, mode
    stage.steps.append(step("F", path, f"{mode:o}", data))
    for parent in PurePosixPath(path).parents:
        stage.folders.add(str(parent))


def _folder(stage: Stage, path: str) -> None:
    stage.steps.append(step("D", path, "755"))
    stage.folders |= {path, *map(str, PurePosixPath(path).parents)}


def _is_folder(stage: Stage, path: str) -> bool:
    return path in stage.folders or (machine.base() / path.lstrip("/")).is_dir()


def _copy_files(
    command: buildkit.Command, stage: Stage, stages: Mapping[str, Stage], files: Mapping[str, tuple[bytes, int]]
) -> None:
    scope = stage.scope()
    words = [expanded(word, scope) if not word.startswith("<<") else word for word in command.value]
    flags = dict(flag.removeprefix("--").partition("=")[::2] for flag in command.flags)
    *sources, target = words
    origin = files
    if "from" in flags:
        other = stages.get(expanded(flags["from"], scope).lower())
        if other is None:
            return  # an image that nothing is known about: what it holds is a stub's, if it is started
        origin = {path.lstrip("/"): one for path, one in other.copied.items()}
    mode = int(flags["chmod"], 8) if re.fullmatch(r"[0-7]+", flags.get("chmod", "")) else None
    bodies = {heredoc.name: heredoc.content for heredoc in command.heredocs}
    into = stage.at(target)
    is_folder = target.endswith(("/", "/.")) or target == "." or len(sources) > 1 or _is_folder(stage, into)
    for source in sources:
        if source.startswith("<<"):
            quoted = source.lstrip("<-")[:1] in {"'", '"'}
            name = source.lstrip("<-").strip("'\"")
            body = bodies.get(name, "") if quoted else expanded(bodies.get(name, ""), scope, quotes=False)
            _put(stage, f"{into}/{name}" if is_folder else into, body.encode("utf-8", "surrogateescape"), mode or 0o644)
            continue
        if source.startswith(("http://", "https://", "git@")):
            continue
        for name, (data, own) in _matching(source, origin):
            to = f"{into}/{name}".replace("//", "/") if is_folder or name.startswith("\0") else into
            _put(stage, to.replace("\0", ""), data, own if mode is None else mode)


def _matching(source: str, files: Mapping[str, tuple[bytes, int]]) -> Iterator[tuple[str, tuple[bytes, int]]]:
    """Names below the target, and files; those out of a folder begin with NUL, for the target is a folder then."""
    wanted = PurePosixPath("/", source).as_posix().strip("/")
    wanted = "" if wanted == "." else re.sub(r"(^|/)\./", r"\1", wanted)
    pattern = wanted.split("/") if wanted else []
    for name, one in files.items():
        parts = name.split("/")
        if len(parts) < len(pattern) or not all(
            fnmatch(part, glob) for part, glob in zip(parts, pattern, strict=False)
        ):
            continue
        if len(parts) == len(pattern):
            yield parts[-1], one
        else:
            yield "\0" + "/".join(parts[len(pattern) :]), one


def _without_ignored(files: Mapping[str, tuple[bytes, int]], dockerfile: str) -> dict[str, tuple[bytes, int]]:
    name = f"{dockerfile}.dockerignore" if f"{dockerfile}.dockerignore" in files else ".dockerignore"
    if name not in files:
        return dict(files)
    kept = dict.fromkeys(files, True)
    for line in files[name][0].decode("utf-8", "replace").splitlines():
        pattern = line.strip().lstrip("!").strip("/").removeprefix("./")
        if not pattern or line.startswith("#"):
            continue
        plain = pattern.removeprefix("**/")
        for path in kept:
            ways = [path, *map(str, PurePosixPath(path).parents)]
            if plain != pattern:
                ways += [PurePosixPath(one).name for one in ways]
            if any(fnmatch(one, plain) and one.count("/") == plain.count("/") for one in ways):
                kept[path] = line.lstrip().startswith("!")
    return {path: one for path, one in files.items() if kept[path]}


# ---------------------------------------------------------------- RUN


def _run(command: buildkit.Command, stage: Stage) -> None:
    if command.json:
        argv, text = tuple(command.value), " ".join(command.value)
    else:
        text = command.value[0]
        if command.heredocs and _HEREDOC.match(text.strip()):
            text = command.heredocs[0].content
        else:
            for heredoc in command.heredocs:
                text += f"\n{heredoc.content}{heredoc.name}\n"
        argv = (*stage.shell, text)
    known = machine.TOOLS | BUILTINS | {PurePosixPath(path).name for path in stage.copied}
    absent = sorted({word for word in _WORD.findall(text) if len(word) < 64} - known)
    stage.steps += [step("S", f"/.stoplint/shim/{word}", "/.stoplint/true") for word in absent]
    env = {"PATH": machine.PATH, **stage.scope()}
    env["PATH"] += ":/.stoplint/shim"
    env.setdefault("HOME", "/root")
    stage.steps.append(step("V", *[f"{name}={text}" for name, text in env.items()][:255]))
    stage.steps.append(step("R", stage.workdir, stage.user, RUN_LIMIT_MS, *argv))
    for folder in re.findall(r"mkdir\s+(?:-\S+\s+)*([^;&|\n]+)", text):
        stage.folders |= {stage.at(word) for word in folder.split() if not word.startswith("-")}


# ---------------------------------------------------------------- users

_BECOMES = re.compile(
    r"(?:\b(?:gosu|su-exec|s6-setuidgid|setuidgid|su)|(?:sudo|runuser|chpst|setpriv)\b[^\n;&|]*?(?:-u|--user|--reuid|-g))"
    r"(?:\s+-\S*)*[\s=]+[\"']?([a-z_][a-z0-9_-]*)"
)
_CREATES = re.compile(r"\b(useradd|adduser|addgroup|groupadd)\b([^\n;&|]*)")
_SHELL = re.compile(r"(?:--shell[= ]|-[A-Za-z]*s )(/\S+)")
_OWNS = re.compile(r"(?:\bchown\s+(?:-\S+\s+)*|--chown=)([a-z_][a-z0-9_-]*)?:?([a-z_][a-z0-9_-]*)?")


def _users(files: Mapping[str, tuple[bytes, int]], stage: Stage) -> list[Record]:
    """The files of users and groups, with everyone that the Dockerfile or a script names: a base image may have them."""
    names: dict[str, str | None] = dict.fromkeys(stage.user.split(":"))
    for data, _ in files.values():
        text = data[:200_000].decode("utf-8", "replace")
        said = [*_BECOMES.findall(text), *(name for both in _OWNS.findall(text) for name in both)]
        names = dict.fromkeys(said) | names
        for command, created in _CREATES.findall(text):
            given = _SHELL.search(created)
            # adduser of BusyBox, which alone has -D, takes what /bin/sh is
            shell = given[1] if given else "/bin/bash" if command == "adduser" and " -D" not in created else None
            names |= dict.fromkeys(
                (word for word in created.split() if re.fullmatch(r"[a-z_][a-z0-9_-]*", word)), shell
            )
    return user_files({name: shell for name, shell in names.items() if re.fullmatch(r"[a-z_][a-z0-9_-]*", name or "")})


def user_files(shells: Mapping[str, str | None]) -> list[Record]:
    """The files of users and groups with these users, and the shell of each where it is not /bin/sh."""
    known = {line.split(":")[0] for line in machine.PASSWD.splitlines()}
    fresh = [name for name in shells if name not in known]
    passwd = machine.PASSWD
    for n, name in enumerate(fresh):
        passwd += f"{name}:x:{1000 + n}:{1000 + n}::/home/{name}:{shells[name] or '/bin/sh'}\n"
    group = machine.GROUP + "".join(f"{name}:x:{1000 + n}:\n" for n, name in enumerate(fresh))
    shadow = "".join(f"{line.split(':')[0]}:*:19000:0:99999:7:::\n" for line in passwd.splitlines())
    return [
        step("F", "/etc/passwd", "644", passwd.encode()),
        step("F", "/etc/group", "644", group.encode()),
        step("F", "/etc/shadow", "640", shadow.encode()),
    ]
