"""The JSON schema of the configuration, made from the table of its keys; `stoplint config --schema` prints it."""

from __future__ import annotations

from typing import Any

from stoplint.config import KEYS, TABLES, WORDS
from stoplint.model.catalog.shells import DIALECTS

_STRINGS = {"type": "array", "items": {"type": "string"}}


def schema() -> dict[str, Any]:
    """A JSON schema (draft 7) for stoplint.toml and for `tool.stoplint` of pyproject.toml."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "stoplint's configuration",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: {"description": text, **_of(kind)} for key, (kind, text) in KEYS.items()},
    }


def _of(kind: str) -> dict[str, Any]:
    match kind:
        case "codes" | "strings":
            return {"anyOf": [_STRINGS, {"type": "string", "description": "divided by commas"}]}
        case "string" | "signal":
            return {"type": "string"}
        case "level" | "foreign" | "action" | "program kind" | "wrapper kind" | "receiver":
            return {"enum": list(WORDS[kind])}
        case "flag":
            return {"type": "boolean"}
        case "signals":
            return _of("strings")
        case "actions by signal":
            return _table(_of("action"))
        case "count":
            return {"type": "integer", "minimum": 0}
        case "number":
            return {"type": "number", "minimum": 0}
        case "codes by glob":
            return _table(_of("codes"))
        case "strings by name":
            return _table({"type": "string"})
        case "images" | "programs" | "wrappers":
            properties = {key: _of(inner) for key, inner in TABLES[kind].items()}
            return _table({"type": "object", "additionalProperties": False, "properties": properties})
        case _:
            return _table({"enum": list(DIALECTS)})


def _table(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}
