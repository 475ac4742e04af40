"""A Compose service → a container as Compose starts and stops it. No I/O: files come as nodes and texts.

Source of the rules, where none is named: the Compose specification, 05-services.md, build.md and 13-merge.md.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.fact import Fact, Unknown
from stoplint.model.image.image import Argument, CommandLine
from stoplint.model.workload.compose_mounts import mounts_of
from stoplint.model.workload.misplaced import Misplaced
from stoplint.model.workload.service import BuildOf, Hook, Service
from stoplint.syntax.manifest.interpolation import filled
from stoplint.syntax.manifest.nodes import MappingNode, ScalarNode, SequenceNode
from stoplint.syntax.manifest.shellwords import split
from stoplint.syntax.opaque import Opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stoplint.syntax.manifest.interpolation import Filled
    from stoplint.syntax.manifest.nodes import Node
    from stoplint.text import Source, Span

DEFAULT_GRACE = Fact(10.0, "default of Compose")
# Go's time.ParseDuration, as Compose writes durations: `1m30s` (Compose specification, 11-extension.md, "Specifying durations").
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_TRUE = ("true", "yes", "on", "y")


@dataclass(frozen=True)
class Said:
    """What the files say of one service, the last one first, and the variables that Compose fills in.

    `env_file` gives the text of a file that the service names, None where there is none.
    """

    name: str
    span: Span
    nodes: tuple[MappingNode, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    # the folders of the files that the nodes stand in, from that of the first one on ("" or `../common/`)
    folders: tuple[str, ...] = ()
    env_file: Callable[[str], Source | None] = lambda _: None
    # other services wait until this one has ended
    awaited: bool = False

    def get(self, key: str) -> Node | None:
        """What is said of a key: the last file decides; `!reset` takes back what those before it say."""
        for node in self.nodes:
            found = node.get(key)
            if found is not None:
                return None if found.tag == "!reset" or (isinstance(found, ScalarNode) and found.is_null) else found
        return None

    def all(self, key: str) -> Iterator[Node]:
        """What each file says of a key whose values are put together, the first file first."""
        told: list[Node] = []
        for node in self.nodes:
            found = node.get(key)
            if found is None or (isinstance(found, ScalarNode) and found.is_null):
                continue
            if found.tag != "!reset":
                told.append(found)
            if found.tag in ("!reset", "!override"):
                break
        return reversed(told)

    def folder(self, key: str, value: Node) -> str:
        """The folder, with a `/`, that the paths in a value of a key are relative to; "" for the manifest's own."""
        pairs = zip(self.nodes, self.folders, strict=False)
        return next((folder for node, folder in pairs if node.get(key) is value), "")

    def key_span(self, key: str) -> Span:
        """The place of a key, else the service's."""
        found = next((key_node for node in self.nodes if (key_node := node.key(key)) is not None), None)
        return found.span if found is not None else self.span

    def filled(self, node: ScalarNode) -> Filled:
        return filled(node.text, self.variables)

    def text(self, node: Node | None) -> Fact[str] | Unknown | None:
        """A value in text, with its variables; None where there is none, or it is no text."""
        if not isinstance(node, ScalarNode):
            return None
        found = self.filled(node)
        return _open(found, node.span) or Fact(found.text.text, str(node.span), node.span)


def service_of(said: Said) -> Service | Misplaced:
    """The container of a service; Misplaced where Compose refuses what is said of it."""
    for key in ("entrypoint", "command"):
        refused = _refused(said, key)
        if refused is not None:
            return refused
    grace = _grace(said)
    if isinstance(grace, Misplaced):
        return grace
    environment, is_open = _environment(said)
    mode = said.get("pid")
    shares = mode.value if isinstance(mode, ScalarNode) else ""
    return Service(
        "compose",
        said.name,
        said.span,
        image=_image(said),
        build=_build(said),
        entrypoint=_command(said, "entrypoint"),
        command=_command(said, "command"),
        init=_flag(said, "init"),
        stop_signal=said.text(said.get("stop_signal")),
        grace=grace,
        environment=MappingProxyType(environment),
        environment_open=is_open,
        user=said.text(said.get("user")),
        workdir=said.text(said.get("working_dir")),
        hooks=tuple(_hooks(said)),
        mounts=mounts_of(said),
        lasts=not said.awaited and not _profiled(said, _ONCE),
        shares_pid=Fact(value=True, said_by=str(mode.span), span=mode.span) if mode is not None and shares else None,
        interactive=any((flag := _flag(said, key)) is not None and flag.value for key in ("tty", "stdin_open")),
        exposed=any(said.get(key) is not None for key in ("ports", "expose")),
        develops=_develops(said),
        dropped=_cut_of(said, "command") or _cut_of(said, "entrypoint"),
    )


_FOR_DEVELOPMENT = re.compile(r"dev(?:elop(?:ment)?)?|tests?|testing|debug|local|ci|e2e|tools?|manual")


# What is started once, by whoever sets the others up.
_ONCE = re.compile(r"set-?up|init(?:ialize)?|migrat\w*|seed|jobs?|once|genkeys|backup|restore")


def _develops(said: Said) -> bool:
    """Whether the service is there for who develops: it is built again with each change, or started by a profile's name alone."""
    return said.get("develop") is not None or _profiled(said, _FOR_DEVELOPMENT)


def _profiled(said: Said, names: re.Pattern[str]) -> bool:
    """Whether the service is started only where a profile of one of these names is asked for."""
    profiles = said.get("profiles")
    found = (
        [each.value for each in profiles.items if isinstance(each, ScalarNode)]
        if isinstance(profiles, SequenceNode)
        else []
    )
    return bool(found) and all(map(names.fullmatch, found))


def _open(found: Filled, span: Span) -> Unknown | None:
    return Unknown(f"nothing here sets the variable {found.open[0]}", span) if found.open else None


def _image(said: Said) -> Fact[str] | Unknown | None:
    """The reference; where only its tag is open, it holds the variable's name still: it is one of that name's images."""
    node = said.get("image")
    found = said.filled(node).text.text if isinstance(node, ScalarNode) else ""
    if node is not None and re.fullmatch(r"[^$]*:[^$/]*\$\w[^/]*", found):
        return Fact(found, str(node.span), node.span)
    return said.text(node)


def _flag(said: Said, key: str) -> Fact[bool] | None:
    node = said.get(key)
    if not isinstance(node, ScalarNode):
        return None
    return Fact(said.filled(node).text.text.lower() in _TRUE, str(node.span), said.key_span(key))


def _grace(said: Said) -> Fact[float] | Unknown | Misplaced:
    found = said.text(said.get("stop_grace_period"))
    if found is None or isinstance(found, Unknown):
        return found or DEFAULT_GRACE
    place = found.span or said.span
    seconds = duration(found.value)
    if seconds is None:
        return Misplaced(place, f"stop_grace_period {found.value!r} is no duration, such as 30s")
    # whole seconds, and none for what is less than one: docker/compose pkg/compose/convert.go, ToSeconds
    return Fact(float(int(seconds)), found.said_by, place)


def duration(text: str) -> float | None:
    """Seconds; None for what Compose doesn't take for a duration: a number needs its unit."""
    if text == "0":
        return 0.0
    parts = list(_PART.finditer(text))
    if not text or len(text) > 50 or "".join(part.group() for part in parts) != text:
        return None
    return sum(float(part[1]) * _UNITS[part[2]] for part in parts)


# ---------------------------------------------------------------- commands
def _refused(said: Said, key: str) -> Misplaced | None:
    node = said.get(key)
    if isinstance(node, MappingNode):
        return Misplaced(node.span, f"{key} is a mapping: Compose takes a text or a list")
    if isinstance(node, SequenceNode):
        other = next((item for item in node.items if not isinstance(item, ScalarNode)), None)
        return Misplaced(other.span, f"{key} has an item that is no text") if other is not None else None
    words = split(said.filled(node).text) if isinstance(node, ScalarNode) else None
    return Misplaced(words.span, words.why) if isinstance(words, Opaque) else None


def _command(said: Said, key: str) -> Fact[CommandLine | None] | Unknown | None:
    """An entrypoint or command: a list as it stands, a text as words (no shell reads it)."""
    node = said.get(key)
    if node is None or isinstance(node, MappingNode):
        return None
    found = [said.filled(item) for item in (node.items if isinstance(node, SequenceNode) else (node,)) if isinstance(item, ScalarNode)]  # fmt: skip
    if found and found[0].open and found[0].text.text.lstrip().startswith("$"):
        return _open(found[0], node.span)
    arguments = []
    for part in found:
        if isinstance(node, SequenceNode):
            arguments.append(Argument(part.text.text, part.text, known=not part.open))
        elif not isinstance(words := split(part.text), Opaque):
            # which of the words the variable is in, and whether its value is several, nobody can tell
            arguments += [Argument(word.text, word, known=not part.open) for word in words.words]
    line = CommandLine("exec", tuple(arguments), str(node.span), node.span, key=key) if arguments else None
    return Fact(line, str(node.span), node.span)


def _cut_of(said: Said, key: str) -> Span | None:
    """What Compose drops of a command in text form without a word: all from the first sign of a shell on."""
    node = said.get(key)
    words = split(said.filled(node).text) if isinstance(node, ScalarNode) else None
    return None if words is None or isinstance(words, Opaque) else words.cut


def _hooks(said: Said) -> Iterator[Hook]:
    """`pre_stop` (docker/compose 2.30): commands that run in the container before it is stopped; the grace period begins behind them."""
    node = said.get("pre_stop")
    for item in node.items if isinstance(node, SequenceNode) else ():
        command = item.get("command") if isinstance(item, MappingNode) else None
        if command is not None and isinstance(item, MappingNode):
            own = Said(said.name, said.span, (item,), said.variables)
            line = _command(own, "command")
            words = line.value.words if isinstance(line, Fact) and line.value is not None else ()
            yield Hook("exec", command.span, words, in_grace=False)


# ---------------------------------------------------------------- build
def _build(said: Said) -> BuildOf | None:
    found = list(said.all("build"))
    if not found:
        return None
    mappings = tuple(each for each in reversed(found) if isinstance(each, MappingNode))
    own = replace(said, nodes=mappings, folders=())
    inline = own.get("dockerfile_inline")
    # a text is the context alone
    says = next(
        (each for each in reversed(found) if isinstance(each, ScalarNode) or _context(each) is not None), found[-1]
    )
    context = _written(said, _context(says)) or "."
    is_far = context.startswith(("/", "~")) or "://" in context
    return BuildOf(
        found[-1].span,
        context if is_far else said.folder("build", says) + context,
        _written(said, own.get("dockerfile")),
        said.filled(inline).text if isinstance(inline, ScalarNode) else None,
        _written(said, own.get("target")),
        MappingProxyType(_pairs(own, "args")),
        MappingProxyType(_pairs(own, "additional_contexts")),
    )


def _context(build: Node) -> Node | None:
    return build.get("context") if isinstance(build, MappingNode) else build


def _written(said: Said, node: Node | None) -> str:
    return said.filled(node).text.text if isinstance(node, ScalarNode) else ""


def _pairs(said: Said, key: str) -> dict[str, str]:
    """The values that are known of a mapping, or of a list of `NAME=value`."""
    told = (pair for node in said.all(key) for pair in _each_pair(said, node))
    return {name: value for name, value, _ in told if isinstance(value, str)}


def _each_pair(said: Said, node: Node) -> Iterator[tuple[str, str | Unknown, Span]]:
    """(name, value, place) of a mapping or a list of `NAME=value`; a name without a value is taken from somebody's shell."""
    entries: list[tuple[str, str | Unknown | None, Span]] = []
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            is_set = isinstance(value, ScalarNode) and not value.is_null
            entries.append((key.value, _plain(said, value) if is_set else None, key.span))
    elif isinstance(node, SequenceNode):
        for item in node.items:
            if isinstance(item, ScalarNode):
                name, equals, _ = item.value.partition("=")
                text = said.filled(item)
                entries.append(
                    (name, (_open(text, item.span) or text.text.text.partition("=")[2]) if equals else None, item.span)
                )
    for name, own, place in entries:
        if own is not None:
            yield name, own, place
        else:
            given = said.variables.get(name)
            unset = Unknown(f"{name} is taken from the shell that starts Compose", place)
            yield name, unset if given is None else given, place


def _plain(said: Said, node: Node) -> str | Unknown:
    found = said.text(node)
    return found if isinstance(found, Unknown) else "" if found is None else found.value


# ---------------------------------------------------------------- environment
def _environment(said: Said) -> tuple[dict[str, Fact[str | Unknown]], bool]:
    found: dict[str, Fact[str | Unknown]] = {}
    is_open = False
    for file in _env_files(said):
        source = said.env_file(file)
        if source is None:
            is_open = True
            continue
        for name, text in dotenv(source.text).items():
            found[name] = Fact(text, source.path)
    for node in said.all("environment"):
        for name, value, place in _each_pair(said, node):
            found[name] = Fact(value, str(place), place)
    return found, is_open


def _env_files(said: Said) -> Iterator[str]:
    """The files that the service's environment is read from, relative to the manifest's folder."""
    for node in said.all("env_file"):
        folder = said.folder("env_file", node)
        for item in node.items if isinstance(node, SequenceNode) else (node,):
            path = item.get("path") if isinstance(item, MappingNode) else item
            if isinstance(path, ScalarNode):
                yield folder + said.filled(path).text.text


_LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(.*)$", re.ASCII)


def dotenv(text: str) -> dict[str, str]:
    """The variables of an `.env` file: compose-spec/compose-go, dotenv/parser.go. One with a `$` in it is left out, unless in single quotes."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        value = match[2].strip()
        if value[:1] in ("'", '"') and (end := value.find(value[0], 1)) > 0:
            quoted = value[1:end]
            if "$" not in quoted or value[0] == "'":
                found[match[1]] = quoted
        else:
            plain = re.sub(r"(?:^|\s+)#.*$", "", value)
            if "$" not in plain:
                found[match[1]] = plain
    return found
