"""Whether an image's tag is one that a row of the table means."""

from __future__ import annotations

# A version that a tag leaves open is the newest: "9" is a later 9.x than 9.6, "latest" later than all.
_OPEN = 1 << 30


def fits(patterns: tuple[str, ...], tag: str) -> bool | None:
    """Whether all patterns (as in `rows.Base.tags`) hold for the tag; None: it depends on a `$variable`."""
    answer: bool | None = True
    for pattern in patterns:
        one = _fits(pattern, tag)
        if one is False:
            return False
        if one is None:
            answer = None
    return answer


def _fits(pattern: str, tag: str) -> bool | None:
    if pattern.startswith("!"):
        answer = _fits(pattern[1:], tag)
        return None if answer is None else not answer
    answers = {_one(alternative, tag) for alternative in pattern.split("|")}
    return True if True in answers else None if None in answers else False


def _one(pattern: str, tag: str) -> bool | None:
    if pattern == "*":
        return True
    if pattern[0] in "<>" or (pattern[0].isdigit() and "*" not in pattern):
        return None if "$" in tag and not _literal_version(tag) else _in_range(pattern, version(tag))
    if like(pattern, tag):
        return True
    return None if "$" in tag else False


def _literal_version(tag: str) -> bool:
    # "$VERSION-alpine" and "3.$MINOR" leave the version open, "3.12-$FLAVOUR" does not
    head = tag[: tag.index("$")]
    return bool(version(head)) and head[-1] in "-_"


def like(pattern: str, text: str) -> bool:
    """Whether `*` in the pattern can stand for something that makes it the text."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1]:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(text) - at >= len(rest[-1]) and text.endswith(rest[-1])


def version(tag: str) -> tuple[int, ...]:
    """The numbers that a tag begins with: (1, 18) for "1.18-alpine" and "v1.18", () for "alpine3.19"."""
    numbers: list[int] = []
    for part in tag.removeprefix("v").split("."):
        digits = 0
        while digits < len(part) and part[digits] in "0123456789":
            digits += 1
        if not 0 < digits < 10:
            break
        numbers.append(int(part[:digits]))
        if digits < len(part):
            break
    return tuple(numbers)


def _in_range(pattern: str, found: tuple[int, ...]) -> bool:
    if pattern.startswith(">="):
        return _compare(found, pattern[2:]) >= 0
    if pattern.startswith("<"):
        return _compare(found, pattern[1:]) < 0
    low, _, high = pattern.partition("-")
    return _compare(found, low) >= 0 >= _compare(found, high or low)


def _compare(found: tuple[int, ...], bound: str) -> int:
    """Negative, zero or positive, over as many numbers as the bound has: 1.12.2 and 1.12 are alike."""
    for place, wanted in enumerate(version(bound)):
        number = found[place] if place < len(found) else _OPEN
        if number != wanted:
            return number - wanted
    return 0
