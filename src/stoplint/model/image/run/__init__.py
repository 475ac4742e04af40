"""RUN: what its commands do to the files, as far as they can be read.

A command that is not read may have put anything anywhere: paths that no step is known to have filled are in doubt
afterwards. Files that are known to be there stay known, unless such a command names them.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass, field, replace
from stoplint.model.catalog.build_commands import MUTE, PREFIXES, SHELL_PREFIXES, TESTS, is_quiet
from stoplint.model.catalog.builtins import BUILTINS, declares
from stoplint.model.catalog.shells import dialect_of, is_shell
from stoplint.model.fact import Unknown
from stoplint.model.image.heredocs import with_heredocs
from stoplint.model.image.launch import unquoted
from stoplint.model.image.run import own_scripts
from stoplint.model.image.run.commands import SPEAKING, TOOLS
from stoplint.model.image.run.files import Site
from stoplint.model.image.run.filters import COMMANDS
from stoplint.model.image.run.left import Left
from stoplint.model.image.run.packages import MANAGERS, changed, cloned
from stoplint.model.image.run.traced_text import EMPTY, Written, at_place, joined, said_of
from stoplint.model.image.run.words import POSITIONAL, Words, in_braces, place_of
from stoplint.paths import base_name
from stoplint.syntax import shell_nodes as sh
from stoplint.syntax.shebang import shebang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stoplint.model.catalog.shells import Dialect
    from stoplint.model.image.layers import Layers
    from stoplint.model.image.scope import Scope
    from stoplint.syntax.dockerfile_nodes import Instruction
    from stoplint.text import Source

# Commands of one RUN; loops that are unrolled count.
MAX_COMMANDS = 20_000
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
    """A shell that walks over a RUN. `sinks` catch output; `left` says whether commands are still come to."""

    site: Site
    words: Words
    dialect: Dialect | None
    sinks: list[list[Written | None]] = field(default_factory=list)
    left: Left = field(default_factory=Left)
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
            if item.background:
                with self.left.process(self.site):
                    self._node(item.command)
            else:
                self._node(item.command)

    def _maybe(self, node: sh.Script | sh.Command) -> None:
        """What is only done under a condition that is not decided here: what it assigns may be, or not."""
        before = dict(self.words.variables)
        self.site.doubtful += 1
        if isinstance(node, sh.Script):
            self._script(node)
        else:
            self._node(node)
        self.site.doubtful -= 1
        self.words.variables.update((name, None) for name in self.words.differing(before))

    def _node(self, node: sh.Command) -> None:
        if self.left.gone:
            return
        self.commands += 1
        self.site.layers.patience.commands -= 1
        if self.commands > MAX_COMMANDS or self.site.layers.patience.commands < 0:
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
                with self.left.process(self.site):
                    self._script(node.body)
                self.site.cwd, self.words.variables = cwd, variables
            case sh.Redirected():
                self._with_redirects(node.redirects, lambda: self._node(node.command))
            case sh.If():
                for number, (condition, body) in enumerate(node.branches):
                    if number == 0:
                        self._script(condition)
                    else:
                        self._maybe(condition)
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
            case sh.Function():
                self._function(node)
            case sh.Conditional() | sh.ArithmeticCommand():
                pass
            case _:
                self.say(None)
                self.site.unread()

    def _function(self, node: sh.Function) -> None:
        """It may be called: its calls are commands that aren't known."""
        cwd, variables, given = self.site.cwd, dict(self.words.variables), self.words.given
        self.words.variables.update(dict.fromkeys(POSITIONAL))
        self.words.given = None
        self.sinks.append([])
        with self.left.function(self.site, node.name):
            self._maybe(node.body)
        self.sinks.pop()
        self.site.cwd, self.words.variables, self.words.given = cwd, variables, given

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
                if not _hands_failure_on(right):
                    self._maybe(right)
            else:
                doubts += _is_test(left)
                self.left.hopes += 1
                (self._maybe if doubts else self._node)(right)
                self.left.hopes -= 1
            left = right

    def _pipeline(self, node: sh.Pipeline) -> None:
        said: Written | None = EMPTY
        last = len(node.commands) - 1
        cwd, variables = self.site.cwd, dict(self.words.variables)
        for number, one in enumerate(node.commands):
            if number < last:
                self.sinks.append([])
            with self.left.process(self.site) if last else nullcontext():
                if isinstance(one, sh.Simple):
                    self._simple(one, said)
                else:
                    self._node(one)
            if number < last:
                said = said_of(self.sinks.pop())
        if last:  # each command of a pipe has a process of its own: POSIX.1-2017 XCU 2.12
            self.site.cwd, self.words.variables = cwd, variables

    def _for(self, node: sh.For) -> None:
        words = [one for word in node.words or () for one in self._fields(word)]
        if node.words is None:
            words = list(self.words.given or ())
        paths = [path for one in words for path in (self.site.matching(one) if one.globs else [one])]
        # a pattern that matches nothing that is known may match something else, and stays as it is otherwise
        nothing = bool(words) and not paths
        if (
            (node.words is None and self.words.given is None)
            or nothing
            or node.select
            or len(paths) > MAX_ROUNDS
            or not all(one.known for one in words)
        ):
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
                if not (
                    one.append and self.dialect in ("dash", "ash")
                ):  # `A+=x` is a command there, which is not found
                    self.words.variables[one.name] = self._assigned(one)
            self._redirected(node.redirects, EMPTY)
            return
        fields = [one for word in node.words for one in self._fields(word)]
        for redirect in node.redirects:
            if redirect.body is not None:
                stdin = self.words.word(redirect.body)
            elif redirect.op == "<<<":
                text = self.words.word(redirect.target) or EMPTY
                stdin = joined([text, at_place("\n", text.places[-1] if text.places else place_of(node.span))])
            elif redirect.op == "<" and redirect.target is not None:
                stdin = self.site.text_of(self.words.word(redirect.target))
        outer = dict(self.words.variables)
        for one in node.assignments:  # for this command alone
            self.words.variables[one.name] = self._assigned(one)
        given = {one.name for one in node.assignments}
        self._with_redirects(node.redirects, lambda: self.command(fields, stdin, given))
        for name in given:
            self.words.variables.pop(name, None)
            if name in outer:
                self.words.variables[name] = outer[name]

    def _assigned(self, one: sh.Assignment) -> Written | None:
        if one.elements is not None or one.index is not None or (one.append and self.dialect != "bash"):
            return None
        value = self.words.word(one.value)
        before = self.words.value_of(one.name, place_of(one.span)) if one.append else EMPTY
        return None if value is None or before is None else joined([before, value])

    def _fields(self, word: sh.Word) -> list[Written]:
        fields = self.words.fields(word)
        literal = len(word.parts) == 1 and isinstance(word.parts[0], sh.Literal) and not word.parts[0].quoted
        if self.dialect in ("dash", "ash") or not literal or word.parts[0].span.text != fields[0].text:
            return fields
        found = [one for field in fields for one in in_braces(field)]
        # where it isn't known which shell it is, it isn't known what the braces are
        return found if self.dialect is not None or found == fields else [replace(fields[0], known=False)]

    def _with_redirects(self, redirects: tuple[sh.Redirect, ...], do: Callable[[], None]) -> None:
        """Do it with its output going where the redirections say."""
        elsewhere = any(one.op == ">&" and one.fd in (None, 1) for one in redirects)
        if not elsewhere and not any(_is_output(one) for one in redirects):
            do()
            self._redirected(redirects, None)
            return
        self.sinks.append([])
        do()
        said = said_of(self.sinks.pop())
        self._redirected(redirects, said)
        if elsewhere:
            self.say(None)

    def _redirected(self, redirects: tuple[sh.Redirect, ...], said: Written | None) -> None:
        """Only the last redirection gets the output; each one before it leaves its file empty, or as it is."""
        last = next((one for one in reversed(redirects) if _is_output(one)), None)
        for one in redirects:
            if one.target is None or not one.op.lstrip("&").startswith(">") or one.op == ">&":
                continue
            path = self.words.word(one.target)
            mine = None if not _is_output(one) else said if one is last else EMPTY
            if one.op.startswith("&") and self.dialect == "dash":
                mine = EMPTY  # `cmd &> f` of dash is `cmd &` and `> f`
            self.site.write(path, mine, append=">>" in one.op, place=one.span.located)

    def command(self, fields: list[Written], stdin: Written | None, given: Iterable[str] = ()) -> None:
        """A command with its words expanded. `given`: variables that are set for it alone."""
        first, fields = fields[:1], self._without_prefix(fields)
        if not fields:
            return
        self._named(fields, stdin, given)
        if first[0].text == "exec":
            self.left.end(self.site)

    def _named(self, fields: list[Written], stdin: Written | None, given: Iterable[str]) -> None:
        """The command that is left when what stands in front of it is taken off."""
        name = base_name(fields[0].text)
        # a program of the image that is called like a tool (`./install`) is no such tool
        own = own_scripts.start(self, fields, given) if _may_be_own(fields[0].text) else None
        if own == "walked":
            return
        if own == "foreign":
            self.other(name, fields[1:], stdin)
        elif name in ("exit", "return"):
            self.left.by(name, fields[1:], self.site)
        elif name in COMMANDS:
            COMMANDS[name](self, fields, stdin)
        elif declares(name):
            self._declare(name, fields[1:])
        elif is_shell(name):
            self._shell(name, fields[1:], stdin, given)
        elif name == "git":
            self.site.layers.clones.update(cloned(fields[1:]))
            self.other(name, fields[1:], stdin)
        elif name in TOOLS:
            TOOLS[name](self.site, name, fields[1:])
            if name in SPEAKING:
                self.say(None)
        elif name in (".", "source") and own_scripts.sourced(self, fields[1:]):
            self.words.changed_by(name, fields[1:])
            self.say(None)
        elif is_quiet(name):
            self.words.changed_by(name, fields[1:])
            self.say(EMPTY if name in MUTE else None)
        else:
            self.other(name, fields[1:], stdin)

    def other(self, name: str, rest: list[Written], stdin: Written | None) -> None:
        """A command of which nothing is known."""
        self.say(None)
        self.left.called(name, self.site)
        self.words.changed_by(name, rest)
        if name in MANAGERS:
            self._install(name, rest)
        self.site.other(name, rest, self._debconf(name, rest, stdin))

    @staticmethod
    def _without_prefix(fields: list[Written]) -> list[Written]:
        """The command that does the work; none for `command -v` and its like, which only look."""
        while fields and base_name(fields[0].text) in PREFIXES:
            at = _behind(tuple(one.text for one in fields))
            if at is None:
                break
            fields = fields[at:]
        return fields

    def _declare(self, name: str, rest: list[Written]) -> None:
        for one in rest:
            key, equals, _ = one.text.partition("=")
            if name == "export":
                self.words.exported.add(key)
            if key.endswith("+"):
                self.words.variables[key[:-1]] = None
            elif equals:
                self.words.variables[key] = one.part(len(key) + 1, len(one.text)) if one.known else None

    def _shell(self, name: str, rest: list[Written], stdin: Written | None, given: Iterable[str]) -> None:
        """A shell of its own: it gets the variables that are exported, and nothing comes back from it but files."""
        self.apart(name, given, lambda: self._shell_with(name, rest, stdin, given))

    def apart(self, name: str, given: Iterable[str], do: Callable[[], None]) -> None:
        """Do it as a process of its own, of the shell `name`: what it does to variables stays there."""
        outer, cwd, variables, arguments = self.dialect, self.site.cwd, self.words.variables, self.words.given
        self.dialect = dialect_of(name, outer)
        self.words.variables, self.words.given = self.words.handed_on(given), None
        with self.left.process(self.site):
            do()
        self.say(None)
        self.dialect, self.site.cwd, self.words.variables, self.words.given = outer, cwd, variables, arguments

    def _shell_with(self, name: str, rest: list[Written], stdin: Written | None, given: Iterable[str]) -> None:
        value_next = False
        for number, one in enumerate(rest):
            if value_next:
                value_next = False
                continue
            if re.fullmatch(r"-[a-zA-Z]*c[a-zA-Z]*", one.text) and number + 1 < len(rest):
                at = number + (2 if "o" in one.text else 1)
                if at < len(rest) and rest[at].known:
                    self.words.arguments(rest[at + 1 :])
                    self.text(rest[at].source(self.site.file))
                else:
                    self.site.unread()
                return
            value_next = re.fullmatch(r"[-+][a-zA-Z]*[oO]", one.text) is not None
            if not value_next and not one.text.startswith("-"):
                if not own_scripts.read_by_shell(self, name, rest[number:], given):
                    self.site.other(name, rest, None)
                return
        if stdin is not None and stdin.text:
            self.text(stdin.source(self.site.file))
        else:
            self.site.unread()

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


def _behind(words: tuple[str, ...]) -> int | None:
    """Where the command stands that a prefix is in front of; None where there is none."""
    if words[0] == "command" and len(words) > 1 and re.fullmatch(r"-p?[vV]", words[1]):
        return len(words)
    if words[0] in BUILTINS or words[0] in SHELL_PREFIXES:
        at = 1
        while at < len(words) and words[at].startswith("-"):
            at += 2 if words[at] == "-a" and words[0] == "exec" else 1
        return at
    from stoplint.model.catalog import wrappers  # noqa: PLC0415 - few commands have a prefix

    found = wrappers.find(words)
    plain = found is not None and not (found.texts or found.joined or found.prepend or found.split is not None)
    return found.command[0] if found is not None and plain and found.command else None


def _may_be_own(word: str) -> bool:
    """Whether a command is looked for among the files: one with a `/`, or else no builtin, nor the shell that is there."""
    return "/" in word or not (word in BUILTINS or is_shell(word))


def _is_output(redirect: sh.Redirect) -> bool:
    return redirect.op in (">", ">>", ">|", "&>", "&>>") and redirect.fd in (None, 1) and redirect.target is not None


def _hands_failure_on(node: sh.Command) -> bool:
    """Whether it is the `exit` of `command || exit`: it ends the shell with the status of what failed."""
    if not isinstance(node, sh.Simple) or not node.words or node.words[0].literal != "exit":
        return False
    return [word.span.text for word in node.words[1:]] in ([], ["$?"], ['"$?"'])


def _is_test(node: sh.Command) -> bool:
    if isinstance(node, sh.Simple):
        return bool(node.words) and node.words[0].literal in TESTS
    if isinstance(node, sh.Pipeline):
        return node.negated or _is_test(node.commands[-1])
    if isinstance(node, sh.AndOr):
        return _is_test(node.left) or _is_test(node.right)
    if isinstance(node, sh.Redirected):
        return _is_test(node.command)
    if isinstance(node, (sh.Group, sh.Subshell)):
        return bool(node.body.items) and _is_test(node.body.items[-1].command)
    return isinstance(node, (sh.Conditional, sh.ArithmeticCommand))
