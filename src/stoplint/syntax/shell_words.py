"""Shell words: quotes, escapes and expansions of one word, read character by character.

After the Shell Command Language chapter of POSIX.1-2017 (2.2 quoting, 2.6 expansions) and the same chapters of the
bash manual.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from stoplint.syntax.opaque import Opaque
from stoplint.syntax.shell_nodes import (
    Arithmetic,
    CommandSubstitution,
    Literal,
    Parameter,
    ProcessSubstitution,
    Word,
)
from stoplint.syntax.shell_reading import Parts, UnreadError
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoplint.syntax.shell_nodes import Script
    from stoplint.syntax.shell_reading import Reading

_PLAIN = re.compile(r"[^ \t\n\\'\"`$;&|<>()?*+@!]+")
_PLAIN_IN_DOUBLE = re.compile(r'[^"\\`$]+')
_PLAIN_IN_HEREDOC = re.compile(r"[^\\`$]+")
_PLAIN_IN_BRACES = re.compile(r"[^\\'\"`$}]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BRACED_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]")
_LENGTH = re.compile(r"#([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[([^]\n]*)\])?\}")
_OPERATOR = re.compile(r":[-=?+]|[-=?+]|##?|%%?|//?|\^\^?|,,?|:|@")
_BALANCE = re.compile(r"[^()'\"\\`\n]+")
_BACKTICK_PLAIN = re.compile(r"[^\\`]+")
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PATTERN_SCAN_LIMIT = 2000


@cache
def _ansi_escape() -> re.Pattern[str]:
    return re.compile(
        r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.)|(.))", re.DOTALL
    )


class WordReader:
    """Reads the words of one source up to `limit`.

    `commands(at)` reads the script behind a `$(` or `<(` and gives it with the offset of its `)`;
    `embedded(source)` reads the text between backticks.
    """

    def __init__(
        self,
        source: Source,
        reading: Reading,
        commands: Callable[[int], tuple[Script, int]],
        embedded: Callable[[Source], Script],
    ) -> None:
        self.source = source
        self.text = source.text
        self.limit = len(source.text)
        self.reading = reading
        self._commands = commands
        self._embedded = embedded
        self._unbalanced = False

    # ------------------------------------------------------------ whole words
    def word(self, at: int) -> tuple[Word, int]:
        """The word that starts at `at`, and the offset behind it (`at` itself where no word starts)."""
        parts = Parts(self.source)
        end = self._unquoted(at, parts)
        return parts.word(at, end), end

    def _unquoted(self, at: int, parts: Parts) -> int:
        text, limit = self.text, self.limit
        while at < limit:
            match = _PLAIN.match(text, at, limit)
            if match:
                parts.text(match.group(), quoted=False, start=at, end=match.end())
                at = match.end()
                continue
            char = text[at]
            if char in " \t\n;&|()":
                break
            if char in "<>":
                if text[at + 1 : at + 2] != "(" or at + 1 >= limit:
                    break
                body, close = self._commands(at + 2)
                parts.part(ProcessSubstitution(body, char, self.source.span(at, close + 1)))
                at = close + 1
            elif char in "?*+@!":
                end = self._pattern_end(at) if text[at + 1 : at + 2] == "(" else None
                end = end or at + 1
                parts.text(text[at:end].replace("\\\n", ""), quoted=False, start=at, end=end)
                at = end
            else:
                at = self._quoting(at, parts)
        return at

    def _quoting(self, at: int, parts: Parts) -> int:
        """One backslash, quote, expansion or backtick substitution outside quotes."""
        text, limit = self.text, self.limit
        char = text[at]
        if char == "\\":
            if at + 1 >= limit:
                parts.text("\\", quoted=False, start=at, end=limit)
                return limit
            if text[at + 1] != "\n":
                parts.text(text[at + 1], quoted=True, start=at, end=at + 2)
            return at + 2
        if char == "'":
            close = text.find("'", at + 1, limit)
            if close < 0:
                raise UnreadError("a single quote is never closed")
            parts.text(text[at + 1 : close], quoted=True, start=at, end=close + 1)
            return close + 1
        if char == '"':
            return self._double(at, at + 1, parts)
        if char == "`":
            return self._backticks(at, parts, quoted=False)
        follower = text[at + 1 : min(at + 2, limit)]
        if follower == "'":
            return self._ansi(at, parts)
        if follower == '"':
            return self._double(at, at + 2, parts)
        return self._dollar(at, parts, quoted=False)

    # ------------------------------------------------------------ quotes
    def _double(self, start: int, at: int, parts: Parts) -> int:
        """`"…"` opening at `start`, its inside beginning at `at`."""
        text, limit = self.text, self.limit
        opening = start  # the quotes belong to the literals next to them
        while at < limit:
            char = text[at]
            if char == '"':
                if opening >= 0:
                    parts.text("", quoted=True, start=opening, end=at + 1)
                else:
                    parts.extend(at + 1)
                return at + 1
            match = _PLAIN_IN_DOUBLE.match(text, at, limit)
            if match:
                parts.text(match.group(), quoted=True, start=opening if opening >= 0 else at, end=match.end())
                opening, at = -1, match.end()
            elif char == "\\":
                chars = self._backslash(at, limit, '$`"\\')
                if chars:
                    parts.text(chars, quoted=True, start=opening if opening >= 0 else at, end=min(at + 2, limit))
                    opening = -1
                at += 2
            else:
                opening = -1
                at = self._backticks(at, parts, quoted=True) if char == "`" else self._dollar(at, parts, quoted=True)
        raise UnreadError("a double quote is never closed")

    def _backslash(self, at: int, end: int, escapes: str) -> str:
        """What a backslash in quotes stands for, with what it escapes; itself before another character, nothing before a newline."""
        following = self.text[at + 1 : min(at + 2, end)]
        if following == "\n":
            return ""
        return following if following and following in escapes else "\\" + following

    def _expansion_in_quotes(self, at: int, parts: Parts) -> int:
        if self.text[at] == "`":
            return self._backticks(at, parts, quoted=True)
        return self._dollar(at, parts, quoted=True)

    def _ansi(self, start: int, parts: Parts) -> int:
        """`$'…'` with the escapes of the bash manual, 3.1.2.4."""
        at = start + 2
        while at < self.limit and self.text[at] != "'":
            at += 2 if self.text[at] == "\\" else 1
        if at >= self.limit:
            raise UnreadError("a $' quote is never closed")
        decoded = _ansi_escape().sub(_ansi_character, self.text[start + 2 : at])
        parts.text(decoded.split("\0", 1)[0], quoted=True, start=start, end=at + 1)
        return at + 1

    def heredoc(self, start: int, end: int, *, strip_tabs: bool, expand: bool) -> Word:
        """The body of a here-document as a word, from `start` to `end`; tabs at line starts are removed for `<<-`."""
        text = self.text
        if not expand:
            body = text[start:end]
            value = re.sub(r"(?m)^\t+", "", body) if strip_tabs else body
            literal = (Literal(value, quoted=True, span=self.source.span(start, end)),) if end > start else ()
            return Word(literal, self.source.span(start, end))
        parts = Parts(self.source)
        outer, self.limit = self.limit, end
        at = start
        try:
            while at < end:
                match = _PLAIN_IN_HEREDOC.match(text, at, end)
                if match:
                    value = match.group()
                    if strip_tabs:
                        value = re.sub(r"\n\t+", "\n", value)
                        value = value.lstrip("\t") if at == start or text[at - 1] == "\n" else value
                    parts.text(value, quoted=True, start=at, end=match.end())
                    at = match.end()
                elif text[at] == "\\":
                    value = self._backslash(at, end, "$`\\")
                    if value:
                        parts.text(value, quoted=True, start=at, end=min(at + 2, end))
                    at += 2
                else:
                    at = self._expansion_in_quotes(at, parts)
        except UnreadError as fault:
            self.reading.opaque.append(Opaque(self.source.span(at, end), f"in a here-document, {fault}"))
            parts.text(text[at:end], quoted=True, start=at, end=end)
        finally:
            self.limit = outer
        return parts.word(start, end)

    # ------------------------------------------------------------ expansions
    def _dollar(self, at: int, parts: Parts, *, quoted: bool) -> int:
        text, limit, source = self.text, self.limit, self.source
        char = text[at + 1] if at + 1 < limit else ""
        if char == "(":
            if text.startswith("((", at + 1, limit):
                close = self.arithmetic_end(at + 3)
                if close is not None:
                    parts.part(Arithmetic(text[at + 3 : close - 2], quoted, source.span(at, close)))
                    return close
            body, close = self._commands(at + 2)
            parts.part(CommandSubstitution(body, quoted, source.span(at, close + 1)))
            return close + 1
        if char == "{":
            return self._braces(at, parts, quoted=quoted)
        if char == "[":
            close = text.find("]", at, min(limit, at + _PATTERN_SCAN_LIMIT))
            if close > 0 and "\n" not in text[at:close]:
                parts.part(Arithmetic(text[at + 2 : close], quoted, source.span(at, close + 1)))
                return close + 1
        name = _NAME.match(text, at + 1, limit)
        if name:
            end = name.end()
        elif char and char in "@*#?-$!0123456789":
            end = at + 2
        else:
            parts.text("$", quoted=quoted, start=at, end=at + 1)
            return at + 1
        parts.part(Parameter(text[at + 1 : end], quoted, source.span(at, end)))
        return end

    def _braces(self, start: int, parts: Parts, *, quoted: bool) -> int:
        """`${…}`; an operator that no shell knows reads as "other"."""
        text, limit = self.text, self.limit
        length = _LENGTH.match(text, start + 2, limit)
        if length:
            name, index = length.groups()
            span = self.source.span(start, length.end())
            parts.part(Parameter(name, quoted, span, op="length", index=index))
            return length.end()
        at = start + 2
        indirect = False
        if text[at : at + 1] == "!" and at + 1 < limit and text[at + 1] not in "}:-=?+":
            indirect, at = True, at + 1
        name_match = _BRACED_NAME.match(text, at, limit)
        name = name_match.group() if name_match else ""
        at += len(name)
        index = None
        if name and text[at : at + 1] == "[":
            close = text.find("]", at, min(limit, at + _PATTERN_SCAN_LIMIT))
            if close > 0:
                index, at = text[at + 1 : close], close + 1
        operator = _OPERATOR.match(text, at, limit) if name else None
        op = operator.group() if operator else ""
        at += len(op)
        word, close = self._braced_word(at, quoted=quoted, pattern=op[:1] in ("#", "%", "/", "^", ","))
        plain = close == at and not op
        if indirect and index is None and (text[at - 1 : close] if op == "@" else text[at:close]) in ("@", "*"):
            op = "names"
        elif indirect:
            op = (
                "indirect" + op
                if (plain or op.rstrip(":-=?+") == "") and op != ":" and index not in ("@", "*")
                else "other"
            )
        elif op == ":":
            op = "substring"
        elif op == "@" or (not op and not plain) or not name:
            op = "other"
        parts.part(
            Parameter(
                name,
                quoted,
                self.source.span(start, close + 1),
                op,
                None if op in ("", "indirect", "names") else word,
                index,
            )
        )
        return close + 1

    def _braced_word(self, at: int, *, quoted: bool, pattern: bool) -> tuple[Word, int]:
        """The word behind an operator, up to the `}` that closes its `${`, and that brace's offset."""
        text, limit = self.text, self.limit
        parts = Parts(self.source)
        begin = at
        self.reading.enter()
        try:
            while at < limit:
                match = _PLAIN_IN_BRACES.match(text, at, limit)
                char = text[at]
                if match:
                    # quotes around the ${…} don't reach into a pattern (POSIX XCU 2.6.2): its * and ? stay special
                    parts.text(match.group(), quoted=quoted and not pattern, start=at, end=match.end())
                    at = match.end()
                elif char == "}":
                    return parts.word(begin, at), at
                elif not quoted or (pattern and char == "'") or char == '"':
                    at = self._quoting(at, parts)
                elif char == "'":
                    parts.text("'", quoted=True, start=at, end=at + 1)
                    at += 1
                elif char == "\\":
                    value = self._backslash(at, limit, '$`"\\}')
                    if value:
                        parts.text(value, quoted=True, start=at, end=min(at + 2, limit))
                    at += 2
                else:
                    at = self._expansion_in_quotes(at, parts)
        finally:
            self.reading.leave()
        raise UnreadError("a ${ is never closed")

    def _backticks(self, start: int, parts: Parts, *, quoted: bool) -> int:
        """A backtick substitution: its text loses backslashes in front of `$`, backtick and backslash (2.6.3)."""
        text, limit = self.text, self.limit
        removable = '$`\\"' if quoted else "$`\\"
        chunks: list[str] = []
        offsets: list[int] = []
        at = start + 1
        while at < limit and text[at] != "`":
            match = _BACKTICK_PLAIN.match(text, at, limit)
            if match:
                end = match.end()
            elif at + 1 < limit and text[at + 1] in removable:
                at, end = at + 1, at + 2
            else:
                end = min(at + 2, limit)
            chunks.append(text[at:end])
            offsets.extend(range(at, end))
            at = end
        if at >= limit:
            raise UnreadError("a backtick is never closed")
        inner = Source(self.source.path, "".join(chunks), self.source.span(start + 1, at), (*offsets, at))
        parts.part(CommandSubstitution(self._embedded(inner), quoted, self.source.span(start, at + 1)))
        return at + 1

    # ------------------------------------------------------------ balanced text
    def arithmetic_end(self, at: int, *, semicolons: bool = False) -> int | None:
        """The offset behind the `))` that closes a `((` whose inside starts at `at`; None if it is no arithmetic.

        Only the header of a `for` holds `semicolons`: `((a; b))` is a subshell in a subshell.
        """
        if self._unbalanced:
            return None
        close = self._balanced(at, self.limit)
        if close is None:
            self._unbalanced = True  # no later `((` can close either: asking again each time would be quadratic
            return None
        if not self.text.startswith(")", close + 1, self.limit):
            return None
        return None if not semicolons and self.text.find(";", at, close) >= 0 else close + 2

    def _pattern_end(self, at: int) -> int | None:
        """The offset behind an extended pattern `@(…)` at `at`, or None if it is none."""
        if self.text.startswith(")", at + 2, self.limit):
            return None
        close = self._balanced(at + 2, min(self.limit, at + _PATTERN_SCAN_LIMIT), one_line=True)
        return None if close is None else close + 1

    def _balanced(self, at: int, limit: int, *, one_line: bool = False) -> int | None:
        """The offset of the `)` that closes a parenthesis opened before `at`."""
        text, depth = self.text, 0
        while at < limit:
            match = _BALANCE.match(text, at, limit)
            if match:
                at = match.end()
                continue
            char = text[at]
            if char == "(":
                depth += 1
            elif char == ")":
                if not depth:
                    return at
                depth -= 1
            elif char == "\\":
                at += 1
            elif char in "'\"`":
                at = text.find(char, at + 1, limit)
                if at < 0:
                    return None
            elif one_line:
                return None
            at += 1
        return None


def _ansi_character(match: re.Match[str]) -> str:
    octal, two, four, eight, control, other = match.groups()
    if octal:
        return chr(int(octal, 8) & 0xFF)
    digits = two or four or eight
    if digits:
        code = int(digits, 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    if control:
        return chr(ord(control) & 0x1F)
    return _ANSI_LETTERS.get(other, other if other in "\\'\"?" else "\\" + other)
