"""RUN: what its commands do to the files, as far as they can be read.

A command that is not read may have put anything anywhere: paths that no step is known to have filled are in doubt
afterwards. Files that are known to be there stay known, unless such a command names them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field
from stoplint.model.catalog.build_commands import MUTE, PREFIXES, TESTS, is_quiet
from stoplint.model.catalog.builtins import declares
from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.fact import Unknown
from stoplint.model.image.heredocs import with_heredocs
from stoplint.model.image.launch import unquoted
from stoplint.model.image.run.commands import SPEAKING, TOOLS
from stoplint.model.image.run.files import Site
from stoplint.model.image.run.filters import COMMANDS
from stoplint.model.image.run.packages import MANAGERS, changed
from stoplint.model.image.run.traced_text import EMPTY, Written, at_place, joined, said_of
from stoplint.model.image.run.words import Words, place_of
from stoplint.paths import base_name
from stoplint.syntax import shell_nodes as sh
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.layers import Layers
    from stoplint.model.image.scope import Scope
    from stoplint.syntax.dockerfile_nodes import Instruction
    from stoplint.text import Source

# Commands of one RUN; loops that are unrolled count.
MAXCOMMANDS = 20_000
MAX_ROUNDS = 64


def run(layers: Layers, instruction: Instruction, scope: Scope, dialect: Dialect | None) -> None:
    """Do to `layers` what a RUN does. `dialect` is the shell that reads it (None: not known which)."""
    place = instruction.span
    site = Site(layers, place.source, place, scope.workdir, Unknown(f"RUN at {place} may put it there", place))
    runner = Runner(site, Words(scope), dialect)
    if instruction.json is not None:
        runner.command([_of_text(unquoted(word, instruction.value)) for word in instruction.json], EMPTY)
        return
    body = instruction.heredocs[0].body if len(instruction.heredocs) == 1 else None
    if body is not None and re.fullmatch(r"<<-?\s*\S+", instruction.value.text):
        runner.script(body)
    else:
        runner.text(with_heredocs(instruction))


def _of_text(source: Source) -> Written:
    places = source.offsets or tuple(range(len(source.text) + 1))
    return Written(source.text, places[: len(source.text)])


@dataclass
class Runner:
    """A shell that walks over a RUN. `doubtful` counts the conditions that it is under; `sinks` catch output."""

    site: Site
    words: Words
    dialect: Dialect | None
    sinks: list[list[Written | None]] = field(default_factory=list)
    commands: int = 0
    depth: int = 0

    # ------------------------------------------------------------ texts
    def script(self, body: Source) -> None:
        """A here-document that is a script of its own."""
        line = shebang(body)
        if line is not None:
            name = base_name(line.command[0]) if line.command else ""
            if not is_shell(name):
                self.site.unread()
                return
            self.dialect = dialect_of(name, self.dialect)
        self.text(body)

    def text(self, source: Source) -> None:
        """A text that a shell reads."""
        from stoplint.syntax.shell import read  # noqa: PLC0415 - few questions are about what a RUN writes

        if self.depth > 5:
            self.site.unread()
            return
        self.depth += 1
        self._script(read(source).script)
        self.depth -= 1

    # ------------------------------------------------------------ structure
    def _script(self, script: sh.Script) -> None:
        for item in script.items:
            self._node(item.command)

    def _maybe(self, node: sh.Script | sh.Command) -> None:
        """What is only done under a condition that is not decided here."""
        self.site.doubtful += 1
        if isinstance(node, sh.Script):
            self._script(node)
        else:
            self._node(node)
        self.site.doubtful -= 1

    def _node(self, node: sh.Command) -> None:
        self.commands += 1
        self.site.layers.patience.commands -= 1
        if self.commands > MAXCOMMANDS or self.site.layers.patience.commands < 0:
            self.site.unread()
            return
        match node:
            case sh.Simple():
                self._simple(node)
            case sh.AndOr():
                self._and_or(node)
            case sh.Pipeline():
                self._pipeline(node)
            case sh.Group():
                self._script(node.body)
            case sh.Subshell():
                cwd, variables = self.site.cwd, dict(self.words.variables)
                self._script(node.body)
                self.site.cwd, self.words.variables = cwd, variables
            case sh.Redirected():
                self.sinks.append([])
                self._node(node.command)
                self._redirected(node.redirects, said_of(self.sinks.pop()))
            case sh.If():
                for condition, body in node.branches:
                    self._script(condition)
                    self._maybe(body)
                if node.otherwise is not None:
                    self._maybe(node.otherwise)
                self.say(None)
            case sh.For():
                self._for(node)
            case sh.While():
                self._maybe(node.condition)
                self._maybe(node.body)
                self.say(None)
            case sh.Case():
                for arm in node.arms:
                    self._maybe(arm.body)
                self.say(None)
            case sh.Function() | sh.Conditional() | sh.ArithmeticCommand():
                pass
            case _:
                self.say(None)
                self.site.unread()

    def _and_or(self, node: sh.AndOr) -> None:
        chain: list[tuple[str, sh.Command]] = []
        left: sh.Command = node
        while isinstance(left, sh.AndOr):
            chain.append((left.op, left.right))
            left = left.left
        self._node(left)
        doubts = 0
        for op, right in reversed(chain):
            if op == "||":
                self._maybe(right)
            else:
                doubts += _is_test(left)
                self.site.doubtful += doubts
                self._node(right)
                self.site.doubtful -= doubts
            left = right

    def _pipeline(self, node: sh.Pipeline) -> None:
        said: Written | None = EMPTY
        last = len(node.commands) - 1
        for number, one in enumerate(node.commands):
            if number < last:
                self.sinks.append([])
            if isinstance(one, sh.Simple):
                self._simple(one, said)
            else:
                self._node(one)
            if number < last:
                said = said_of(self.sinks.pop())

    def _for(self, node: sh.For) -> None:
        words = [one for word in node.words or () for one in self.words.fields(word)]
        paths = [path for one in words for path in (self.site.matching(one) if one.globs else [one])]
        if node.words is None or node.select or len(paths) > MAX_ROUNDS or not all(one.known for one in words):
            self.words.variables[node.variable] = None
            self._maybe(node.body)
            self.say(None)
            return
        for path in paths:
            self.words.variables[node.variable] = path
            self._script(node.body)

    # ------------------------------------------------------------ one command
    def _simple(self, node: sh.Simple, stdin: Written | None = EMPTY) -> None:
        if not node.words:
            for one in node.assignments:
                self.words.variables[one.name] = None if one.append or one.elements else self.words.word(one.value)
            self._redirected(node.redirects, EMPTY)
            return
        fields = [one for word in node.words for one in self.words.fields(word)]
        for redirect in node.redirects:
            if redirect.body is not None:
                stdin = self.words.word(redirect.body)
                if redirect.op == "<<<" and stdin is not None:
                    stdin = joined([stdin, at_place("\n", stdin.places[-1] if stdin.places else place_of(node.span))])
            elif redirect.op == "<" and redirect.target is not None:
                stdin = self.site.text_of(self.words.word(redirect.target))
        out = next((one for one in node.redirects if _is_output(one)), None)
        if out is None:
            self.command(fields, stdin)
            return
        self.sinks.append([])
        self.command(fields, stdin)
        self._redirected(node.redirects, said_of(self.sinks.pop()))

    def _redirected(self, redirects: tuple[sh.Redirect, ...], said: Written | None) -> None:
        for one in redirects:
            if one.target is None or not one.op.lstrip("&").startswith(">") or one.op == ">&":
                continue
            path = self.words.word(one.target)
            mine = said if _is_output(one) else None
            self.site.write(path, mine, append=">>" in one.op, place=one.span.located)

    def command(self, fields: list[Written], stdin: Written | None) -> None:
        """A command with its words expanded."""
        fields = self._without_prefix(fields)
        if not fields:
            return
        name = base_name(fields[0].text)
        if name in COMMANDS:
            COMMANDS[name](self, fields, stdin)
        elif declares(name):
            self._declare(fields[1:])
        elif is_shell(name):
            self._shell(name, fields[1:], stdin)
        elif name in TOOLS:
            TOOLS[name](self.site, name, fields[1:])
            if name in SPEAKING:
                self.say(None)
        elif is_quiet(name):
            self.say(EMPTY if name in MUTE else None)
        else:
            self.other(name, fields[1:], stdin)

    def other(self, name: str, rest: list[Written], stdin: Written | None) -> None:
        """A command of which nothing is known."""
        self.say(None)
        if name in MANAGERS:
            self._install(name, rest)
        self.site.other(name, rest, self._debconf(name, rest, stdin))

    def _without_prefix(self, fields: list[Written]) -> list[Written]:
        at = 0
        while at < len(fields) and (fields[at].text in PREFIXES or (fields[at].text == "env" and len(fields) > at + 1)):
            at += 1
            while at < len(fields) and (fields[at].text.startswith("-") or "=" in fields[at].text.partition("/")[0]):
                at += 1
        return fields[at:]

    def _declare(self, rest: list[Written]) -> None:
        for one in rest:
            key, equals, _ = one.text.partition("=")
            if equals:
                self.words.variables[key] = one.part(len(key) + 1, len(one.text)) if one.known else None

    def _shell(self, name: str, rest: list[Written], stdin: Written | None) -> None:
        outer = self.dialect
        self.dialect = dialect_of(name, outer)
        for number, one in enumerate(rest):
            if re.fullmatch(r"-[a-z]*c[a-z]*", one.text) and number + 1 < len(rest):
                text = rest[number + 1]
                if text.known:
                    cwd = self.site.cwd
                    self.text(text.source(self.site.file))
                    self.site.cwd = cwd
                break
            if not one.text.startswith("-"):
                self.site.other(name, rest, None)
                break
        else:
            if stdin is not None and stdin.text:
                self.text(stdin.source(self.site.file))
            else:
                self.site.unread()
        self.say(None)
        self.dialect = outer

    def _install(self, name: str, rest: list[Written]) -> None:
        layers = self.site.layers
        layers.packages = changed(layers.packages, name, rest, doubtful=self.site.doubtful > 0)

    def _debconf(self, name: str, rest: list[Written], stdin: Written | None) -> str | None:
        """What /bin/sh becomes by Debian's tools: `bash` after `dash/sh boolean false` was answered."""
        if name == "debconf-set-selections" and stdin is not None and "dash/sh" in stdin.text:
            self.site.layers.answers["dash/sh"] = "false" if "false" in stdin.text else "true"
        if name == "dpkg-reconfigure" and any(one.text == "dash" for one in rest):
            return {"false": "bash", "true": "dash"}.get(self.site.layers.answers.get("dash/sh", ""))
        if (
            name == "update-alternatives"
            and len(rest) > 3
            and rest[0].text == "--install"
            and rest[1].text == "/bin/sh"
        ):
            return rest[3].text
        return None

    def say(self, text: Written | None) -> None:
        """The command writes a text to its output, or (None) one that isn't known."""
        if self.sinks:
            self.sinks[-1].append(text if not self.site.doubtful else None)


def _is_output(redirect: sh.Redirect) -> bool:
    return redirect.op in (">", ">>", ">|", "&>", "&>>") and redirect.fd in (None, 1) and redirect.target is not None


def _is_test(node: sh.Command) -> bool:
    if isinstance(node, sh.Simple):
        return bool(node.words) and node.words[0].literal in TESTS
    if isinstance(node, sh.Pipeline):
        return node.negated or _is_test(node.commands[-1])
    return isinstance(node, (sh.Conditional, sh.ArithmeticCommand))
