"""Which images a repository's own files build, and from which Dockerfiles: Compose, bake, CI files, Makefiles, scripts.

They are read line by line, and with care: what isn't plainly there is passed over. A `?` stands for what a variable holds
that nobody says.
"""

from __future__ import annotations

import json
import re
import shlex
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from stoplint.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COMMANDS = (
    "makefile", "gnumakefile", "justfile", "package.json", ".gitlab-ci.yml", ".travis.yml", "taskfile.yml",
    ".drone.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "cloudbuild.yaml",
)  # fmt: skip


_DEVCONTAINER = ("devcontainer.json", ".devcontainer.json")


@dataclass(frozen=True)
class Build:
    """One build: the names that it gives, and what is built.

    `dockerfile` is "" for the usual one. It is relative to the context in Compose and bake files (`in_context`), else to
    the folder of the command, as `context` is; `folder` is what the command has changed to before ("?": somewhere).
    `arguments` are the build arguments that it gives, as NAME=VALUE.
    """

    images: tuple[str, ...]
    context: str
    dockerfile: str = ""
    target: str = ""
    line: int = 0
    in_context: bool = False
    folder: str = ""
    arguments: tuple[str, ...] = ()


def says_builds(path: str) -> bool:
    """Whether a file of this path may say how images are built."""
    name = path.rpartition("/")[2].lower()
    if name.endswith((".yml", ".yaml")):
        return "compose" in name or name in _COMMANDS or "/.github/workflows/" in f"/{path}"
    if name.endswith((".hcl", ".json")):
        return "bake" in name or name in _COMMANDS or name in _DEVCONTAINER
    return name in _COMMANDS or name.endswith((".sh", ".bash", ".mk"))


def builds(path: str, text: str, given: Mapping[str, str] = MappingProxyType({})) -> Iterator[Build]:
    """The builds that a file says. `given` are variables that nobody sets there (`github.repository`)."""
    name = path.rpartition("/")[2].lower()
    if "build" not in text and "bake" not in name:
        return
    if name.endswith((".yml", ".yaml")):
        if "compose" in name:
            yield from _of_compose(text)
            return
        yield from _of_actions(text, given)
    if "bake" in name:
        yield from _of_bake_json(text) if name.endswith(".json") else _of_bake(text)
    elif name == "package.json":
        yield from _of_package(text)
    elif name in _DEVCONTAINER:
        yield from _of_devcontainer(text)
    else:
        yield from _of_commands(text)


# ---------------------------------------------------------------- variables
_VARIABLE = re.compile(
    r"\$\{\{\s*(?:env\.|vars\.)?(?P<action>[\w.]*)[^}]*\}\}|\$\{(?P<brace>\w+)(?::?-(?P<default>[^{}]*))?\}"
    r"|\$\((?P<make>\w+)\)|\$(?P<plain>\w+)|\$[({][^(){}]*[)}]|`[^`]*`"
)
_ASSIGNED = re.compile(
    r"^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+|declare[ \t]+)?(\w+)[ \t]*(?:[:?]?=|:(?=[ \t]))[ \t]*([^\n#]*)",
    re.MULTILINE,
)


def _values(text: str) -> dict[str, str]:
    """The variables that are given one value, and one only; the others are `?`."""
    found: dict[str, str] = {}
    for name, raw in _ASSIGNED.findall(text):
        value = re.sub(r"\$\{\{\s*([\w.]+)\s*\}\}", r"${{\1}}", raw.strip())
        value = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
        plain = "?" if not value or re.search(r"[\s\"']", value) else value
        found[name] = plain if found.get(name, plain) == plain else "?"
    return found


def _expanded(text: str, values: Mapping[str, str], depth: int = 0) -> str:
    """The text with what the variables hold; `?` for the others."""

    def value(match: re.Match[str]) -> str:
        name = match["action"] or match["brace"] or match["make"] or match["plain"] or ""
        usual = match["default"] if match["default"] is not None else "?"
        found = values[name] if name in values else values.get(name.rpartition(".")[2], usual)
        return _expanded(found, values, depth + 1) if depth < 5 else "?"

    return _VARIABLE.sub(value, text)


# ---------------------------------------------------------------- YAML
@dataclass
class _Map:
    """A mapping in block style: text, or another one, by key; the line of each key."""

    values: dict[str, str | _Map]
    lines: dict[str, int]

    def text(self, key: str) -> str:
        """The plain text of a key; "" where it has none that can be told."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) and value[:1] not in ("*", "&", "!", "[") else ""

    def under(self, key: str) -> _Map | None:
        """The mapping of a key, in block style or as `{a: b}`."""
        value = self.values.get(key)
        if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
            pairs = [pair.partition(":") for pair in value[1:-1].split(",")]
            return _Map({name.strip(): _plain(said) for name, _, said in pairs}, {})
        return value if isinstance(value, _Map) else None


_KEY = re.compile(r"""("[^"]*"|'[^']*'|[\w./$ -]+?)\s*:(?:\s+(.*))?$""")


def maps(text: str) -> Iterator[_Map]:
    """The mappings of a YAML text, each when it is whole or not yet: read them when all are there."""
    stack: list[tuple[int, _Map]] = [(-1, _Map({}, {}))]
    made: list[_Map] = []
    block: tuple[int, _Map, str] | None = None  # a text in lines of its own (`|`, `>`)
    pending: tuple[int, _Map, str] | None = None  # a key that may have a mapping below it
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"\s#.*$|^#.*$", "", raw).rstrip()
        body = line.lstrip()
        indent = len(line) - len(body)
        if block is not None and (not body or indent > block[0]):
            _, inside, key = block
            inside.values[key] = f"{inside.values[key]}\n{body}".strip()
            continue
        block = None
        if not body or body in ("---", "..."):
            continue
        while body.startswith("- ") or body == "-":  # an item of a list is a mapping of its own
            while stack[-1][0] >= indent:
                stack.pop()
            rest = body[1:].lstrip()
            if rest and not _KEY.match(rest):
                if pending is not None and pending[0] <= indent:  # a list of texts
                    said = pending[1].values.get(pending[2], "")
                    pending[1].values[pending[2]] = f"{said}\n{_plain(rest)}".strip() if isinstance(said, str) else said
                body = ""
                break
            pending = None
            item = _Map({}, {})
            made.append(item)
            stack.append((indent, item))
            indent += len(body) - len(rest)
            body = rest
        match = _KEY.match(body)
        if match is None:
            continue
        key, said = _plain(match[1]), (match[2] or "").strip()
        below = pending is not None and indent > pending[0]
        if below and pending is not None:
            inner = _Map({}, {})
            made.append(inner)
            pending[1].values[pending[2]] = inner
            stack.append((pending[0], inner))
        while stack[-1][0] >= indent:
            stack.pop()
        holder = stack[-1][1]
        holder.values[key], holder.lines[key] = _plain(said), number
        pending = (indent, holder, key) if not said or re.fullmatch(r"&\w+", said) else None
        if re.fullmatch(r"[|>][+-]?\d?", said):
            holder.values[key], block = "", (indent, holder, key)
    yield from made


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _of_compose(text: str) -> Iterator[Build]:
    for service in maps(text):
        image, build = service.text("image"), service.under("build")
        if "build" not in service.values:
            continue
        line = service.lines.get("image", service.lines.get("build", 0))
        images = (_expanded(image, {}),) if image else ()
        if build is None:
            context = service.text("build")
            if context:
                yield Build(images, _expanded(context, {}), line=line, in_context=True)
        elif "dockerfile_inline" not in build.values:
            args = build.under("args")
            said = [f"{key}={args.text(key)}" for key in args.values] if args else build.text("args").split("\n")
            yield Build(
                images, _expanded(build.text("context") or ".", {}), _expanded(build.text("dockerfile"), {}),
                _expanded(build.text("target"), {}), line, in_context=True,
                arguments=tuple(_expanded(each, {}) for each in said if "=" in each),
            )  # fmt: skip


_OUTPUTS = re.compile(r"\$\{\{\s*steps\.([\w-]+)\.outputs\.\w+\s*\}\}")


def _of_actions(text: str, given: Mapping[str, str]) -> Iterator[Build]:
    """Steps of a GitHub workflow that use docker/build-push-action, or one that is called like it.

    Names may come from a step with docker/metadata-action before it (its README, "images", "outputs"), or stand in
    `outputs`, where an image is pushed by its digest (docker/build-push-action, "Multi-platform image").
    """
    values = {**_values(text), **given}
    named: dict[str, list[str]] = {}
    for inputs in maps(text):
        step = inputs.under("with")
        if step is not None and inputs.text("id") and "metadata-action" in inputs.text("uses"):
            named[inputs.text("id")] = [f"{each}:?" for each in _listed(step.text("images"), values)]
        images = [one for step in _OUTPUTS.findall(inputs.text("tags")) for one in named.get(step, ())]
        key = "tags"
        if "tags" in inputs.values:
            images += _listed(_OUTPUTS.sub("", inputs.text("tags")), values)
        elif said := re.search(r"\bname=([^,\"'\n]+)", inputs.text("outputs")):
            images, key = [f"{_expanded(said[1].strip(), values)}:?"], "outputs"
        if not ({"context", "file", "push", "load", "platforms"} & inputs.values.keys()):
            continue
        arguments = (each.strip() for each in inputs.text("build-args").split("\n"))
        yield Build(
            tuple(images), _expanded(inputs.text("context") or ".", values), _expanded(inputs.text("file"), values),
            _expanded(inputs.text("target"), values), inputs.lines.get(key) or min(inputs.lines.values(), default=0),
            arguments=tuple(_expanded(each, values) for each in arguments if "=" in each),
        )  # fmt: skip


def _listed(text: str, values: Mapping[str, str]) -> list[str]:
    """The names in a list of them, one a line or with commas between them; `name=` may stand in front of one."""
    parts = (each.strip().removeprefix("name=") for each in re.split(r"[\n,]", _expanded(text, values)))
    return [each for each in parts if each and "=" not in each]


# ---------------------------------------------------------------- bake
def _of_bake(text: str) -> Iterator[Build]:
    values = dict(re.findall(r'variable\s+"(\w+)"\s*\{[^{}]*?default\s*=\s*"([^"]*)"', text))
    targets: dict[str, dict[str, Any]] = {}
    for match in re.finditer(r'^[ \t]*target\s+"([^"]+)"\s*\{', text, re.MULTILINE):
        body = _braced(text, match.end())
        said: dict[str, Any] = dict(
            re.findall(r'^\s*(dockerfile|context|target)\s*=\s*"([^"\n]*)"', body, re.MULTILINE)
        )
        for key in ("tags", "inherits"):
            listed = re.search(rf"^\s*{key}\s*=\s*\[(.*?)\]", body, re.MULTILINE | re.DOTALL)
            if listed is not None:
                said[key] = re.findall(r'"([^"\n]*)"', listed[1])
        said["line"] = text.count("\n", 0, match.start()) + 1
        targets[match[1]] = said
    yield from _of_targets(targets, values)


def _braced(text: str, start: int) -> str:
    depth, at = 1, start
    while at < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return text[start : at - 1]


def _of_bake_json(text: str) -> Iterator[Build]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return
    targets = read.get("target") if isinstance(read, dict) else None
    if isinstance(targets, dict):
        yield from _of_targets({name: said for name, said in targets.items() if isinstance(said, dict)}, {})


def _of_targets(targets: dict[str, dict[str, Any]], values: dict[str, str]) -> Iterator[Build]:
    for name, own in targets.items():
        said: dict[str, Any] = {}
        for parent in own.get("inherits", ()):
            said.update(targets.get(parent, {}))
        said.update(own)
        tags = said.get("tags") if "tags" in own else None
        if not isinstance(tags, list) or "dockerfile-inline" in said or name.startswith("_"):
            continue
        texts = [said.get(key, "") for key in ("context", "dockerfile", "target")]
        if all(isinstance(each, str) for each in (*tags, *texts)):
            context, dockerfile, target = (_expanded(each, values) for each in texts)
            images = tuple(_expanded(each, values) for each in tags)
            yield Build(images, context or ".", dockerfile, target, own.get("line", 1), in_context=True)


# ---------------------------------------------------------------- devcontainer.json
# JSON with comments: what stands in a string is none.
_JSONC = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')


def _of_devcontainer(text: str) -> Iterator[Build]:
    """`build` of a development container: paths are relative to its file (containers.dev/implementors/json_reference)."""
    plain = text
    for pattern in (_JSONC, _LAST_COMMA):
        plain = pattern.sub(lambda match: match[1] or "", plain)
    try:
        read = json.loads(plain)
    except (ValueError, RecursionError):
        return
    build = read.get("build") if isinstance(read, dict) else None
    if not isinstance(build, dict):
        return
    said = build.get("args")
    given = [f"{key}={value}" for key, value in said.items()] if isinstance(said, dict) else []
    paths = [build.get(key, "") for key in ("context", "dockerfile", "target")]
    if paths[1] and all(isinstance(each, str) for each in paths):
        line = text[: max(text.find('"build"'), 0)].count("\n") + 1
        # ${localEnv:X} is whoever's who opens it
        context, dockerfile, target = (re.sub(r"\$\{[^}]*\}", "?", each) for each in paths)
        known = tuple(each for each in given if "${" not in each)
        yield Build((), context or ".", dockerfile, target, line, arguments=known)


# ---------------------------------------------------------------- commands
# Options of docker build (docs/reference/commandline/buildx_build.md), podman build and buildah whose value is the next word.
_WITH_VALUE = frozenset({
    "--add-host", "--allow", "--annotation", "--attest", "--build-arg", "--build-context", "--builder", "--cache-from",
    "--cache-to", "--call", "--cgroup-parent", "--cgroupns", "--cpu-period", "--cpu-quota", "--cpu-shares", "-c",
    "--cpuset-cpus", "--cpuset-mems", "--file", "-f", "--format", "--iidfile", "--isolation", "--label", "--layers-label",
    "--memory", "-m", "--memory-swap", "--metadata-file", "--network", "--no-cache-filter", "--output", "-o", "--platform",
    "--progress", "--provenance", "--sbom", "--secret", "--security-opt", "--shm-size", "--ssh", "--tag", "-t", "--target",
    "--ulimit", "--volume", "-v", "--arch", "--os", "--authfile", "--jobs", "--manifest", "--policy",
})  # fmt: skip
_BUILD = re.compile(r"\b(?:docker|podman|nerdctl|buildah)(?:\s+image)?(?:\s+buildx)?\s+(?:build|bud)\s(.*)", re.DOTALL)


def _of_commands(text: str) -> Iterator[Build]:
    values = _values(text)
    joined = re.sub(r"\\\r?\n", lambda match: " " * len(match[0]), text)
    folder, at = "", 0
    for line in joined.split("\n"):
        number = text.count("\n", 0, at) + 1
        at += len(line) + 1
        if line[:1] not in (" ", "\t", "-"):
            folder = folder if not re.match(r"[\w%. -]+:", line) else ""
        here = folder
        for part in re.split(r"&&|\|\||;|\|", line):
            moved = re.search(r"(?:^|[\s(@-])(?:cd|pushd)\s+([^\s()]+)", part)
            if moved is not None:
                here = f"{here}/{_expanded(_plain(moved[1]), values)}".strip("/")
                continue
            match = _BUILD.search(part)
            build = _of_words(match[1], values, number, here) if match is not None else None
            if build is not None:
                yield build
        if not line.startswith("\t"):  # each line of a recipe has a shell of its own
            folder = here


def _of_words(text: str, values: dict[str, str], number: int, folder: str) -> Build | None:
    try:
        words = shlex.split(_expanded(text, values).rstrip(")\"'` "), comments=True)
    except (ValueError, RecursionError):
        return None
    said: dict[str, list[str]] = {"-t": [], "-f": [], "--target": []}
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if not word.startswith("-") or word == "-":
            rest.append(word)
            continue
        name, equals, value = word.partition("=")
        if not equals and name[:2] in ("-t", "-f") and name[1] != "-" and len(name) > 2:
            name, value, equals = name[:2], name[2:], "="
        if not equals and name in _WITH_VALUE:
            value = words[at] if at < len(words) else ""
            at += 1
        said.setdefault({"--tag": "-t", "--file": "-f"}.get(name, name), []).append(value)
    rest = [each for each in rest if each != "?"] or rest
    arguments = tuple(each for each in said.get("--build-arg", ()) if "=" in each)
    if len(rest) != 1 or rest[0] == "-":
        return None
    last = {key: found[-1] if found else "" for key, found in said.items()}
    return Build(tuple(said["-t"]), rest[0], last["-f"], last["--target"], number, folder=folder, arguments=arguments)


def _of_package(text: str) -> Iterator[Build]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return
    scripts = read.get("scripts") if isinstance(read, dict) else None
    for script in scripts.values() if isinstance(scripts, dict) else ():
        if isinstance(script, str):
            at = text.find(json.dumps(script, ensure_ascii=False))
            for build in _of_commands(script):
                yield Build(
                    build.images, build.context, build.dockerfile, build.target,
                    text.count("\n", 0, max(at, 0)) + 1, folder=build.folder, arguments=build.arguments,
                )  # fmt: skip
