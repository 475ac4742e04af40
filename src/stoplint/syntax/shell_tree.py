"""The nodes of a script, from its tokens and the grammar's tree of their canonical text."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from stoplint.syntax.shell_nodes import (
    AndOr,
    ArithmeticFor,
    Arm,
    Case,
    For,
    Function,
    Group,
    If,
    Item,
    Opaque,
    Pipeline,
    Redirected,
    Script,
    Subshell,
    While,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tree_sitter import Node

    from stoplint.syntax.shell_nodes import Command
    from stoplint.syntax.shell_reading import Reading
    from stoplint.syntax.shell_tokens import Prefix, Token
    from stoplint.text import Source, Span

CHAIN_LIMIT = 200
"""Commands in one `&&`/`||` chain; a longer one is not read (the nodes nest, and readers of them recurse)."""

_CHAINING = frozenset(("&&", "||"))
_OPERATORS = frozenset(("&&", "||", "|"))
_KEYWORDS = frozenset(("if", "then", "elif", "else", "fi", "while", "do", "done", "for", "case", "in", "esac"))
_STATEMENTS = frozenset(
    ("command", "list", "pipeline", "subshell", "compound_statement", "if_statement", "while_statement", "for_statement",
     "case_statement")
)  # fmt: skip


class Structure:
    """The nodes of one script, from its tokens and the grammar's tree of them."""

    def __init__(self, source: Source, tokens: list[Token], reading: Reading, parse: Callable[[bytes], Node]) -> None:
        self.parse = parse
        self.source = source
        self.tokens = tokens
        self.reading = reading
        self.starts: dict[int, int] = {}  # offset in the canonical text → token
        self.ends: dict[int, int] = {}
        self.places: list[int] = []  # the keys of `starts`, ascending
        self.read: set[int] = set()  # tokens of simple commands that became nodes

    def script(self, start: int, end: int) -> Script:
        items: tuple[Item, ...] = ()
        if self.tokens:
            items = self._read()
        behind = items[-1].span.end if items else start
        newline = "\n" in self.source.text[behind:end]
        return Script(items, self.source.span(start, end), trailing_newline=bool(items) and newline)

    def _read(self) -> tuple[Item, ...]:
        first = self.tokens[0]
        if first.draft and all(token.text == ";" for token in self.tokens[1:]) and not first.prefixes:
            self.read.add(0)
            return (self._item(self._atom(first)),)
        at = 0
        for number, token in enumerate(self.tokens):
            self.starts[at] = number
            self.places.append(at)
            at += len(token.text)
            self.ends[at] = number
            at += 1
        canonical = " ".join(token.text for token in self.tokens).encode("ascii")
        items = self._items(self.parse(canonical).children)
        lost = [n for n, token in enumerate(self.tokens) if token.draft and n not in self.read]
        for number in lost:
            token = self.tokens[number]
            self._opaque(self.source.span(token.start, token.end), "not part of a command")
        return items

    # ------------------------------------------------------------ places
    def _first(self, node: Node) -> Token:
        return self.tokens[self._first_number(node)]

    def _last(self, node: Node) -> Token:
        return self.tokens[self._last_number(node)]

    def _first_number(self, node: Node) -> int:
        """The token that `node` starts with; where the grammar cut differently, the one there or behind the gap."""
        at = node.start_byte
        number = self.starts.get(at)
        if number is None:
            number = max(0, bisect_right(self.places, at) - 1)
            if self.places[number] + len(self.tokens[number].text) <= at and number + 1 < len(self.tokens):
                number += 1
        return number

    def _last_number(self, node: Node) -> int:
        """The token that `node` ends with, or in the middle of."""
        number = self.ends.get(node.end_byte)
        return number if number is not None else max(0, bisect_right(self.places, node.end_byte - 1) - 1)

    def _span(self, node: Node) -> Span:
        start, end = self._first(node).start, self._last(node).end
        return self.source.span(start, max(start, end))

    def _opaque(self, span: Span, why: str) -> Opaque:
        opaque = Opaque(span, why)
        self.reading.opaque.append(opaque)
        return opaque

    def _unread(self, node: Node, why: str) -> Opaque:
        first, last = self._first_number(node), self._last_number(node)
        self.read.update(range(first, last + 1))
        return self._opaque(self._reach(first, last), why)

    def _reach(self, first: int, last: int) -> Span:
        """From what stands in front of token `first` to token `last`."""
        token = self.tokens[first]
        start = token.prefixes[0].start if token.prefixes else token.start
        return self.source.span(start, max(self.tokens[last].end, token.start))

    # ------------------------------------------------------------ lists
    def _items(self, nodes: Iterable[Node]) -> tuple[Item, ...]:
        items: list[Item] = []
        for node in nodes:
            kind = node.type
            if kind in (";", ";;", "\n") and not node.is_missing:
                continue
            if kind == "&" and items and not items[-1].background:
                last = items[-1]
                span = self.source.span(last.span.start, self._last(node).end)
                items[-1] = Item(last.command, True, span)
            elif kind == "ERROR":
                items.extend(self._rest(node))
            else:
                items.append(self._item(self._command(node)))
        return tuple(items)

    def _rest(self, node: Node) -> tuple[Item, ...]:
        """What an ERROR node holds: the whole commands in front, and the rest as one Opaque."""
        children = node.children
        good = 0
        for number, child in enumerate(children):
            if child.type in (";", "&"):
                good = number + 1
            elif child.type not in _STATEMENTS or child.has_error:
                break
        if not good or children[0].type in (";", "&"):
            return (self._item(self._unread(node, "not a shell command")),)
        items = self._items(children[:good])
        if good == len(children):
            return items
        first, last = self._first_number(children[good]), self._last_number(node)
        self.read.update(range(first, last + 1))
        return (*items, self._item(self._opaque(self._reach(first, last), "not a shell command")))

    def _item(self, command: Command) -> Item:
        return Item(command, False, command.span)

    def _body(self, nodes: Sequence[Node], anchor: Token) -> Script:
        items = self._items(nodes)
        if items:
            span = self.source.span(items[0].span.start, items[-1].span.end)
        else:
            span = self.source.span(anchor.end, anchor.end)
        return Script(items, span)

    # ------------------------------------------------------------ commands
    def _command(self, node: Node) -> Command:
        """A chain of `&&` and `||`, or less.

        The grammar nests `a | b | c || d` as `a | (b | c || d)`: only the order of its operands and operators is used.
        """
        flat = _flat(node)
        if len(flat) > 2 * CHAIN_LIMIT and any(child.type in _CHAINING for child in flat[1::2]):
            return self._unread(node, f"a chain of more than {CHAIN_LIMIT} commands")
        if len(flat) % 2 == 0 or any(child.type == "ERROR" or child.is_missing for child in flat):
            return self._unread(node, "an incomplete chain of commands")
        if any(child.type not in _OPERATORS for child in flat[1::2]):
            return self._unread(node, "not a shell command")
        left: Command | None = None
        op = ""
        start = 0
        for number in range(1, len(flat) + 1, 2):
            if number < len(flat) and flat[number].type not in _CHAINING:
                continue
            right = self._pipeline(flat[start:number:2])
            left = right if left is None else AndOr(left, op, right, self._between(left, right))
            op, start = flat[number].type if number < len(flat) else "", number + 1
        return left if left is not None else self._unread(node, "not a shell command")

    def _between(self, first: Command, last: Command) -> Span:
        return self.source.span(first.span.start, last.span.end)

    def _pipeline(self, stages: list[Node]) -> Command:
        """A pipeline, or one command, with what stands in front of it."""
        first = self._first(stages[0])
        prefixes = list(first.prefixes)
        if prefixes and prefixes[0].kind == "function":
            prefixes = []  # `_stage` reads those
        prefixes = [prefix for prefix in prefixes if prefix.kind != "function"]
        if len(stages) == 1:
            return self._prefixed(self._stage(stages[0]), prefixes)
        commands = tuple(self._stage(stage) if number == 0 else self._pipeline([stage])
                         for number, stage in enumerate(stages))  # fmt: skip
        return self._prefixed(Pipeline(commands, self._between(commands[0], commands[-1])), prefixes)

    def _prefixed(self, command: Command, prefixes: list[Prefix]) -> Command:
        if not prefixes:
            return command
        span = self.source.span(prefixes[0].start, command.span.end)
        if any(kind == "coproc" for kind, _, _ in prefixes):
            return self._opaque(span, "a coprocess")
        commands = command.commands if isinstance(command, Pipeline) else (command,)
        negations = sum(kind == "!" for kind, _, _ in prefixes)
        timed = any(kind == "time" for kind, _, _ in prefixes)
        return Pipeline(commands, span, negated=negations % 2 == 1, timed=timed)

    def _stage(self, node: Node) -> Command:
        self.reading.enter()
        try:
            command = self._compound(node)
        finally:
            self.reading.leave()
        if node.type not in ("command", "ERROR"):
            redirections = self._last(node).redirections
            if redirections:
                redirects = tuple(one.node(self.source) for one in redirections)
                span = self.source.span(command.span.start, redirects[-1].span.end)
                command = Redirected(command, redirects, span)
        prefixes = self._first(node).prefixes
        names = [prefix for prefix in prefixes if prefix.kind == "function"]
        if names and prefixes[-1].kind != "function":
            return self._opaque(self.source.span(names[0].start, command.span.end), "not the body of a function")
        for _, name, start in reversed(names):
            command = Function(name, command, self.source.span(start, command.span.end))
        return command

    def _compound(self, node: Node) -> Command:
        kind = node.type
        if kind == "command":
            number = self._first_number(node)
            token = self.tokens[number]
            if token.draft and self.tokens[self._last_number(node)] is token:
                self.read.add(number)
                return self._atom(token)
            return self._unread(node, "not a command")
        children = node.children
        if kind == "ERROR" or any(child.is_missing or child.type == "ERROR" for child in children):
            return self._unread(node, "not a shell command")
        if kind in ("subshell", "compound_statement"):
            body = self._body(children[1:-1], self._first(node))
            return (Subshell if kind == "subshell" else Group)(body, self._span(node))
        if kind == "if_statement":
            return self._if(node)
        if kind == "while_statement":
            return self._while(node)
        if kind == "for_statement":
            return self._for(node)
        if kind == "case_statement":
            return self._case(node)
        return self._unread(node, "not a shell command")

    def _atom(self, token: Token) -> Command:
        draft = token.draft
        if draft is None:
            return self._opaque(self.source.span(token.start, token.end), "not a command")
        if draft.fault:
            return self._opaque(self.source.span(draft.start, draft.end), draft.fault)
        if draft.special is None:
            return draft.node(self.source)
        if not draft.redirections:
            return draft.special
        redirects = tuple(one.node(self.source) for one in draft.redirections)
        span = self.source.span(draft.start, redirects[-1].span.end)
        return Redirected(draft.special, redirects, span)

    # ------------------------------------------------------------ compound commands
    def _sections(self, node: Node) -> list[tuple[Node, list[Node]]]:
        """The children behind each reserved word among the children of `node`."""
        sections: list[tuple[Node, list[Node]]] = []
        for child in node.children:
            if child.type in _KEYWORDS and not child.is_named:
                sections.append((child, []))
            elif sections:
                sections[-1][1].append(child)
        return sections

    def _if(self, node: Node) -> Command:
        conditions: list[Script] = []
        bodies: list[Script] = []
        otherwise: Script | None = None
        pending = [node]
        clauses = [child for child in node.children if child.type in ("elif_clause", "else_clause")]
        for clause in pending + clauses:
            if any(child.is_missing or child.type == "ERROR" for child in clause.children):
                return self._unread(node, "not a shell command")
            for keyword, nodes in self._sections(clause):
                rest = [child for child in nodes if child.type not in ("elif_clause", "else_clause")]
                if keyword.type == "fi":
                    continue
                body = self._body(rest, self._first(keyword))
                if keyword.type == "then":
                    bodies.append(body)
                elif keyword.type == "else":
                    otherwise = body
                else:
                    conditions.append(body)
        if len(conditions) != len(bodies):
            return self._unread(node, "not a shell command")
        return If(tuple(zip(conditions, bodies, strict=True)), otherwise, self._span(node))

    def _do_group(self, node: Node) -> Script | None:
        for child in node.children:
            if child.type == "do_group":
                if any(part.is_missing or part.type == "ERROR" for part in child.children):
                    return None
                return self._body(child.children[1:-1], self._first(child))
        return None

    def _while(self, node: Node) -> Command:
        token = self._first(node)
        conditions = [child for child in node.children[1:] if child.type != "do_group"]
        if token.op == "for((":
            self.read.add(self._first_number(conditions[0]))
            body = self._do_group(node)
            if body is None:
                return self._unread(node, "not a shell command")
            return ArithmeticFor(token.name, body, self._span(node))
        condition = self._body(conditions, token)
        body = self._do_group(node)
        if body is None:
            return self._unread(node, "not a shell command")
        return While(condition, body, self._span(node), negated=token.op == "until")

    def _for(self, node: Node) -> Command:
        token = self._first(node)
        body = self._do_group(node)
        if body is None or not token.name:
            return self._unread(node, "not a shell command")
        return For(token.name, token.words, body, self._span(node), select=token.op == "select")

    def _case(self, node: Node) -> Command:
        token = self._first(node)
        if token.words is None:
            return self._unread(node, "not a shell command")
        arms: list[Arm] = []
        for child in node.children:
            if child.type != "case_item":
                continue
            pattern = self._first(child)
            parts = child.children
            if pattern.words is None or any(part.is_missing or part.type == "ERROR" for part in parts):
                return self._unread(node, "not a shell command")
            close = next((n for n, part in enumerate(parts) if part.type == ")"), 0)
            last = self._last(child)
            terminator = last.op if last.text == ";;" else ""
            arms.append(Arm(pattern.words, self._body(parts[close + 1 :], self._first(parts[close])), terminator,
                            self.source.span(pattern.start, last.end)))  # fmt: skip
        return Case(token.words[0], tuple(arms), self._span(node))


def _flat(node: Node) -> list[Node]:
    """The operands and operators of nested lists and pipelines, in order (chains are deep: no recursion)."""
    flat: list[Node] = []
    stack = [node]
    while stack:
        node = stack.pop()
        if node.type in ("list", "pipeline"):
            stack.extend(reversed(node.children))
        else:
            flat.append(node)
    return flat
