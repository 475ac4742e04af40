"""Changed files on disk: one atomic replace each, with everything else about the file kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.files import UnwrittenError, make_executable, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.fixing.applying import Changes


def written(changes: Changes) -> Iterator[tuple[str, str]]:
    """Writes all changed files; (path, why) for each that could not be, the others are written all the same."""
    for key in changes.changed:
        path = changes.paths[key]
        try:
            if key in changes.texts and changes.texts[key] != changes.olds[key]:
                replace(key, _bytes(changes.texts[key]), expected=_bytes(changes.olds[key]))
            if key in changes.executable:
                make_executable(key)
        except UnwrittenError as error:
            yield path, str(error)
        except OSError as error:
            yield path, error.strerror or str(error)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
